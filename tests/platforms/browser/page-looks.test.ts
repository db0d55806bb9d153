/** Looks of the page in Chromium: axe, at each width and in each colour scheme, and the keyboard. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { systemClock, windableClock } from "../../../src/lib/clock.ts";
import type { Core, OutboundMessage } from "../../../src/platform/adapter.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import { openBrowser } from "../../../src/platforms/browser/adapter.ts";
import {
  browserChannel,
  browserWorkspace,
  directMessagesOf,
  madeUpCompany,
} from "../../../src/platforms/browser/company.ts";
import { openTranscript } from "../../../src/platforms/browser/transcript.ts";
import { sampleCard, sampleForm } from "../../conformance/samples.ts";
import { launchChromium } from "../../harness/chromium.ts";
import { eventually, patienceMs } from "../../harness/eventually.ts";
import { listen } from "../../harness/listen.ts";
import { sentence } from "../../harness/words.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** What the engine got, and what it says about the next submitted form. */
let got: InboundEvent[];
let mistakes: Record<string, string> | undefined;
let origin: string;
let send: (message: Partial<OutboundMessage>) => Promise<unknown>;

beforeEach(async () => {
  got = [];
  mistakes = undefined;
  const clock = windableClock(systemClock());
  const adapter = openBrowser({
    ...{
      company: madeUpCompany,
      commands: featureCommands,
      transcript: openTranscript(undefined),
      clock,
    },
    ...{ token: "a token of the tests", zone: "Europe/Berlin", log: { error: () => {} } },
    time: {
      ...{ clock, dueJobs: async () => [], nextDueAt: async () => undefined },
      runDue: async () => {},
    },
    whenIdle: async () => {},
  });
  await adapter.start({
    ingest: async (events: InboundEvent[]) => void got.push(...events),
    buildForm: async () => sampleForm("lena"),
    validateForm: async () => mistakes,
  } as Partial<Core> as Core);
  const server = await listen((request, response) => {
    const path = request.url?.split("?", 1)[0];
    void adapter.routes?.[`${request.method} ${path}`]?.(request, response);
  });
  origin = server.url;
  let count = 0;
  send = (message) =>
    adapter.send({
      ...{ id: `message-${++count}`, workspace: browserWorkspace, kind: "post" },
      ...{ place: directMessagesOf("maria"), card: sampleCard },
      ...message,
    });
  onTestFinished(async () => {
    await adapter.stop();
    await server.close();
  });
});

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    // messages that are still appearing have less contrast
    ...{ locale: "en-GB", reducedMotion: "reduce" },
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  onTestFinished(async () => {
    await context.close();
    expect(errors).toEqual([]);
  });
  await page.goto(`${origin}${address}`);
  return page;
}

const views = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1_200, 320].map((width) => ({ colorScheme, width })),
);

it.each(views)(
  "satisfies axe and fits in $width px, $colorScheme",
  async ({ colorScheme, width }) => {
    await send({});
    await send({ kind: "home" });
    await send({ place: browserChannel("it-requests") });
    for (let reply = 0; reply < 5; reply++)
      await send({
        place: { ...browserChannel("it-requests"), thread: "message-3" },
        card: [{ kind: "text", text: [`reply ${reply}`] }],
      });
    const viewport = { width, height: 700 };
    // the page's policy forbids scripts of others, such as axe
    const page = await open("/", { colorScheme, viewport, bypassCSP: true });
    for (const address of [
      "/",
      "/?you=tom&in=it-requests&thread=message-3",
      "/?you=lena&in=it-team&notice=direct",
      "/?you=maria&in=home",
      "/?you=maria&open=a-form&card=message-1",
    ]) {
      await page.goto(`${origin}${address}`);
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
      expect(
        violations.map(({ id, nodes }) => `${address} ${id}: ${nodes.map(({ html }) => html)}`),
      ).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
    }
  },
);

it.each([
  "/",
  "/?you=tom&in=entwine",
  "/?you=tom&in=it-requests",
  "/?you=tom&in=it-requests&thread=message-1",
  "/?you=aisha&in=home",
])("has the same roles and names in each state: %s", async (address) => {
  await send({ place: browserChannel("it-requests") });
  await send({ kind: "home", place: directMessagesOf("aisha") });
  const page = await open(address);
  const people = page.getByRole("group", { name: "You are" }).getByRole("radio");
  const places = page.getByRole("navigation", { name: "Conversations" }).getByRole("link");
  expect([await people.count(), await places.count()]).toEqual([6, 5]);
  await page.getByRole("button", { name: "Skip ahead" }).click();
  expect(await page.getByRole("menu").getByRole("menuitem").count()).toBeGreaterThan(1);
  const isHome = address.includes("in=home");
  for (const part of [
    page.getByRole("textbox", { name: "Message" }),
    page.getByRole("button", { name: "Send", exact: true }),
  ])
    expect(await part.count()).toBe(isHome ? 0 : 1);
  expect(await page.getByRole("article").count()).toBe(address.includes("it-requests") ? 1 : 0);
});

it("shows news at once, and keeps the focus when a card changes", async () => {
  await send({});
  const page = await open("/");
  const button = page.getByRole("button", { name: "That's right" });
  await button.focus();
  await send({
    kind: "revise",
    target: "message-1",
    card: sampleCard.filter(({ kind }) => kind !== "buttons"),
  });
  await button.waitFor({ state: "detached" });
  await eventually(async () =>
    expect(await page.evaluate("document.activeElement.closest('article')?.id")).toBe("message-1"),
  );
});

it("says what each place is for, and one thing to do where nothing is yet", async () => {
  const page = await open("/?you=ben&in=it-team");
  await page.getByText(sentence("browser.topic.team")).waitFor();
  await page
    .getByRole("link", { name: sentence("browser.try.as_team", { name: "Tom Becker" }) })
    .click();
  await page.getByRole("button", { name: sentence("browser.try.retro_start") }).waitFor();
  await page.getByRole("link", { name: "it-requests" }).click();
  await page
    .getByRole("link", { name: sentence("browser.try.ask", { name: "Maria Sandoval" }) })
    .click();
  await page.getByText(sentence("browser.topic.entwine")).waitFor();
  expect(await page.getByRole("radio", { name: "Maria" }).isChecked()).toBe(true);
});

it.each(["entwine", "home"])("says in %s how far the clock was wound", async (place) => {
  const page = await open(`/?you=maria&in=${place}`);
  await page.getByRole("button", { name: "Skip ahead" }).click();
  await page.getByRole("menuitem", { name: sentence("browser.skip.week") }).click();
  const [, nothing] = sentence("browser.notice.moved", { time: "|", count: 0 }).split("|");
  await page.getByRole("status").filter({ hasText: nothing }).waitFor();
});

it("keeps what is being typed when news arrive", async () => {
  const page = await open("/");
  const box = page.getByRole("textbox", { name: "Message" });
  await box.fill("half a sentence");
  await send({});
  await page.getByRole("article").waitFor();
  expect(await box.inputValue()).toBe("half a sentence");
  expect(await page.evaluate("document.activeElement.id")).toBe("message");
});

it("opens a form, shows its mistakes, and leaves it with Escape", async () => {
  await send({});
  const page = await open("/");
  await page.getByRole("button", { name: "Change something" }).click();
  const dialog = page.getByRole("dialog", { name: "Change the brief" });
  mistakes = { need: "Name it more exactly." };
  await dialog.getByLabel("Need").fill("orders");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Name it more exactly.").waitFor();
  expect(await dialog.getByLabel("Need").inputValue()).toBe("orders");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

it("offers to edit and delete one's own message, and to ask about others'", async () => {
  const page = await open("/?you=ben&in=field-sales");
  await page.getByRole("textbox", { name: "Message" }).fill("@Entwine the label printer is down");
  await page.getByRole("button", { name: sentence("browser.send"), exact: true }).click();
  const article = page.getByRole("article");
  await article.waitFor();
  const act = async (role: "button" | "link", key: string): Promise<void> => {
    await article.locator("summary").click();
    await article.getByRole(role, { name: sentence(key) }).click();
  };
  await act("link", "browser.message.edit");
  await page
    .getByRole("textbox", { name: sentence("browser.message.edited_text") })
    .fill("@Entwine it works");
  await page.getByRole("button", { name: sentence("browser.message.save") }).click();
  await article.getByText("it works").waitFor();
  await page.getByRole("radio", { name: "Lena" }).check();
  await act("button", "browser.message.ask");
  await eventually(() => expect(got.map(({ kind }) => kind)).toContain("pointed"));
  await page.getByRole("radio", { name: "Ben" }).check();
  await act("button", "browser.message.delete");
  await article.getByText(sentence("browser.message.deleted")).waitFor();
  const [message] = got.filter(({ kind }) => kind === "message");
  const [edited] = got.filter(({ kind }) => kind === "edited");
  expect(message).toMatchObject({
    addressed: true,
    by: { id: "ben" },
    place: { id: "field-sales" },
  });
  expect(edited).toMatchObject({ text: ["it works"], place: message?.place });
  expect(got.find(({ kind }) => kind === "deleted")).toMatchObject({ place: message?.place });
});
