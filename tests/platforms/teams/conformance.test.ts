import { testAdapterConformance } from "../../conformance/platform-adapter.ts";
import { aadObjectId, fakeTeams } from "../../harness/teams/fake-teams.ts";
import { selectedTitle } from "../../harness/teams/screen.ts";
import { openTeamsHarness } from "../../harness/teams/teams-harness.ts";

testAdapterConformance("Teams", async () => {
  const { teams: adapter, endpoint, close } = await openTeamsHarness();
  const platform = await fakeTeams(endpoint);
  return {
    adapter,
    says: async (text) => (await platform.dm("Maria", text)).status === 200,
    repeats: async () => (await platform.repeats()).status === 200,
    presses: async (message, label) =>
      (await platform.press(platform.post(message)!, label, "Maria")).status === 200,
    colleague: aadObjectId("Lea"),
    form() {
      const { title, screen } = platform.dialog() ?? {};
      if (title === undefined || !screen) return undefined;
      // The text above the fields is the error of the form as a whole.
      const { "": whole, ...mistakes } = screen.mistakes;
      const above: Record<string, string> =
        Object.keys(mistakes).length === 0 && whole !== undefined ? { "": whole } : {};
      return {
        title,
        fields: Object.fromEntries(
          screen.inputs.map((input) => [input.label, selectedTitle(input)]),
        ),
        mistakes: { ...mistakes, ...above },
      };
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
