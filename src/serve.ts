/** The bot put together: store, core, surfaces and server, from the start to the end of a process. */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { userInfo } from "node:os";
import { type Clock, systemClock } from "./clock.ts";
import { type Config, isLoopback } from "./config.ts";
import { EntwineError } from "./errors.ts";
import { formerSecrets, houseFile, houseSecret } from "./house-secret.ts";
import type { Address } from "./ledger/sign-in.ts";
import { type Log, openLog } from "./log.ts";
import { shutDown } from "./shutdown.ts";
import type { OAuth } from "./slack/install.ts";
import { openLedger } from "./storage/open-ledger.ts";
import type { Store } from "./storage/store.ts";
import type { Web } from "./web/server.ts";
import { languageOf, wordsFor } from "./words.ts";

/** Runs the bot until it is told to stop; where somebody is there to talk on standard input and nothing else keeps it, until that ends. */
export async function serve(config: Config, clock: Clock, converse: boolean): Promise<void> {
  const told = Promise.withResolvers<void>();
  let [isOpen, isTold] = [false, false];
  const stop = (): void => {
    if (!isOpen) process.exit(0); // nothing was acknowledged yet
    if (isTold) process.exit(130);
    isTold = true;
    told.resolve();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const [
    { thisReplica },
    { openCore },
    { loadCatalogue },
    { openFeatures },
    { openJudge },
    { startWeb },
    { conversable },
    { openWatch },
    { openSignIn },
    { openSecrets },
    { openJournal },
    { openProbe },
  ] = await Promise.all([
    import("./storage/replicas.ts"),
    import("./turn/core.ts"),
    import("./requests/catalogue.ts"),
    import("./turn/features.ts"),
    import("./judgement/open.ts"),
    import("./web/server.ts"),
    import("./terminal/conversable.ts"),
    import("./watch.ts"),
    import("./ledger/sign-in.ts"),
    import("./secrets.ts"),
    import("./privacy/journal.ts"),
    import("./storage/probe.ts"),
  ]);
  const conversing = converse && conversable(process.stdin);
  const log = openLog(conversing && config.logLevel === "info" ? "error" : config.logLevel);
  const { watch, readings, fellBack } = openWatch(log);
  const words = wordsFor();
  let stores = true;
  const store = await openLedger(config.database, (trouble) => {
    stores = trouble === undefined;
    watch.stored(trouble);
  });
  const answers = openProbe(() => store.probe());
  const oauth = await openOAuth(config, { store, log });
  const slack = config.slack && (await import("./slack/app.ts")).openSlack({ ...config.slack, oauth, log, clock });
  const teams = config.teams && (await import("./teams/app.ts")).openTeams({ ...config.teams, host: config.host, log });
  const settled = (): Promise<void> => core.settled();
  const terminal = conversing
    ? (await import("./terminal/app.ts")).openTerminal({
        input: process.stdin,
        output: process.stdout,
        settled,
        words: wordsFor(languageOf(config.locale)),
        clock,
        log,
        user: userInfo().username,
        ...(config.locale && { locale: config.locale }),
      })
    : undefined;
  let web: Web | undefined;
  const surfaces = [slack, teams, terminal].filter((surface) => surface !== undefined);
  const secret = houseSecret(config.secret, config.database);
  const former = formerSecrets(config);
  const key = openSecrets(secret).derive("sign-in");
  const signIn = openSignIn({
    ...{ store, key, now: () => new Date(), address: () => addressOf(config, web) },
    membershipOf: async ({ workspace, person }) => surfaces.find(({ name }) => workspace.startsWith(`${name}:`))?.membershipOf?.(workspace, person),
  });
  const core = await openCore({
    store,
    clock,
    judge: openJudge(config.model, { clock, log, fellBack }),
    catalogue: loadCatalogue(),
    surfaces: surfaces.map((surface) => ({ ...surface, send: (message) => surface.send({ ...message, card: signIn.revealed(message.card) }) })),
    features: openFeatures(secret, former, signIn, {
      journal: openJournal(houseFile(config.database, "erased"), secret, former),
      scrub: () => store.scrub({ copies: true }),
      scrubTables: (tables) => store.scrub({ tables }),
      swept: watch.swept,
    }),
    intake: Object.fromEntries(
      Object.entries(config.intake).map(([where, id]) => [where, { surface: where.startsWith("slack") ? "slack" : "teams", kind: "channel", id }]),
    ),
    replica: thisReplica(randomUUID()),
    newId: randomUUIDv7,
    watch,
  });
  isOpen = true;
  process.on("unhandledRejection", watch.uncaught);

  const work = async (): Promise<void> => {
    await Promise.all(surfaces.map((surface) => surface.start(core)));
    const keptBy = slack || config.teams?.appId;
    await (terminal && !keptBy ? terminal.ended : told.promise);
  };
  try {
    web = await startWeb({
      host: config.host,
      port: config.port,
      slack: slack?.requestListener,
      installer: slack?.installer,
      teams: teams && ((request, response) => teams.handle(request, response)),
      ready: async () => ({
        database: (await answers()) && stores,
        ...Object.fromEntries([slack, teams].filter((surface) => surface !== undefined).map((surface) => [surface.name, surface.ready()])),
      }),
      readings: readings(store, slack, config.database),
      words,
      log,
      ledger: { read: store.read, signIn },
    }).catch((err) => {
      if (!terminal || slack) throw err;
      process.stderr.write(`The web side stays off: ${err instanceof EntwineError ? err.message : "it did not start"}.\n`);
      return undefined;
    });
    if (web) log.info({ host: config.host, port: web.port }, "listening");
    await Promise.race([told.promise, work()]);
  } finally {
    await shutDown([() => Promise.all([web?.close(), ...surfaces.map((surface) => surface.stop())]), () => core.stop(), () => store.close()], log);
  }
}

/** Where browsers reach the web side: as it was set, else by this machine's own address while it listens on nothing but that. */
function addressOf({ publicUrl, host }: Config, web: Web | undefined): Address | undefined {
  if (publicUrl) return { origin: publicUrl, onlyHere: false };
  if (!web || !isLoopback(host)) return undefined;
  return { origin: `http://${host.includes(":") ? `[${host}]` : host}:${web.port}`, onlyHere: true };
}

/** What it takes for workspaces to install the Slack app themselves, where that is set up. */
async function openOAuth({ slack, secret, previousSecret, publicUrl }: Config, { store, log }: { store: Store; log: Log }): Promise<OAuth | undefined> {
  if (!slack?.oauth || !secret || !publicUrl) return undefined;
  const [{ openSecrets }, { openInstallations }] = await Promise.all([import("./secrets.ts"), import("./installations.ts")]);
  const secrets = openSecrets(secret, ...(previousSecret ? [previousSecret] : []));
  const installations = openInstallations({ store, secrets, clock: systemClock(), newId: randomUUIDv7 }); // by Slack's time, whatever clock the bot runs on
  const { count, shut } = await installations.reseal();
  if (count > 0) log.info({ count }, "tokens were sealed anew with today's secret");
  for (const workspace of shut) log.error({ workspace }, "a token does not open: the app has to be installed again");
  return { ...slack.oauth, publicUrl, stateSecret: secrets.derive("slack install state"), installations };
}
