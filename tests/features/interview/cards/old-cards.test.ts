/** Buttons of questions that were answered change nothing, and the reply shows what is asked now. */
import { expect, it } from "vitest";
import {
  type CaseTeam,
  cardButtons,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import { storedAnswers, wishMessages } from "../../../harness/core-harness.ts";
import { directMessages, pressEvent } from "../../../harness/events.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence } from "../../../harness/words.ts";

const place = directMessageKey("maria");

/** What the ledger holds about the request. */
const ledgerOf = async (t: CaseTeam) => ({
  requests: (await t.rows()).map(({ status, kind }) => [status, kind]),
  answers: await storedAnswers(t.coreHarness.store),
  history: await t.coreHarness.store.read.db.$count(t.coreHarness.store.read.t.historyEntries),
});

/** Presses every button of these cards; returns the ledger's states and the last replies. */
async function pressAll(t: CaseTeam, cards: readonly { message: string; presses: string[] }[]) {
  const results = [];
  for (const { message, presses } of cards)
    for (const press of presses) {
      const before = t.platform.said.length;
      await t.accept(
        pressEvent({ by: { id: "maria" }, place: directMessages("maria") }, press, message),
      );
      const replies = t.platform.said.slice(before).map(({ words }) => words);
      results.push({ press, ledger: await ledgerOf(t), replies });
    }
  return results;
}

it("buttons of old cards are refused after each later step, with what is asked now", async () => {
  const t = await openCaseTeam(await freshSqlite());
  const cards: { message: string; presses: string[] }[] = [];
  const stale = sentence("requests.about.stale");
  const closed = sentence("requests.about.closed", { number: 1 });
  for (const [step, text] of wishMessages.entries()) {
    await t.says("maria", text);
    const ledger = await ledgerOf(t);
    const newest = t.platform.said.findLast((each) => each.place === place)!;
    for (const result of await pressAll(t, cards)) {
      const where = `${result.press} after step ${step}`;
      expect(result.ledger, where).toEqual(ledger);
      if (result.press.includes("/why/")) continue;
      expect(result.replies.join("\n"), where).toContain(
        step < wishMessages.length - 1 ? stale : closed,
      );
    }
    cards.push({
      message: newest.message,
      presses: cardButtons(newest).flatMap((button) =>
        "press" in button && !button.opensForm ? [button.press] : [],
      ),
    });
  }
  await t.close();
});

it("buttons of old cards are refused while it is parked, and after it is resumed", async () => {
  const t = await openCaseTeam(await freshSqlite());
  await t.says("maria", wishMessages[0]!);
  const first = t.platform.said.findLast((each) => each.place === place)!;
  const presses = cardButtons(first).flatMap((button) =>
    "press" in button && !button.opensForm && !button.press.includes("/why/") ? [button.press] : [],
  );
  await t.says("maria", wishMessages[1]!);
  for (const [button, reply] of [
    ["later", sentence("requests.about.stale")],
    ["resume", sentence("requests.about.stale")],
  ] as const) {
    await t.presses("maria", sentence(`requests.button.${button}`), place);
    const ledger = await ledgerOf(t);
    for (const result of await pressAll(t, [{ message: first.message, presses }])) {
      expect(result.ledger, `${result.press} after ${button}`).toEqual(ledger);
      expect(result.replies.join("\n"), `${result.press} after ${button}`).toContain(reply);
    }
  }
  await t.close();
});
