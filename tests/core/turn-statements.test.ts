/** SQL statements of turns: one that drizzle builds at each call costs ten times as much. */
import Sqlite from "better-sqlite3";
import { expect, it, onTestFinished, vi } from "vitest";
import { openCaseTeam } from "../harness/case-team.ts";
import { wishMessages } from "../harness/core-harness.ts";
import { channelRef, directMessages, messageEvent } from "../harness/events.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

const places = {
  "direct messages": directMessages,
  "a channel's thread": (person: string) => channelRef("C9", `7.${person}`),
};

it.for(Object.entries(places))(
  "are all prepared once, in %s up to the team's card",
  async ([, placeOf]) => {
    // a heartbeat of the process, each five seconds, builds statements
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const team = await openCaseTeam(await freshSqlite());
    const { core } = team.coreHarness;
    async function bring(person: string): Promise<void> {
      const from = { by: { id: person }, place: placeOf(person) };
      for (const text of wishMessages) {
        await core.ingest([messageEvent(from, text)]);
        await core.settled();
      }
    }
    // a statement with a list is prepared for 1, 4, 16 … places when a list first needs them
    for (const person of ["maria", "paul", "lea", "ines"]) await bring(person);
    const prepare = vi.spyOn(Sqlite.prototype, "prepare");
    await bring("jana");
    const built = prepare.mock.calls.map(([source]) => source);
    prepare.mockRestore();
    expect(await team.rows()).toHaveLength(5);
    expect(built).toEqual([]);
    await team.coreHarness.close();
  },
);
