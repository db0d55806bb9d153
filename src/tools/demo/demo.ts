/** `entwine demo`: the ledger of a made-up company with a year behind it, on this machine only. */
import { randomBytes, randomUUIDv7 } from "node:crypto";
import { featureData, featurePages } from "../../app/registry.ts";
import { signInLinkMinutes } from "../../core/web-links.ts";
import { systemClock } from "../../lib/clock.ts";
import { wordsFor } from "../../lib/i18n.ts";
import { openLog } from "../../lib/log.ts";
import { openProgressBar, type ProgressOutput } from "../../lib/progress.ts";
import { buttonRow } from "../../platform/card.ts";
import type { Store } from "../../storage/store.ts";
import { startWebServer } from "../../web/server.ts";
import { openSignInLinks } from "../../web/sign-in-links.ts";
import { demoWorkspace, team } from "./company.ts";
import { openDemoStore } from "./demo-store.ts";
import { demoEnd, fillDemo } from "./fill.ts";

const host = "127.0.0.1";

/** Member of the team who is signed in, so that every page is full. */
const visitor = team[0]!;

export interface DemoServer {
  /** Address of the pages. Opened in a browser, it leads to a new sign-in link. */
  readonly origin: string;
  /** Returns a link that signs the visitor in once. */
  newSignInLink(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Serves the pages of a filled database on loopback.
 * @param port 0 takes any free port
 */
export async function serveDemo(store: Store, port: number): Promise<DemoServer> {
  const clock = systemClock(demoEnd);
  let origin = "";
  const signIn = openSignInLinks({
    store,
    key: randomBytes(32).toString("base64url"),
    now: () => new Date(),
    address: () => ({ origin, isLocalOnly: true }),
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
    host,
    port,
    readings: [],
    words: wordsFor(),
    log: openLog("error"),
    ready: () => ({ database: true }),
    routes: {
      "GET /": async (_, response) =>
        response.writeHead(303, { Location: await newSignInLink() }).end(),
    },
    ledger: {
      read: store.readAside,
      data: featureData,
      pages: featurePages,
      signIn,
      now: () => clock.now(),
    },
  });
  origin = `http://${host}:${web.port}`;
  return { origin, newSignInLink, close: () => web.close() };
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
    await fillDemo({ store, seed, requests, progress: bar.step, signal: stop.signal });
    bar.end();
    if (stop.signal.aborted) return;
    const server = await serveDemo(store, port);
    const today = demoEnd.toISOString().slice(0, 10);
    print(`Its ledger, as of ${today}: ${server.origin}`);
    print(`Sign in as ${visitor.name} of IT: ${await server.newSignInLink()}`);
    print(`That link works once, for ${signInLinkMinutes} minutes; the address gives a new one.`);
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
