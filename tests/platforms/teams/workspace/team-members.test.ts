import { afterEach, beforeEach, expect, it } from "vitest";
import type { TeamsAdapter } from "../../../../src/platforms/teams/adapter.ts";
import { standInCore } from "../../../harness/stand-in-core.ts";
import { aadObjectId, type FakeTeams, fakeTeams } from "../../../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../../../harness/teams/teams-harness.ts";

const link =
  "https://teams.microsoft.com/l/team/19%3Asales%40thread.tacv2/conversations?groupId=1&tenantId=2";
const tenant = "7d1c0f1e-0000-4000-8000-000000000001";
let platform: FakeTeams;
let teams: TeamsAdapter;
let close: () => Promise<void>;

beforeEach(async () => {
  const opened = await openTeamsHarness();
  teams = opened.teams;
  platform = await fakeTeams(opened.endpoint);
  close = async () => {
    await teams.stop();
    await platform.close();
    await opened.close();
  };
  await teams.start(standInCore());
  await platform.dm("Maria", "hello");
  await platform.dm("Petra", "hello");
});
afterEach(() => close());

it("reads a team's members by its link, page by page, without the bot", async () => {
  expect(await teams.membersOf?.(`teams:${tenant}`, link)).toEqual([
    { id: aadObjectId("Maria"), name: "Maria" },
    { id: aadObjectId("Petra"), name: "Petra" },
  ]);
  expect(platform.calls.find(({ path }) => path.includes("pagedmembers"))?.path).toBe(
    "19:sales@thread.tacv2/pagedmembers?pageSize=500",
  );
});

it("returns no partial team", async () => {
  platform.answers(
    { status: 200, body: { members: [{ id: "29:maria", objectId: "x" }], continuationToken: "1" } },
    { status: 500 },
  );
  expect(await teams.membersOf?.(`teams:${tenant}`, link)).toBeUndefined();
});

it("reads nothing by another link, or of a team without the bot", async () => {
  expect(await teams.membersOf?.(`teams:${tenant}`, "Sales")).toBeUndefined();
  platform.answers({ status: 403 });
  expect(await teams.membersOf?.(`teams:${tenant}`, link)).toBeUndefined();
});
