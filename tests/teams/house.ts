/** The house around the surface, as small as it can be: one server that gives everything to `handle`. */
import { openLog } from "../../src/log.ts";
import { openTeams, type Teams, type TeamsConfig } from "../../src/teams/app.ts";
import type { BotFramework, Identity } from "../../src/teams/bot-framework.ts";
import { loadWords } from "../../src/words.ts";
import { listen } from "../harness/listen.ts";

export const words = loadWords("en");

export async function house(
  config: Partial<TeamsConfig> = {},
  connect?: (identity: Identity) => Promise<BotFramework>,
): Promise<{ teams: Teams; endpoint: string; logged: string[]; close(): Promise<void> }> {
  const logged: string[] = [];
  const teams = openTeams({ host: "127.0.0.1", log: openLog("debug", (line) => logged.push(line)), ...config }, connect);
  const { url, close } = await listen((request, response) => void teams.handle(request, response));
  return { teams, logged, endpoint: `${url}/api/messages`, close };
}
