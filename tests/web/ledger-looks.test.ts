/** Looks of the ledger's pages in a real browser: axe, at each width and in each colour scheme. */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumBinary from "@sparticuz/chromium";
import type { AxeResults } from "axe-core";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { insertSampleEvidence } from "./sample-evidence.ts";
import { everySort, insertSampleRequests } from "./sample-requests.ts";
import { openWebHarness } from "./web-harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: ["--no-sandbox", "--no-zygote", "--disable-background-networking"],
    env: { ...process.env, FONTCONFIG_PATH: join(tmpdir(), "fonts") },
  });
});
afterAll(() => browser?.close());

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const pages = [
  "/ledger",
  "/ledger/requests",
  "/ledger/requests?state=settling&delivered=2027-02",
  "/ledger/requests/R-5",
  "/ledger/value",
  "/ledger/value/2027-02",
  "/ledger/flow",
  "/ledger/flow/CRM",
  "/ledger/services",
  "/ledger/services/CRM",
  "/ledger/tradeoffs",
  "/ledger/checkup",
  "/ledger/retrospectives",
  "/ledger/checks",
  "/ledger/me",
];
const views = [
  { colorScheme: "light", width: 1_200 },
  { colorScheme: "dark", width: 1_200 },
  { colorScheme: "light", width: 320 },
] as const;
const contents = { full: everySort, empty: [], one: everySort.slice(4, 5) };

/** Folder for screenshots, which a person looks at; none are kept without it. */
const shots = process.env.SCREENSHOTS;

it.each(Object.entries(contents))("has nothing for axe to report (%s)", async (name, samples) => {
  const door = await openWebHarness(await freshSqlite());
  door.harness.address = { origin: `http://127.0.0.1:${door.web.port}`, isLocalOnly: true };
  door.time.move("2027-03-02T12:00:00Z");
  await insertSampleRequests(door.store, samples);
  if (name === "full") await insertSampleEvidence(door.store, "lea");
  const link = await door.asks("lea");
  const problems: unknown[] = [];
  const context = await browser.newContext({ bypassCSP: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(link.href);
  await page.getByRole("button").click();
  for (const { colorScheme, width } of views) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    for (const path of pages) {
      const answer = await page.goto(`http://127.0.0.1:${door.web.port}${path}`);
      if (answer?.status() === 404 && name !== "full") continue;
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
      problems.push(
        ...violations.map(({ id, nodes }) => ({
          ...{ path, colorScheme, width, id },
          nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
        })),
      );
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      if (Number(overflow) > 0) problems.push({ path, width, overflow });
      if (shots) {
        mkdirSync(shots, { recursive: true });
        const file = `${name}${path.replaceAll(/[^\w-]+/g, "_")}-${colorScheme}-${width}.png`;
        await page.screenshot({ path: join(shots, file), fullPage: true });
      }
    }
  }
  expect(problems).toEqual([]);
});
