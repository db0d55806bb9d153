/** Personal data pages in a real browser: by keyboard, on a phone, in light and dark mode. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumBinary from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { ledgerPages } from "../../src/features/insights/pages/pages.ts";
import { patienceMs } from "../harness/eventually.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { openWebHarness, type WebHarness, words } from "./web-harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: [
      "--no-sandbox",
      "--no-zygote",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ], // not the package's defaults, which disable web security
    env: { ...process.env, FONTCONFIG_PATH: join(tmpdir(), "fonts") },
  });
});
afterAll(() => browser?.close());

let door: WebHarness;
beforeEach(async () => {
  door = await openWebHarness(await freshSqlite());
  door.harness.address = { origin: `http://127.0.0.1:${door.web.port}`, isLocalOnly: true };
  await door.happens("maria", { says: "We need Salesforce for the field team" });
  await door.happens("maria", { says: "They stand at the dealer and ring the office" });
});

/** Opens a browser, and collects the errors that it logs. */
async function openPage(
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints };
}

const button = (page: Page, key: string, values = {}) =>
  page.getByRole("button", { name: words.plain(key, values) });

it("shows and exports data, and signs out, for a person who follows the link", async () => {
  const { page, complaints } = await openPage();
  const link = await door.asks("maria");
  await page.goto(link.href);
  await button(page, "web.sign_in.as", { name: "maria" }).click();
  await page.waitForURL("**/ledger");
  await page.getByRole("link", { name: words.plain("web.me"), exact: true }).click();
  await page.getByRole("link", { name: words.plain("web.me.requests") }).click();
  await page.getByText("They stand at the dealer and ring the office").first().waitFor();
  await page.goBack();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: words.plain("web.me.as.jsonl") }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("entwine-my-data.jsonl");
  expect(readFileSync(await download.path(), "utf8")).toContain(
    "They stand at the dealer and ring the office",
  );
  expect(complaints).toEqual([]);

  await button(page, "web.sign_out").click();
  await page.getByRole("heading", { name: words.plain("web.signed_out") }).waitFor();
  await page.goBack();
  // the browser kept nothing
  await page.getByRole("heading", { name: words.plain("web.signed_out") }).waitFor();
  await page.goto(link.href);
  await page.getByRole("heading", { name: words.plain("web.sign_in.over") }).waitFor();
});

it("lets another site link to a page, but sign nobody out", async () => {
  const { page } = await openPage();
  await page.goto((await door.asks("maria")).href);
  await button(page, "web.sign_in.as", { name: "maria" }).click();
  await page.waitForURL("**/ledger");
  const here = `http://127.0.0.1:${door.web.port}`;
  await page.goto(
    `data:text/html,<form method="post" action="${here}/ledger/sign-out"><button>Win</button></form><a href="${here}/ledger">Look</a>`,
  );
  await page.getByRole("button").click();
  await page.getByText(words.plain("web.not_ours")).waitFor();
  await page.goBack();
  await page.getByRole("link").click();
  await page.getByText(words.plain("web.signed_in", { name: "maria" })).waitFor();
});

it("can be used by keyboard, in reading order", async () => {
  const { page } = await openPage();
  await page.goto((await door.asks("maria")).href);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ledger");
  const focused = async () => {
    await page.keyboard.press("Tab");
    return page.evaluate("document.activeElement.textContent");
  };
  for (const { nav } of ledgerPages) if (nav) expect(await focused()).toBe(words.plain(nav));
  expect(await focused()).toBe(words.plain("web.me"));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ledger/me");
});

it.each(["light", "dark"] as const)(
  "fits on a phone, and is easy to read (%s)",
  async (colorScheme) => {
    const { page } = await openPage({ viewport: { width: 380, height: 800 }, colorScheme });
    await page.goto((await door.asks("maria", { press: "ledger/me" })).href);
    const look = async () => {
      const found = (await page.evaluate(measure)) as {
        wide: boolean;
        pale: string[];
        headings: number;
        main: number;
      };
      expect(found).toEqual({ wide: false, pale: [], headings: 1, main: 1 });
    };
    await look();
    await button(page, "web.sign_in.as", { name: "maria" }).click();
    await page.waitForURL("**/ledger/me");
    await look();
    for (const section of ["requests", "you", "talk"]) {
      await page.goto(`http://127.0.0.1:${door.web.port}/ledger/me/${section}`);
      await page.locator("summary").first().click();
      await look();
    }
  },
);

/**
 * Runs in the page. Returns whether it is wider than the screen, texts with less contrast than WCAG
 * AA requires (4.5 to 1), and the numbers of h1 and main elements.
 */
const measure = `(() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (color, under) => {
    paint.fillStyle = under ?? color; paint.fillRect(0, 0, 1, 1); paint.fillStyle = color; paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => { for (let at = element; at; at = at.parentElement) { const color = getComputedStyle(at).backgroundColor; if (color !== "rgba(0, 0, 0, 0)") return color; } return "white"; };
  const texts = [...document.body.querySelectorAll("*")].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && element.checkVisibility());
  const pale = texts.filter((element) => { const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05) < 4.5; });
  return { wide: document.documentElement.scrollWidth > innerWidth, pale: pale.map(({ textContent }) => textContent), headings: document.querySelectorAll("h1").length, main: document.querySelectorAll("main").length };
})()`;
