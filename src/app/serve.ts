/** Composition of the bot: store, core, platforms and web server, from start to shutdown. */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import type { WebAddress } from "../core/web-links.ts";
import { type Clock, windableClock, withTimeLimit } from "../lib/clock.ts";
import { EntwineError } from "../lib/errors.ts";
import { languageOfLocale, wordsFor } from "../lib/i18n.ts";
import { type Log, openLog } from "../lib/log.ts";
import { isLoopbackHost } from "../lib/loopback-host.ts";
import { instanceFilePath, previousRootSecrets, readOrCreateRootSecret } from "../lib/secrets.ts";
import { platformNameOf } from "../platform/conversation-ref.ts";
import { madeUpCompany } from "../platforms/browser/company.ts";
import { openDatabase } from "../storage/engine/open-database.ts";
import type { WebServer, WebServerOptions } from "../web/server.ts";
import { browserUse } from "./browser-page.ts";
import type { Config } from "./config.ts";
import { pageData } from "./page-data.ts";
import { defineTables, featureData, featurePages, featureRegistry } from "./registry.ts";
import { startedNotice } from "./started-notice.ts";
import { turnTools } from "./turn-tools.ts";

/** What `entwine serve` and `npm start` serve besides the configured platforms. */
export interface ServeOptions {
  /** Whether standard input is a conversation. */
  converse: boolean;
  /** Whether the page in the browser is asked for. */
  browser: boolean;
}

/**
 * Runs the bot until SIGINT or SIGTERM. A conversation on standard input ends it too, unless
 * another platform keeps it running.
 */
export async function serve(
  config: Config,
  givenClock: Clock,
  { converse, browser: isPageWanted }: ServeOptions,
): Promise<void> {
  const browser = browserUse(config, isPageWanted);
  const clock = windableClock(givenClock);
  const stopRequested = Promise.withResolvers<void>();
  let [isOpen, isStopping] = [false, false];
  const stop = (): void => {
    if (!isOpen) process.exit(0); // nothing was acknowledged yet
    if (isStopping) process.exit(130);
    isStopping = true;
    stopRequested.resolve();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const [
    { thisReplica },
    { openCore },
    { openFeatures },
    { createJudge },
    { startWebServer },
    { isInteractiveInput },
    { createTelemetry },
    { openSignInLinks },
    { openSecrets },
    { openErasureJournal },
    { createDatabaseProbe },
    { openPlatforms },
  ] = await Promise.all([
    import("../storage/queue/replicas.ts"),
    import("../core/core.ts"),
    import("./registry.ts"),
    import("../nlu/create-judge.ts"),
    import("../web/server.ts"),
    import("../platforms/terminal/screen.ts"),
    import("./telemetry.ts"),
    import("../web/sign-in-links.ts"),
    import("../lib/secrets.ts"),
    import("../features/privacy/erasure/erasure-journal.ts"),
    import("../storage/engine/health-probe.ts"),
    import("./platforms.ts"),
  ]);
  const isConversing = converse && isInteractiveInput(process.stdin);
  const log = openLog(isConversing && config.logLevel === "info" ? "error" : config.logLevel);
  const { watch, readings, countFallback } = createTelemetry(log);
  const words = wordsFor();
  let acceptsWrites = true;
  const store = await openDatabase(config.database, {
    tables: defineTables,
    onTrouble(trouble) {
      acceptsWrites = trouble === undefined;
      watch.storageFailed(trouble);
    },
  });
  const isDatabaseReachable = createDatabaseProbe(() => store.probe());
  const secret = readOrCreateRootSecret(config.secret, config.database);
  const platforms = await openPlatforms({
    config,
    store,
    clock,
    log,
    conversing: isConversing,
    browser,
    secret,
    whenIdle: () => core.settled(),
    nextDueAt: (until) => core.nextDueAt(until),
    async runDue() {
      await core.poll();
      await core.settled();
    },
  });
  const ended = platforms.find((platform) => platform.ended)?.ended;
  const keepsRunning = platforms.some((platform) => platform.keepsRunning);
  let web: WebServer | undefined;
  const former = previousRootSecrets(config);
  const key = openSecrets(secret).derive("sign-in");
  const dataOfPage = pageData(config.database);
  const signIn = openSignInLinks({
    store,
    key,
    now: () => new Date(),
    address: () => addressOf(config, web),
    membershipOf: async ({ workspace, person }) =>
      platforms
        .find(({ name }) => name === platformNameOf(workspace))
        ?.membershipOf?.(workspace, person),
  });
  const core = await openCore({
    store,
    clock,
    openTools: turnTools(createJudge(config.model, { clock, log, onFallback: countFallback })),
    platforms: platforms.map((platform) => ({
      ...platform,
      send: (message) => platform.send({ ...message, card: signIn.withRealLinks(message.card) }),
    })),
    features: openFeatures(
      {
        secrets: [secret, ...former],
        signIn,
        journal: openErasureJournal(instanceFilePath(config.database, "erased"), secret, former),
        purgeDeletedRows: () => store.purgeDeletedRows({ copies: true }),
        scrubTables: (tables) => store.purgeDeletedRows({ tables }),
        onDeleted: watch.rowsDeleted,
      },
      [...featureRegistry, { data: dataOfPage }],
    ),
    briefChannels: Object.fromEntries(
      Object.entries({ ...config.briefChannels, browser: madeUpCompany.briefChannel }).map(
        ([where, id]) => {
          const platform = platformNameOf(where);
          return [where, platform && { platform, kind: "channel", id }];
        },
      ),
    ),
    replica: thisReplica(randomUUID()),
    newId: randomUUIDv7,
    telemetry: watch,
  });
  isOpen = true;
  process.on("unhandledRejection", watch.uncaught);

  const work = async (): Promise<void> => {
    await Promise.all(platforms.map((platform) => platform.start(core)));
    await ((!keepsRunning && ended) || stopRequested.promise);
  };
  try {
    const options: Omit<WebServerOptions, "port"> = {
      host: config.host,
      routes: Object.assign({}, ...platforms.map(({ routes }) => routes)),
      ready: async () => ({
        database: (await isDatabaseReachable()) && acceptsWrites,
        ...Object.fromEntries(
          platforms
            .filter((platform) => !platform.ended)
            .map((platform) => [platform.name, platform.isReady()]),
        ),
      }),
      readings: readings(store, platforms, config.database),
      words,
      policyPages: config.policyPages,
      log,
      ledger: {
        read: store.readAside,
        data: [...featureData, dataOfPage],
        pages: featurePages,
        signIn,
        now: () => clock.now(),
      },
    };
    web = await startWebServer({ ...options, port: config.port }).catch((err) => {
      if (!ended || keepsRunning) throw err;
      if (browser !== "off" && err instanceof EntwineError && err.code === "port_taken")
        return startWebServer({ ...options, port: 0 });
      process.stderr.write(
        `The web server was not started: ${err instanceof EntwineError ? err.message : "it did not start"}.\n`,
      );
      return undefined;
    });
    if (web) log.info({ host: config.host, port: web.port }, "listening");
    const page = browser === "off" ? undefined : addressOf(config, web);
    if (!converse && process.stderr.isTTY)
      process.stderr.write(
        `\n${startedNotice(config, addressOf(config, web), page).join("\n")}\n\n`,
      );
    if (isConversing && page)
      process.stdout.write(
        `\n${wordsFor(languageOfLocale(config.locale)).plain("browser.started", { address: page.origin })}\n\n`,
      );
    await Promise.race([stopRequested.promise, work()]);
  } finally {
    await shutDown(
      [
        () => Promise.all([web?.close(), ...platforms.map((platform) => platform.stop())]),
        () => core.stop(),
        () => store.close(),
      ],
      log,
    );
  }
}

/**
 * Returns the address of the web pages: the configured one, else this machine's own while the
 * server listens on loopback only.
 */
function addressOf(
  { publicUrl, host }: Config,
  web: WebServer | undefined,
): WebAddress | undefined {
  if (publicUrl) return { origin: publicUrl, isLocalOnly: false };
  if (!web || !isLoopbackHost(host)) return undefined;
  return {
    origin: `http://${host.includes(":") ? `[${host}]` : host}:${web.port}`,
    isLocalOnly: true,
  };
}

/**
 * Limit (ms) for all components. The process ends within 15 seconds; Kubernetes kills it after 30.
 * Unfinished work is on disk, and the next start resumes it.
 */
export const shutdownLimitMs = 12_000;

/**
 * Delay (ms) before a forced exit: a connection to an unreachable server can take 15 minutes to
 * close.
 */
const forcedExitDelayMs = 1_000;

/** Stops the components one after another, even when one fails. Resolves within the limit. */
async function shutDown(components: readonly (() => Promise<unknown>)[], log: Log): Promise<void> {
  async function stopAll(): Promise<boolean> {
    for (const stop of components)
      await stop().catch((err) => log.error({ err }, "a component failed to stop"));
    return true;
  }
  if (!(await withTimeLimit(shutdownLimitMs, stopAll(), false)))
    log.warn({}, "shutdown timed out; the next start resumes unfinished work");
  setTimeout(() => process.exit(), forcedExitDelayMs).unref();
}
