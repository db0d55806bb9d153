/**
 * Process with only the Teams endpoint: prints its address, and after each message to it the memory
 * in use after garbage collection. Needs `--expose-gc`.
 */
import { createRequire } from "node:module";
import { featureCommands } from "../../../src/app/registry.ts";
import { openLog } from "../../../src/lib/log.ts";
import { openTeams } from "../../../src/platforms/teams/adapter.ts";
import { listen } from "../listen.ts";
import { tokenIssuer } from "./token-issuer.ts";

const [appId = "", tenant = "", serviceUrl = ""] = process.argv.slice(2);
// Comes with botbuilder, which added to it for each new tenant that a token named, signed or not.
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
await teams.start({
  ingest: async () => {},
  buildForm: async () => undefined,
  validateForm: async () => undefined,
  languageFor: async () => "en",
  replyToOutsider: async () => {},
});
const { url } = await listen(teams.routes["POST /api/messages"]);

process.on("message", () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heap: heapUsed + external, added: trusted.issuer.length - issuers });
});
process.send?.({ endpoint: `${url}/api/messages`, token: issuer.token(appId, serviceUrl) });
