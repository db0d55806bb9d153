/** SQL statements of turns: one that drizzle builds at each call costs ten times as much. */
import Sqlite from "better-sqlite3";
import { expect, it, vi } from "vitest";
import { openCaseTeam } from "../harness/case-team.ts";
import { wishMessages } from "../harness/core-harness.ts";
import { messageEvent } from "../harness/events.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

it("are all prepared once, in a conversation up to the team's card", async () => {
  const team = await openCaseTeam(await freshSqlite());
  // lists in statements have 1, 4, 16 … places; those of the last request were needed before
  for (const person of ["maria", "paul", "lea", "ines"]) await team.brings(person);
  const prepare = vi.spyOn(Sqlite.prototype, "prepare");
  const { core } = team.coreHarness;
  for (const text of wishMessages) {
    await core.ingest([messageEvent("jana", text, `jana ${text}`)]);
    await core.settled();
  }
  const built = prepare.mock.calls.map(([source]) => source);
  prepare.mockRestore();
  expect(await team.rows()).toHaveLength(5);
  expect(built).toEqual([]);
  await team.coreHarness.close();
});
