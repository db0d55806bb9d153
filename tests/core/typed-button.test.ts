/** Words that are the label of a button on the bot's last message press it. */
import { describe, expect, it } from "vitest";
import { availableLanguages, loadWords } from "../../src/lib/i18n.ts";
import type { Button } from "../../src/platform/card.ts";
import {
  type CaseTeam,
  cardButtons,
  directMessageKey,
  openCaseTeam,
} from "../harness/case-team.ts";
import { storedAnswers, wishMessages } from "../harness/core-harness.ts";
import { channelRef } from "../harness/events.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { sentence } from "../harness/words.ts";

const isPress = (button: Button): button is Extract<Button, { press: string }> =>
  "press" in button && !button.opensForm;

/** The team proposes something else. */
const propose = "propose";

/** Ways to reach a card, as what a person says and presses. */
const ways: readonly (readonly string[])[] = [
  [wishMessages[0]!],
  wishMessages.slice(0, 2),
  wishMessages.slice(0, 3),
  wishMessages.slice(0, 4),
  wishMessages.slice(0, 5),
  wishMessages,
  [...wishMessages.slice(0, 2), "[later]"],
  [...wishMessages.slice(0, 2), "[no_request]"],
  [...wishMessages.slice(0, 5), "[change]"],
  ["We need a key to the workshop"],
  ["We need a key to the workshop", propose],
];

describe.for(availableLanguages)("words of a button, in %s", (locale) => {
  it("do what each button of the newest card does", async () => {
    const words = loadWords(locale);
    const t = await openCaseTeam(await freshSqlite());
    let people = 0;

    /** Takes a new person to a card; returns the person. */
    async function reach(way: readonly string[]): Promise<string> {
      const person = `person${++people}`;
      for (const step of way) {
        if (step === propose) {
          const request = await t.newest();
          const alternative = { alternative: "The portal shows it", text: "It is there already" };
          await t.does("lea", request, sentence("life.button.propose"), alternative);
          continue;
        }
        const [, verb] = /^\[(.*)\]$/.exec(step) ?? [];
        await t.says(person, verb ? words.plain(`requests.button.${verb}`) : step, { locale });
      }
      return person;
    }
    const newest = (person: string) =>
      t.platform.said.findLast(({ place }) => place === directMessageKey(person))!;
    /** What the person sees after a step, and the state of the person's request. */
    const outcome = async (person: string) => {
      const row = (await t.rows()).find(({ requester }) => requester === person)!;
      const said = t.platform.said.filter(({ place }) => place === directMessageKey(person));
      return {
        status: row.status,
        said: said.map((each) =>
          each.words.replaceAll(/R-\d+/g, "R").replaceAll(/person\d+/g, "person"),
        ),
      };
    };

    for (const way of ways) {
      const labels = cardButtons(newest(await reach(way)))
        .filter(isPress)
        .map(({ label }) => label);
      for (const label of labels) {
        const pressing = await reach(way);
        await t.presses(pressing, label, directMessageKey(pressing));
        const expected = await outcome(pressing);
        const typing = await reach(way);
        await t.says(typing, label, { locale });
        expect(await outcome(typing), `${way.at(-1)} → ${label}`).toEqual(expected);
      }
    }
    await t.close();
  });
});

describe("a typed label", () => {
  const skip = sentence("requests.button.skip");
  const answers = async (t: CaseTeam) =>
    (await storedAnswers(t.coreHarness.store)).filter((answer) => answer.includes("need"));

  it("is compared without case and punctuation", async () => {
    const t = await openCaseTeam(await freshSqlite());
    await t.says("maria", wishMessages[0]!);
    await t.says("maria", ` ${skip.toUpperCase()}. `);
    expect(await answers(t)).toEqual(["R-1 need: open"]);
    await t.close();
  });

  it("is an answer after a message without that button", async () => {
    const t = await openCaseTeam(await freshSqlite());
    await t.says("maria", wishMessages[0]!);
    await t.presses("maria", sentence("requests.button.why"), directMessageKey("maria"));
    await t.says("maria", skip);
    expect(await answers(t)).toEqual([`R-1 need: ${skip}`]);
    await t.close();
  });

  it("is not read in a channel unless it is addressed to the bot", async () => {
    const t = await openCaseTeam(await freshSqlite());
    const place = channelRef("C1", "100");
    await t.says("maria", wishMessages[0]!, { place });
    await t.says("tom", skip, { place, addressed: false });
    expect(await answers(t)).toEqual([]);
    await t.close();
  });
});
