/**
 * The bot put together: store, core, surfaces and server, from the start to the end of a process.
 */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { userInfo } from "node:os";
import type { WebAddress } from "../core/web-links.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import {
  instanceFilePath,
  previousRootSecrets,
  readOrCreateRootSecret,
} from "../lib/crypto/root-secret.ts";
import { EntwineError } from "../lib/errors.ts";
import { languageOfLocale, wordsFor } from "../lib/i18n.ts";
import { type Log, openLog } from "../lib/log.ts";
import type { SlackOAuthConfig } from "../platforms/slack/workspace/install.ts";
import { openDatabase } from "../storage/engine/open-database.ts";
import type { Store } from "../storage/store.ts";
import type { WebServer } from "../web/server.ts";
import { type Config, isLoopbackAddress } from "./config.ts";
import { featureCommands } from "./registry.ts";
import { defineTables, featureData } from "./schema.ts";
import { shutDown } from "./shutdown.ts";

/**
 * Runs the bot until it is told to stop; where somebody is there to talk on standard input and
 * nothing else keeps it, until that ends.
 */
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
    { openFeatureRegistry },
    { createJudge },
    { startWebServer },
    { isInteractiveInput },
    { createTelemetry },
    { openSignInLinks },
    { openSecrets },
    { openErasureJournal },
    { createDatabaseProbe },
  ] = await Promise.all([
    import("../storage/queue/replicas.ts"),
    import("../core/core.ts"),
    import("../features/interview/catalogue.ts"),
    import("./features.ts"),
    import("../nlu/create-judge.ts"),
    import("../web/server.ts"),
    import("../platforms/terminal/is-interactive.ts"),
    import("./telemetry.ts"),
    import("../web/sign-in-links.ts"),
    import("../lib/crypto/secrets.ts"),
    import("../features/privacy/erasure/erasure-journal.ts"),
    import("../storage/engine/health-probe.ts"),
  ]);
  const conversing = converse && isInteractiveInput(process.stdin);
  const log = openLog(conversing && config.logLevel === "info" ? "error" : config.logLevel);
  const { watch, readings, fellBack } = createTelemetry(log);
  const words = wordsFor();
  let stores = true;
  const store = await openDatabase(config.database, {
    tables: defineTables,
    onTrouble(trouble) {
      stores = trouble === undefined;
      watch.stored(trouble);
    },
  });
  const answers = createDatabaseProbe(() => store.probe());
  const oauth = await openOAuth(config, { store, log });
  const slack =
    config.slack &&
    (await import("../platforms/slack/adapter.ts")).openSlack({
      commands: featureCommands,
      ...config.slack,
      oauth,
      log,
      clock,
    });
  const teams =
    config.teams &&
    (await import("../platforms/teams/adapter.ts")).openTeams({
      commands: featureCommands,
      ...config.teams,
      host: config.host,
      log,
    });
  const settled = (): Promise<void> => core.settled();
  const terminal = conversing
    ? (await import("../platforms/terminal/adapter.ts")).openTerminal({
        commands: featureCommands,
        input: process.stdin,
        output: process.stdout,
        whenIdle: settled,
        words: wordsFor(languageOfLocale(config.locale)),
        clock,
        log,
        user: userInfo().username,
        ...(config.locale && { locale: config.locale }),
      })
    : undefined;
  let web: WebServer | undefined;
  const surfaces = [slack, teams, terminal].filter((surface) => surface !== undefined);
  const secret = readOrCreateRootSecret(config.secret, config.database);
  const former = previousRootSecrets(config);
  const key = openSecrets(secret).derive("sign-in");
  const signIn = openSignInLinks({
    ...{ store, key, now: () => new Date(), address: () => addressOf(config, web) },
    membershipOf: async ({ workspace, person }) =>
      surfaces
        .find(({ name }) => workspace.startsWith(`${name}:`))
        ?.membershipOf?.(workspace, person),
  });
  const core = await openCore({
    store,
    clock,
    judge: createJudge(config.model, { clock, log, onFallback: fellBack }),
    catalogue: loadCatalogue(),
    platforms: surfaces.map((surface) => ({
      ...surface,
      send: (message) => surface.send({ ...message, card: signIn.withRealLinks(message.card) }),
    })),
    features: openFeatureRegistry(secret, former, signIn, {
      journal: openErasureJournal(instanceFilePath(config.database, "erased"), secret, former),
      purgeDeletedRows: () => store.purgeDeletedRows({ copies: true }),
      scrubTables: (tables) => store.purgeDeletedRows({ tables }),
      onDeleted: watch.swept,
    }),
    briefChannels: Object.fromEntries(
      Object.entries(config.briefChannels).map(([where, id]) => [
        where,
        { surface: where.startsWith("slack") ? "slack" : "teams", kind: "channel", id },
      ]),
    ),
    replica: thisReplica(randomUUID()),
    newId: randomUUIDv7,
    telemetry: watch,
  });
  isOpen = true;
  process.on("unhandledRejection", watch.uncaught);

  const work = async (): Promise<void> => {
    await Promise.all(surfaces.map((surface) => surface.start(core)));
    const keptBy = slack || config.teams?.appId;
    await (terminal && !keptBy ? terminal.ended : told.promise);
  };
  try {
    web = await startWebServer({
      host: config.host,
      port: config.port,
      slack: slack?.requestListener,
      installer: slack?.installer,
      teams: teams && ((request, response) => teams.handle(request, response)),
      ready: async () => ({
        database: (await answers()) && stores,
        ...Object.fromEntries(
          [slack, teams]
            .filter((surface) => surface !== undefined)
            .map((surface) => [surface.name, surface.isReady()]),
        ),
      }),
      readings: readings(store, slack, config.database),
      words,
      log,
      ledger: { read: store.read, data: featureData, signIn },
    }).catch((err) => {
      if (!terminal || slack) throw err;
      process.stderr.write(
        `The web side stays off: ${err instanceof EntwineError ? err.message : "it did not start"}.\n`,
      );
      return undefined;
    });
    if (web) log.info({ host: config.host, port: web.port }, "listening");
    await Promise.race([told.promise, work()]);
  } finally {
    await shutDown(
      [
        () => Promise.all([web?.close(), ...surfaces.map((surface) => surface.stop())]),
        () => core.stop(),
        () => store.close(),
      ],
      log,
    );
  }
}

/**
 * Where browsers reach the web side: as it was set, else by this machine's own address while it
 * listens on nothing but that.
 */
function addressOf(
  { publicUrl, host }: Config,
  web: WebServer | undefined,
): WebAddress | undefined {
  if (publicUrl) return { origin: publicUrl, isLocalOnly: false };
  if (!web || !isLoopbackAddress(host)) return undefined;
  return {
    origin: `http://${host.includes(":") ? `[${host}]` : host}:${web.port}`,
    isLocalOnly: true,
  };
}

/** What it takes for workspaces to install the Slack app themselves, where that is set up. */
async function openOAuth(
  { slack, secret, previousSecret, publicUrl }: Config,
  { store, log }: { store: Store; log: Log },
): Promise<SlackOAuthConfig | undefined> {
  if (!slack?.oauth || !secret || !publicUrl) return undefined;
  const [{ openSecrets }, { openSlackInstallationStore }] = await Promise.all([
    import("../lib/crypto/secrets.ts"),
    import("./slack-installations.ts"),
  ]);
  const secrets = openSecrets(secret, ...(previousSecret ? [previousSecret] : []));
  const installations = openSlackInstallationStore({
    store,
    secrets,
    clock: systemClock(),
    newId: randomUUIDv7,
  }); // by Slack's time, whatever clock the bot runs on
  const { count, shut } = await installations.reseal();
  if (count > 0) log.info({ count }, "tokens were sealed anew with today's secret");
  for (const workspace of shut)
    log.error({ workspace }, "a token does not open: the app has to be installed again");
  return {
    ...slack.oauth,
    publicUrl,
    stateSecret: secrets.derive("slack install state"),
    installations,
  };
}
