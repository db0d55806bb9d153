import { afterEach, beforeEach, expect, it } from "vitest";
import type { Arrival } from "../../src/surface/arrival.ts";
import { bot, type FakeTeams, fakeTeams, personId } from "../harness/teams.ts";
import { house } from "./house.ts";

let platform: FakeTeams;
let accepted: Arrival[];
let close: () => Promise<void>;

beforeEach(async () => {
  accepted = [];
  const { teams, endpoint, close: closeHouse } = await house();
  platform = await fakeTeams(endpoint);
  close = async () => {
    await teams.stop();
    await platform.close();
    await closeHouse();
  };
  await teams.start({
    accept: async (arrivals) => void accepted.push(...arrivals),
    form: async () => undefined,
    mistakes: async () => undefined,
    language: async () => "en",
    tellOutsider: async () => {},
  });
});
afterEach(() => close());

const saysThatPetraDoes = () => platform.says("Maria", "looks after the dealers", { channel: "field", mentions: [bot.name, "Petra"] });

it("a colleague who is mentioned is the same person as one who writes", async () => {
  await saysThatPetraDoes();
  await platform.dm("Petra", "I do");
  expect(accepted).toMatchObject([{ text: [{ person: personId("Petra"), name: "Petra" }, " looks after the dealers"] }, { by: { id: personId("Petra") } }]);
});

it("Teams is asked once for each person, and never for the bot", async () => {
  await saysThatPetraDoes();
  await saysThatPetraDoes();
  expect(platform.calls.map(({ path }) => path)).toEqual(["maria", "petra"].map((name) => `19:field@thread.tacv2/members/29:${name}`));
});

it("a message is kept with the other id when Teams cannot tell", async () => {
  platform.answers({ status: 500 }, { status: 500 });
  expect((await saysThatPetraDoes()).status).toBe(200);
  expect(accepted).toMatchObject([{ text: [{ person: "29:petra", name: "Petra" }, " looks after the dealers"] }]);
});
