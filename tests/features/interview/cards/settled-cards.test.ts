/** Cards lose their buttons once what they ask is answered, asked again or ended. */
import { expect, it } from "vitest";
import {
  type CaseTeam,
  cardButtons,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import { wishMessages } from "../../../harness/core-harness.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence } from "../../../harness/words.ts";

const [wish = "", need = "", customer = ""] = wishMessages;
const place = directMessageKey("maria");

/** Texts of the messages in Maria's direct messages that have buttons. */
const withButtons = ({ platform }: CaseTeam) =>
  platform.said.filter((each) => each.place === place && cardButtons(each).length > 0);

async function open(): Promise<CaseTeam> {
  const t = await openCaseTeam(await freshSqlite());
  await t.says("maria", wish);
  return t;
}

const asked = ({ platform }: CaseTeam, key: string) =>
  platform.said.findLast(
    (each) => each.place === place && each.words.includes(sentence(key, { number: 1 })),
  );

const settledBy = (choice: string): string =>
  sentence("requests.settled", { person: "@maria", choice });

it("removes the buttons of a question that is answered in words", async () => {
  const t = await open();
  const question = asked(t, "requests.ask.need")!;
  await t.says("maria", need);
  expect(cardButtons(question)).toEqual([]);
  expect(question.words).toContain(sentence("requests.ask.need"));
  expect(question.words).not.toContain("@maria");
  expect(withButtons(t)).toHaveLength(1);
  await t.close();
});

it("settles a question by the button that words stand for", async () => {
  const t = await open();
  const question = asked(t, "requests.ask.need")!;
  await t.says("maria", "person");
  expect(cardButtons(question)).toEqual([]);
  expect(question.words).toContain(settledBy(sentence("requests.button.person")));
  await t.close();
});

it("leaves buttons on only the newest of several cards with the same question", async () => {
  const t = await open();
  const first = asked(t, "requests.ask.need")!;
  await t.until("2027-03-03T11:00:00Z");
  expect(asked(t, "requests.reminder")).toBeDefined();
  expect(cardButtons(first)).toEqual([]);
  expect(withButtons(t)).toHaveLength(1);
  await t.close();
});

it("settles the newest card when an older one is pressed", async () => {
  const t = await open();
  await t.says("maria", need);
  const old = t.press("maria", sentence("requests.button.later"), place);
  await t.presses("maria", sentence("requests.button.later"), place);
  expect(withButtons(t)).toHaveLength(1);
  await t.presses("maria", sentence("requests.button.resume"), place);
  await t.accept(old);
  expect(withButtons(t)).toHaveLength(1);
  await t.close();
});

it("keeps the buttons of a card that is still open beside another request", async () => {
  const t = await open();
  const question = asked(t, "requests.ask.need")!;
  await t.says("maria", "We need a key to the workshop");
  const left = withButtons(t).flatMap(cardButtons);
  expect(left.filter(({ label }) => label === sentence("requests.button.person"))).toHaveLength(1);
  expect(cardButtons(question)).toEqual([]);
  await t.close();
});

it("sends no edit for a question that a press has settled", async () => {
  const t = await open();
  await t.says("maria", need);
  await t.says("maria", customer);
  const before = t.platform.tries.length;
  await t.presses("maria", sentence("requests.choice.nobody_known"), place);
  const edits = t.platform.tries
    .slice(before)
    .filter(({ words }) => words.includes(settledBy(sentence("requests.choice.nobody_known"))));
  expect(edits).toHaveLength(1);
  await t.close();
});
