/** Web server, and a chat in which people request links. */
import { onTestFinished } from "vitest";
import { featureData, featurePages, openFeatures } from "../../src/app/registry.ts";
import type { WebAddress } from "../../src/core/web-links.ts";
import { loadWords } from "../../src/lib/i18n.ts";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import { startWebServer } from "../../src/web/server.ts";
import { openSignInLinks } from "../../src/web/sign-in-links.ts";
import {
  manualClock,
  openCoreHarness,
  untilIdle,
  testWorkspace as usual,
} from "../harness/core-harness.ts";
import { commandEvent, messageEvent, pressEvent } from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";
import { openTestStore } from "../harness/storage/open-store.ts";

export const words = loadWords("en");
const direct = (id: string): ConversationRef => ({ platform: "slack", kind: "personal", id });

/** Public address, unless a test sets another; requests go to this machine anyway. */
const behindProxy: WebAddress = { origin: "https://entwine.example.com", isLocalOnly: false };

export async function openWebHarness(url: string) {
  const store = await openTestStore(url);
  await store.migrate();
  const time = manualClock();
  const harness = { address: behindProxy as WebAddress | undefined, key: "a key of the tests" };
  /** People who have left the workspace. */
  const gone = new Set<string>();
  const membershipOf = async ({ person }: { person: string }) =>
    gone.has(person) ? "outsider" : undefined;
  const signInBy = (key: string) =>
    openSignInLinks({ store, key, now: time.now, address: () => harness.address, membershipOf });
  const signIn = signInBy(harness.key);
  const platform = createMemoryPlatform();
  const adapter = platform.adapter();
  const chat = await openCoreHarness({
    url,
    beside: { store },
    clock: time,
    adapter: {
      ...adapter,
      send: (message) => adapter.send({ ...message, card: signIn.withRealLinks(message.card) }),
    },
    features: openFeatures({ secrets: ["a secret of the tests"], signIn }),
  });
  const failures: Record<string, unknown>[] = [];
  const log = { error: (fields: Record<string, unknown>) => failures.push(fields) };
  const web = await startWebServer({
    host: "127.0.0.1",
    port: 0,
    ready: () => ({}),
    readings: [],
    words,
    log,
    ledger: {
      read: store.readAside,
      data: featureData,
      pages: featurePages,
      signIn,
      now: time.now,
    },
  });
  onTestFinished(async () => {
    await web.close();
    await chat.close();
    await store.close();
  });

  async function happens(
    person: string,
    what: { text?: string; press?: string; says?: string },
    { workspace = usual, place = direct(person), locale = "en" } = {},
  ) {
    const before = platform.said.length;
    const by = { id: person, name: person };
    const from = { workspace, at: time.now().getTime(), by, place, locale };
    await chat.core.ingest([
      what.press !== undefined
        ? pressEvent(from, what.press, "none")
        : what.says !== undefined
          ? messageEvent(from, what.says)
          : commandEvent(from, "entwine", what.text ?? "ledger"),
    ]);
    await untilIdle(store);
    return platform.said.slice(before);
  }

  /** Sends a request to this machine with only the given headers; follows no redirect. */
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${web.port}${path}`, { redirect: "manual", ...init });
  const cookieIn = (answer: Response): string =>
    answer.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const post = (
    path: string,
    form: Record<string, string> = {},
    headers: Record<string, string> = { "sec-fetch-site": "same-origin" },
  ) => call(path, { method: "POST", body: new URLSearchParams(form), headers });

  return {
    ...{
      store,
      chat,
      web,
      time,
      harness,
      gone,
      signInBy,
      platform,
      happens,
      failures,
      call,
      post,
      cookieIn,
    },
    get: (path: string, cookie = "") => call(path, { headers: { cookie } }),
    /** Returns a person's link, as the address in their direct messages. */
    async asks(person: string, where: { workspace?: string; press?: string } = {}): Promise<URL> {
      const said = await happens(person, where.press ? { press: where.press } : {}, where);
      const buttons = said.flatMap(({ card }) =>
        card.flatMap((element) => (element.kind === "buttons" ? element.buttons : [])),
      );
      const [address = ""] = buttons.flatMap((button) => ("url" in button ? [button.url] : []));
      return new URL(address);
    },
    use: (link: URL, more: Record<string, string> = {}) =>
      post("/ledger/sign-in", {
        link: linkToken(link),
        to: link.searchParams.get("to") ?? "",
        ...more,
      }),
    /** Requests a link, follows it and returns the cookie. */
    async signsIn(person: string, where: { workspace?: string } = {}): Promise<string> {
      return cookieIn(await this.use(await this.asks(person, where)));
    },
  };
}

export type WebHarness = Awaited<ReturnType<typeof openWebHarness>>;

export const linkToken = (link: URL): string => link.pathname.split("/").at(-1) ?? "";
