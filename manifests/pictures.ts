/**
 * Takes the README's pictures, `npm exec -- node manifests/pictures.ts`: a conversation beside the
 * team's card, on the page that `npm start` serves, and the value report of the demo.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { html } from "hono/html";
import type { Browser, Page } from "playwright-core";
import { wordsFor } from "../src/lib/i18n.ts";
import { openTranscript } from "../src/platforms/browser/transcript.ts";
import { serveDemo } from "../src/tools/demo/demo.ts";
import { openDemoStore } from "../src/tools/demo/demo-store.ts";
import { fillDemo } from "../src/tools/demo/fill.ts";
import { launchChromium } from "../tests/harness/chromium.ts";

const words = wordsFor("en");
const root = fileURLToPath(new URL("..", import.meta.url));

const save = (name: string, picture: Buffer): void =>
  writeFileSync(new URL(name, import.meta.url), picture);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Opens a page that is as wide and dense as the pictures. */
const openPage = (browser: Browser, width: number, height: number): Promise<Page> =>
  browser.newPage({
    ...{ viewport: { width, height }, deviceScaleFactor: 1.25, locale: "en-GB" },
    timezoneId: "UTC",
  });

/** Brings a request to the team on the page of `npm start`, and takes both sides of it. */
async function takeConversation(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "entwine-pictures-"));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const entwine = spawn(
    process.execPath,
    [join(root, "src/app/cli.ts"), "serve", "--now", "2027-03-02T10:00:00Z"],
    {
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, TZ: "UTC", PORT: String(port) },
        DATABASE_URL: `file:${join(folder, "entwine.db")}`,
      },
      stdio: "ignore",
    },
  );
  try {
    while (!(await fetch(`${address}/readyz`).catch(() => undefined))?.ok) await sleep(200);
    const maria = await openPage(browser, 960, 960);
    await maria.goto(`${address}/?you=maria`);
    const sees = (text: string) => maria.getByRole("article").filter({ hasText: text }).waitFor();
    const says = async (text: string): Promise<void> => {
      await maria.getByRole("textbox", { name: words.plain("browser.message") }).fill(text);
      await maria.keyboard.press("Enter");
    };
    await maria.getByRole("button", { name: words.plain("browser.say.wish") }).click();
    for (const [asked, answer] of [
      ["need", "They stand at the dealer and can’t see what he ordered last month"],
      ["customer", "The dealers. They’d get a delivery date on the spot, not two days later"],
      ["owner", "Petra"],
      ["measure", "a date given in the same call, end of March"],
    ] as const) {
      await sees(words.plain(`requests.ask.${asked}`));
      await says(answer);
    }
    const confirm = maria.getByRole("button", { name: words.plain("requests.button.right") });
    await confirm.click();
    await confirm.waitFor({ state: "detached" });
    const tom = await openPage(browser, 960, 960);
    await tom.goto(`${address}/?you=tom&in=it-requests`);
    await tom
      .getByRole("button", { name: words.plain("life.button.take") })
      .first()
      .waitFor();
    await maria.mouse.move(0, 0);
    const sides = await Promise.all([maria, tom].map((page) => page.locator("#main").screenshot()));
    const both = await openPage(browser, 1400, 100);
    await both.setContent(
      String(
        html`<!doctype html><style>body { display: flex; align-items: flex-start; gap: 16px; width: max-content; margin: 0; padding: 16px; background: #e8eaee } img { width: 640px; border-radius: 8px; box-shadow: 0 1px 6px #0003 }</style>
${sides.map((side) => html`<img src="data:image/png;base64,${side.toString("base64")}" alt="">`)}`,
      ),
    );
    save("conversation.png", await both.locator("body").screenshot());
  } finally {
    entwine.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes the value report of the demo's last whole month. */
async function takeValueReport(browser: Browser): Promise<void> {
  const { store, remove } = await openDemoStore();
  const transcript = openTranscript(undefined);
  await fillDemo({ store, seed: 1, requests: 400, transcript });
  const server = await serveDemo(store, transcript, 0);
  try {
    const page = await openPage(browser, 1200, 900);
    await page.goto(await server.newSignInLink());
    await page.getByRole("button").first().click();
    await page.goto(`${server.origin}/ledger/value`);
    await page.locator("ul.rows a").nth(1).click();
    save("value-report.png", await page.screenshot());
  } finally {
    await server.close();
    await store.close();
    remove();
  }
}

const browser = await launchChromium();
try {
  await takeConversation(browser);
  await takeValueReport(browser);
} finally {
  await browser.close();
}
