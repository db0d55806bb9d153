/** `entwine demo`: a made-up company with a year behind it, in the browser of this machine. */
import { randomBytes, randomUUID, randomUUIDv7 } from "node:crypto";
import { browserWorkspaceJobs } from "../../app/browser-page.ts";
import { featureCommands, featureData, featurePages, openFeatures } from "../../app/registry.ts";
import { createTelemetry } from "../../app/telemetry.ts";
import { turnTools } from "../../app/turn-tools.ts";
import { openCore } from "../../core/core.ts";
import { signInLinkMinutes } from "../../core/web-links.ts";
import { systemClock, windableClock } from "../../lib/clock.ts";
import { wordsFor } from "../../lib/i18n.ts";
import { openLog } from "../../lib/log.ts";
import { openProgressBar, type ProgressOutput } from "../../lib/progress.ts";
import { createRulesJudge } from "../../nlu/rules/rules-judge.ts";
import { buttonRow } from "../../platform/card.ts";
import { openBrowser } from "../../platforms/browser/adapter.ts";
import { openTranscript, type Transcript } from "../../platforms/browser/transcript.ts";
import { thisReplica } from "../../storage/queue/replicas.ts";
import type { Store } from "../../storage/store.ts";
import { startWebServer } from "../../web/server.ts";
import { openSignInLinks } from "../../web/sign-in-links.ts";
import { demoWorkspace, pageCompany, team, teamChannel } from "./company.ts";
import { openDemoStore } from "./demo-store.ts";
import { demoEnd, fillDemo } from "./fill.ts";

const host = "127.0.0.1";

/** Member of the team who is signed in, so that every page is full. */
const visitor = team[0]!;

export interface DemoServer {
  /** Address of the company in the browser. */
  readonly origin: string;
  /** Returns a link that signs the visitor in once. */
  newSignInLink(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Serves a filled database on loopback: the company in the browser, and the pages of its ledger.
 * @param transcript messages of its year
 * @param port 0 takes any free port
 */
export async function serveDemo(
  store: Store,
  transcript: Transcript,
  port: number,
): Promise<DemoServer> {
  const clock = windableClock(systemClock(demoEnd));
  const log = openLog("error");
  let origin = "";
  const signIn = openSignInLinks({
    store,
    key: randomBytes(32).toString("base64url"),
    now: () => new Date(),
    address: () => ({ origin, isLocalOnly: true }),
  });
  const page = openBrowser({
    ...{ company: pageCompany, commands: featureCommands, transcript, clock, log },
    token: randomBytes(32).toString("base64url"),
    zone: Temporal.Now.timeZoneId(),
    time: {
      ...{ clock, dueJobs: () => browserWorkspaceJobs(store.read) },
      nextDueAt: (until) => core.nextDueAt(until),
      async runDue() {
        await core.poll();
        await core.settled();
      },
    },
    whenIdle: () => core.settled(),
  });
  const { watch } = createTelemetry(log);
  const core = await openCore({
    ...{ store, clock, briefChannels: { browser: teamChannel }, newId: randomUUIDv7 },
    openTools: turnTools(createRulesJudge()),
    platforms: [
      {
        ...page,
        send: (message) => page.send({ ...message, card: signIn.withRealLinks(message.card) }),
      },
    ],
    features: openFeatures({ secrets: [randomBytes(32).toString("base64url")], signIn }),
    replica: thisReplica(randomUUID()),
    telemetry: watch,
  });

  async function newSignInLink(): Promise<string> {
    const placeholder = await store.write((w) =>
      signIn.createLink({ w, workspace: demoWorkspace, newId: randomUUIDv7 }, visitor, "ledger"),
    );
    const [row] = signIn.withRealLinks([buttonRow({ label: "", url: placeholder })]);
    const [button] = row?.kind === "buttons" ? row.buttons : [];
    return button && "url" in button ? button.url : origin;
  }

  const web = await startWebServer({
    ...{ host, port, readings: [], words: wordsFor(), log, routes: page.routes },
    ready: () => ({ database: true }),
    ledger: {
      ...{ read: store.read, data: featureData, pages: featurePages, signIn },
      now: () => clock.now(),
    },
  });
  origin = `http://${host}:${web.port}`;
  await page.start(core);
  return {
    origin,
    newSignInLink,
    async close() {
      await Promise.all([web.close(), page.stop()]);
      await core.stop();
    },
  };
}

export interface DemoOptions {
  seed: number;
  requests: number;
  port: number;
  print(line: string): void;
  progress: ProgressOutput;
}

/** Fills a throw-away database and serves its pages, until SIGINT or SIGTERM. */
export async function runDemo({ seed, requests, port, print, progress }: DemoOptions) {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const { store, remove } = await openDemoStore();
  const bar = openProgressBar(progress, "Days of its year");
  try {
    print(`Norlund Pumps is a made-up company. Seed ${seed} always gives the same year.`);
    const transcript = openTranscript(undefined);
    await fillDemo({ store, seed, requests, transcript, progress: bar.step, signal: stop.signal });
    bar.end();
    if (stop.signal.aborted) return;
    const server = await serveDemo(store, transcript, port);
    const today = demoEnd.toISOString().slice(0, 10);
    print(`Its people and channels, on ${today}: ${server.origin}`);
    print(`Its ledger, as ${visitor.name} of IT: ${await server.newSignInLink()}`);
    print(
      `That link works once, for ${signInLinkMinutes} minutes; /entwine ledger gives a new one.`,
    );
    print("Ctrl-C ends the demo and deletes its database.");
    if (!stop.signal.aborted)
      await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
    await server.close();
  } finally {
    bar.end();
    await store.close();
    remove();
  }
}
