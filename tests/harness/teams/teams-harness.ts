/** Minimal web server for the Teams adapter, which passes every request to `handle`. */

import { featureCommands } from "../../../src/app/registry.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import { openLog } from "../../../src/lib/log.ts";
import {
  openTeams,
  type TeamsAdapter,
  type TeamsConfig,
} from "../../../src/platforms/teams/adapter.ts";
import type { BotFramework, BotIdentity } from "../../../src/platforms/teams/auth/bot-framework.ts";
import { listen } from "../listen.ts";

export const words = loadWords("en");

export async function openTeamsHarness(
  config: Partial<TeamsConfig> = {},
  connect?: (identity: BotIdentity) => Promise<BotFramework>,
): Promise<{ teams: TeamsAdapter; endpoint: string; logged: string[]; close(): Promise<void> }> {
  const logged: string[] = [];
  const teams = openTeams(
    {
      commands: featureCommands,
      host: "127.0.0.1",
      log: openLog("debug", (line) => logged.push(line)),
      ...config,
    },
    connect,
  );
  const { url, close } = await listen(teams.routes["POST /api/messages"]);
  return { teams, logged, endpoint: `${url}/api/messages`, close };
}
