/** A request's title wherever it is shown: lists, cards, forms, export. */
import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { exportRequestRows } from "../../../../src/features/cases/rows/export-rows.ts";
import { deriveRequestTitle } from "../../../../src/nlu/rules/requests/request-title.ts";
import { createRulesJudge } from "../../../../src/nlu/rules/rules-judge.ts";
import { type Card, cardToPlainText } from "../../../../src/platform/card.ts";
import { type CaseTeam, openCaseTeam } from "../../../harness/case-team.ts";
import {
  commandEvent,
  deletedEvent,
  editedEvent,
  messageEvent,
  openedEvent,
  testWorkspace,
} from "../../../harness/events.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { words } from "../../../harness/words.ts";

async function open(more: Parameters<typeof openCaseTeam>[1] = {}): Promise<CaseTeam> {
  const team = await openCaseTeam(await freshSqlite(), more);
  onTestFinished(() => team.close());
  return team;
}

const first = "We need Salesforce for the field team";
const edited = "We need a better price list for the field team";

/**
 * Returns the titles on the team's card, in a list, in a history, on the Home tab and in the
 * export.
 */
async function shownTitles(team: CaseTeam, request: string) {
  const said = async (text: string) => {
    await team.accept(commandEvent("maria", "request", text));
    return team.heard("maria").split("\n");
  };
  const [list, detail] = [await said("mine"), await said("1")];
  await team.accept(openedEvent("maria", "home"));
  const home = team.platform.said.findLast(({ card }) => JSON.stringify(card).includes("R-1"))!;
  const rows: unknown[] = [];
  for await (const row of exportRequestRows(team.coreHarness.store.read, testWorkspace))
    if (row.type === "request") rows.push(row.title);
  return {
    card: cardToPlainText((await team.card(request)).card).split("\n")[0],
    list: list.find((line) => line.startsWith("R-1 "))?.split(" · ")[0],
    detail: detail[0],
    home: cardToPlainText(home.card)
      .split("\n")
      .find((line) => line.startsWith("R-1 "))
      ?.split(" · ")[0],
    exported: rows,
  };
}

const everywhere = (title: string) => ({
  card: words.plain("requests.brief.title", { number: 1, title }),
  list: words.plain("where.line", { number: 1, title }),
  detail: words.plain("requests.brief.title", { number: 1, title }),
  home: words.plain("where.line", { number: 1, title }),
});

it("follows an edit of the first message everywhere, and its deletion", async () => {
  const team = await open();
  const message = randomUUID();
  await team.accept(messageEvent("maria", first, message));
  for (const text of ["They stand at the dealer", "The dealers get a date", "Petra", "in March"])
    await team.says("maria", text);
  await team.says("maria", "yes");
  const request = await team.newest();
  const before = deriveRequestTitle(first)!;
  expect(await shownTitles(team, request)).toEqual({
    ...everywhere(before),
    exported: [before],
  });
  await team.accept(editedEvent("maria", message, edited));
  const after = deriveRequestTitle(edited)!;
  expect(after).not.toBe(before);
  expect(await shownTitles(team, request)).toEqual({ ...everywhere(after), exported: [after] });
  await team.accept(deletedEvent("maria", message));
  expect(await shownTitles(team, request)).toEqual({
    ...everywhere(words.plain("requests.untitled")),
    exported: [null],
  });
});

it.each([
  ["need access to the Hamburg share for Priya", "sorry not Hamburg, Bremen", "Hamburg", "Bremen"],
  ["new headset for Anna, from 1.3. on please", "Sorry, 1.4.!", "1.3.", "1.4."],
])("follows a correction of what the team has: %j, %j", async (asked, said, wrong, right) => {
  const team = await open({ judge: createRulesJudge() });
  await team.says("maria", asked);
  const request = await team.newest();
  const before = deriveRequestTitle(asked)!;
  expect(before).toContain(wrong);
  await team.says("maria", said);
  const after = before.replace(wrong, right);
  expect(await shownTitles(team, request)).toEqual({ ...everywhere(after), exported: [after] });
});

/** Returns the lines of a card, without labels, markup and buttons. */
const linesOf = (card: Card): string[] =>
  card
    .flatMap((element): string[] => {
      if (element.kind === "buttons" || element.kind === "divider") return [];
      if (element.kind === "facts")
        return element.facts.map(({ value }) => cardToPlainText([{ kind: "text", text: value }]));
      if (element.kind === "item")
        return cardToPlainText([{ kind: "text", text: element.text }]).split("\n");
      return cardToPlainText([element]).split("\n");
    })
    .map((line) =>
      line
        .replace(/^R-\d+(?: ·)? /, "")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} ]/gu, "")
        .trim(),
    )
    .filter((line) => line.split(" ").length > 1);

/** Returns lines that repeat a heading, if the card names a request in one. */
function repetitions(card: Card): string[] {
  const lines = linesOf(card);
  const twice = lines.filter((line, index) => lines.indexOf(line) !== index);
  const heading = card.find(({ kind }) => kind === "heading");
  const [title = ""] = heading ? linesOf([heading]) : [];
  return [...twice, ...lines.filter((line) => line !== title && title.includes(line))];
}

const conversations: Record<string, string[]> = {
  "a wish": [
    first,
    "They stand at the dealer and can’t see what he ordered last month",
    "The dealers get a delivery date on the spot",
    "Petra",
    "a date in the same call, end of March",
  ],
  "a wish with its reason": [
    "Hi, could you please set up a shared mailbox for claims because letters get lost at noon? Thanks!",
    "Our policyholders get an answer the same day",
    "Petra",
    "no letter lost in April",
  ],
  "a need that says what was asked for": [
    "We need a price list",
    "a price list",
    "a price list for the field",
    "The dealers see prices",
    "Petra",
    "in March",
  ],
  "a fault": ["Till in shop 3 is down since this morning, can somebody look?", "nobody can pay"],
  "a wish that was a fault": [
    "We need HubSpot instead of the CRM",
    "[requests.button.broken]",
    "it freezes three times a day",
    "the whole support team",
  ],
  "something routine": ["please order a laptop for the new trainee"],
  "a question": ["Which CRM would you recommend for a team of five?", "what we buy", "end of May"],
};

it.for(Object.keys(conversations))("prints no line twice on cards of %s", async (name) => {
  const team = await open({ judge: createRulesJudge() });
  for (const text of conversations[name]!)
    if (text.startsWith("[")) await team.presses("maria", words.plain(text.slice(1, -1)));
    else await team.says("maria", text);
  await team.says("maria", "yes");
  const request = await team.newest();
  const channel = { place: { platform: "slack", kind: "channel", id: "CINTAKE" } as const };
  for (const text of ["mine", "1", "find a"])
    await team.accept(commandEvent("maria", "request", text));
  await team.accept(openedEvent("maria", "home"));
  await team.accept(commandEvent({ by: { id: "lea" }, ...channel }, "request", "team"));
  await team.accept(commandEvent({ by: { id: "lea" }, ...channel }, "request", "1"));
  if ((await team.status(request)) === "new") {
    await team.does("lea", request, words.plain("life.button.take"));
    await team.does("lea", request, words.plain("life.button.propose"), { alternative: "Ring" });
  }
  expect(team.platform.said.length).toBeGreaterThan(5);
  for (const { card } of team.platform.said)
    expect({ card: cardToPlainText(card), twice: repetitions(card) }).toMatchObject({ twice: [] });
});
