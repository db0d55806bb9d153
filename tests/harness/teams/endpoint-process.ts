/**
 * Process with only the Teams endpoint. Prints its address and, after each message it receives, the
 * memory in use after a garbage collection. Needs `--expose-gc`.
 */
import { createRequire } from "node:module";
import { featureCommands } from "../../../src/app/registry.ts";
import { openLog } from "../../../src/lib/log.ts";
import { openTeams } from "../../../src/platforms/teams/adapter.ts";
import { listen } from "../listen.ts";
import { standInCore } from "../stand-in-core.ts";
import { tokenIssuer } from "./token-issuer.ts";

const [appId = "", tenant = "", serviceUrl = ""] = process.argv.slice(2);
// A list of botbuilder that grew with each new tenant named by a token, signed or not.
const { ToBotFromBotOrEmulatorTokenValidationParameters: trusted } = createRequire(
  import.meta.resolve("botbuilder"),
)("botframework-connector");
const issuers: number = trusted.issuer.length;
const issuer = await tokenIssuer();
const teams = openTeams(
  {
    commands: featureCommands,
    appId,
    password: "secret",
    tenant,
    host: "0.0.0.0",
    log: openLog("silent", () => {}),
  },
  issuer.connect,
);
await teams.start(standInCore());
const { url } = await listen(teams.routes["POST /api/messages"]);

process.on("message", () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heap: heapUsed + external, added: trusted.issuer.length - issuers });
});
process.send?.({ endpoint: `${url}/api/messages`, token: issuer.token(appId, serviceUrl) });
