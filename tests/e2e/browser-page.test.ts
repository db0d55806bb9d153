/** The page in a real browser: a newcomer who is several colleagues, from a request to its outcome. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { launchChromium } from "../harness/chromium.ts";
import { eventually, patienceMs } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { sentence } from "../harness/words.ts";
import { type BrowserPerson, openBrowserPerson } from "./browser-person.ts";
import { serveEntwine, startEntwine } from "./entwine-process.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

async function start() {
  const port = await freePort();
  const env = { DATABASE_URL: await freshSqlite(), TZ: "UTC" };
  const entwine = await serveEntwine(port, env);
  const address = `http://127.0.0.1:${port}/`;
  return { port, env, entwine, address, visitor: await visit(address) };
}

async function visit(address: string): Promise<BrowserPerson> {
  const person = await openBrowserPerson(browser, address);
  onTestFinished(async () => {
    await person.close();
    expect(person.errors).toEqual([]);
  });
  return person;
}

/** Brings a request as the first person, until its brief is with the team. */
async function bringsRequest(you: BrowserPerson): Promise<void> {
  await you.page.getByRole("button", { name: sentence("browser.say.wish") }).click();
  await you.sees(sentence("requests.ask.need"));
  await you.says("They stand at the dealer and can't see what he ordered, so they ring the office");
  await you.sees(sentence("requests.ask.customer"));
  await you.says("The dealers would get a delivery date on the spot");
  await you.sees(sentence("requests.ask.owner"));
  await you.says("@Petra Novak");
  await you.sees(sentence("requests.ask.measure"));
  await you.says("date given in the same call, end of the month");
  await you.presses(sentence("requests.button.right"));
}

it("takes a check, and follows up on it the next day", async () => {
  const { visitor: you } = await start();
  await you.says("/check on");
  await you.sees(sentence("check.button.off"));
  await you.skips(sentence("browser.skip.morning"));
  await you.skips(sentence("browser.skip.morning"));
  await you.presses(sentence("check.button.unsure"));
  await you.sees(sentence("check.follow.private"));
  await you.says("the third status deck this week; I'll ask who reads it");
  await you.sees(sentence("check.told"));
  await you.skips(sentence("browser.skip.morning"));
  await you.presses(sentence("check.button.kept.yes"));
  await you.sees(sentence("check.kept.yes"));
});

it("keeps what was typed for the person and place that it was typed for", async () => {
  const { visitor: you } = await start();
  const box = you.page.getByRole("textbox", { name: "Message" });
  const isTyped = (text: string) =>
    expect.poll(() => box.inputValue(), { timeout: patienceMs }).toBe(text);
  await box.fill("half a sentence");
  await you.is("Ben");
  await isTyped("");
  await you.is("Maria");
  await isTyped("half a sentence");
  await you.goesTo("field-sales");
  await isTyped("");
});

it("holds a retrospective of four people", async () => {
  const { visitor: you } = await start();
  const team = ["Tom", "Aisha", "Lena", "Petra"];
  await you.is("Tom");
  await you.goesTo("it-team");
  await you.page.getByRole("button", { name: sentence("browser.try.retro_start") }).click();
  for (const person of team) {
    await you.is(person);
    await you.goesTo("it-team");
    await you.presses(sentence("retro.button.write"));
    await you.fills(
      { "Created value": `${person} helped a dealer`, "They would not pay for": "status decks" },
      sentence("retro.form.write.submit"),
    );
  }
  await you.is("Tom");
  await you.goesTo("it-team");
  await you.sees(sentence("retro.collect.written", { written: team.length }));
  await you.presses(sentence("retro.button.reveal"));
  await you.sees("Petra helped a dealer");
  await you.presses(sentence("retro.button.vote.start"));
  await you.presses(sentence("retro.button.discuss.start"));
  await you.presses(sentence("retro.button.decide.start"));
  await you.presses(sentence("retro.button.propose"));
  await you.fills(
    { [sentence("retro.form.action.text")]: "ask who reads the status decks" },
    sentence("retro.form.action.submit"),
  );
  await you.sees("ask who reads the status decks");
  await you.presses(sentence("retro.button.close"));
  await you.sees(sentence("retro.closed.thanks"));
});

it("keeps what was acknowledged when the process is killed, and goes on in two tabs", async () => {
  const { visitor: you, port, env, entwine, address } = await start();
  await you.page.getByRole("button", { name: sentence("browser.say.broken") }).click();
  await you.sees("R-1");
  entwine.kill("SIGKILL");
  await entwine.ended;
  await serveEntwine(port, env);
  const other = await visit(`${address}?you=maria`);
  await other.sees(sentence("browser.say.broken"));
  await other.sees("R-1");
  await other.says("nobody can unload, four people wait");
  await you.sees("nobody can unload");
});

it("erases a person from the page, and exports what they wrote there", async () => {
  const { visitor: you, env } = await start();
  await you.says("the scanner of Fjordvik is broken since Monday");
  await you.sees("R-1");
  const asked = ["--workspace", "browser", "--person", "maria"];
  const run = (...args: string[]) => startEntwine({ args: [...args, ...asked], env }).ended;
  const { out } = await run("export");
  expect(out).toContain('"type":"page_message"');
  expect(await run("erase", "--words", "--yes")).toMatchObject({ code: 0 });
  const file = env.DATABASE_URL.slice("file:".length).replace(/\.\w+$/, ".browser.jsonl");
  await eventually(() => expect(readFileSync(file, "utf8")).not.toMatch(/Fjordvik|Sandoval/));
  await you.page.reload();
  await you.sees(sentence("requests.plain.welcome"));
  expect(await you.page.getByText("Fjordvik").count()).toBe(0);
});

it("follows a request from the first message to its outcome", async () => {
  const { visitor: you } = await start();
  await bringsRequest(you);
  await you.page
    .getByRole("link", { name: sentence("browser.try.team", { channel: "#it-requests" }) })
    .click();
  await you.sees("R-1");
  await you.presses(sentence("life.button.take"));
  await you.sees(sentence("life.button.deliver"));
  await you.presses(sentence("life.button.propose"));
  await you.fills(
    { [sentence("life.form.propose.alternative")]: "the order list in the dealer app" },
    sentence("life.form.send"),
  );
  await you.sees("the order list in the dealer app");
  await you.is("Maria");
  await you.goesTo("Entwine");
  await you.sees("the order list in the dealer app");
  await you.presses(sentence("life.button.accept"));
  await you.is("Tom");
  await you.goesTo("it-requests");
  await you.presses(sentence("life.button.deliver"));
  await you.fills({}, sentence("life.form.send"));
  await you.is("Maria");
  await you.goesTo("Entwine");
  await you.skips(sentence("browser.skip.named"));
  await you.sees(sentence("life.outcome.question"));
  await you.presses(sentence("life.verdict.yes"));
  await you.sees(sentence("life.outcome.yes"));
});
