import { afterEach, beforeEach, expect, it } from "vitest";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import { standInCore } from "../../../harness/stand-in-core.ts";
import {
  aadObjectId,
  type FakeTeams,
  fakeBot,
  fakeTeams,
} from "../../../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../../../harness/teams/teams-harness.ts";

let platform: FakeTeams;
let accepted: InboundEvent[];
let close: () => Promise<void>;

beforeEach(async () => {
  accepted = [];
  const { teams, endpoint, close: closeHarness } = await openTeamsHarness();
  platform = await fakeTeams(endpoint);
  close = async () => {
    await teams.stop();
    await platform.close();
    await closeHarness();
  };
  await teams.start(
    standInCore({
      ingest: async (events) => void accepted.push(...events),
    }),
  );
});
afterEach(() => close());

const saysThatPetraDoes = () =>
  platform.says("Maria", "looks after the dealers", {
    channel: "field",
    mentions: [fakeBot.name, "Petra"],
  });

it("gives a mentioned person the id with which they write", async () => {
  await saysThatPetraDoes();
  await platform.dm("Petra", "I do");
  expect(accepted).toMatchObject([
    { text: [{ person: aadObjectId("Petra"), name: "Petra" }, " looks after the dealers"] },
    { by: { id: aadObjectId("Petra") } },
  ]);
});

it("asks Teams once for each person, and never for the bot", async () => {
  await saysThatPetraDoes();
  await saysThatPetraDoes();
  expect(platform.calls.map(({ path }) => path)).toEqual(
    ["maria", "petra"].map((name) => `19:field@thread.tacv2/members/29:${name}`),
  );
});

it("keeps the other id when Teams cannot tell", async () => {
  platform.answers({ status: 500 }, { status: 500 });
  expect((await saysThatPetraDoes()).status).toBe(200);
  expect(accepted).toMatchObject([
    { text: [{ person: "29:petra", name: "Petra" }, " looks after the dealers"] },
  ]);
});
