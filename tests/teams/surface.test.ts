import { conforms } from "../conformance/surface.ts";
import { fakeTeams } from "../harness/teams.ts";
import { house } from "./house.ts";

conforms("Teams", async () => {
  const { teams: surface, endpoint, close } = await house();
  const platform = await fakeTeams(endpoint);
  return {
    surface,
    says: async (text) => (await platform.dm("Maria", text)).status === 200,
    repeats: async () => (await platform.repeats()).status === 200,
    presses: async (message, label) => (await platform.press(platform.post(message)!, label, "Maria")).status === 200,
    form() {
      const { title, screen } = platform.dialog() ?? {};
      return title !== undefined && screen ? { title, labels: screen.inputs.map(({ label }) => label) } : undefined;
    },
    fills: async (values) => (await platform.submit(values)).status === 200,
    shown: (message) => platform.post(message),
    refusesNext: (status) => platform.answers({ status }),
    async close() {
      await platform.close();
      await close();
    },
  };
});
