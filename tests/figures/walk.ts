/**
 * Counts the files and functions of src that single actions run, by V8's precise coverage of a
 * process that serves signed requests of Slack: `node tests/figures/walk.ts [tree]`, where `tree`
 * is another checkout of Entwine. Prints a table in Markdown.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import WebSocket from "ws";
import { loadWords } from "../../src/lib/i18n.ts";
import { replyTo } from "../e2e/slack-colleague.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { renderMessage } from "../harness/slack/screen.ts";

const tree = resolve(process.argv[2] ?? join(import.meta.dirname, "../.."));
const main = ["src/app/cli.ts", "src/main.ts"]
  .map((file) => join(tree, file))
  .find((file) => existsSync(file));
if (!main) throw new Error(`there is no Entwine in ${tree}`);
const sources = pathToFileURL(join(tree, "src/")).href;
const words = loadWords("en");

/** A background poll may run during a measurement, so the minimum of several is used. */
const attempts = 5;
/** Time (ms) until everything that follows from an action is done. */
const settleMs = 400;
const waitMs = 60_000;

async function until<T>(find: () => T | undefined, what: string): Promise<T> {
  for (const end = performance.now() + waitMs; performance.now() < end; await sleep(10)) {
    const found = find();
    if (found !== undefined) return found;
  }
  throw new Error(`timed out: ${what}`);
}

interface FunctionCoverage {
  functionName: string;
  ranges: { startOffset: number; count: number }[];
}

/** Starts the measured process, on a clock that starts at `now`. */
async function serve(now: string, env: Record<string, string>) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ["--inspect=127.0.0.1:0", main!, "serve", "--now", now, "--speed", "1"],
    { env: { PATH: process.env.PATH, PORT: String(port), LOG_LEVEL: "warn", ...env } },
  );
  let errors = "";
  const address = await new Promise<string>((found, fail) => {
    createInterface(child.stderr).on("line", (line) => {
      errors += `${line}\n`;
      const url = /ws:\S+/.exec(line)?.[0];
      if (url) found(url);
    });
    child.once("exit", () => fail(new Error(errors)));
  });
  const inspector = new WebSocket(address);
  await once(inspector, "open");
  let calls = 0;
  const call = (method: string, params: object = {}): Promise<Record<string, unknown>> => {
    const id = ++calls;
    inspector.send(JSON.stringify({ id, method, params }));
    return new Promise((answered) => {
      inspector.on("message", function read(data) {
        const answer = JSON.parse(String(data));
        if (answer.id !== id) return;
        inspector.off("message", read);
        answered(answer.result);
      });
    });
  };
  await call("Profiler.enable");
  await call("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const base = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${base}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const end = performance.now() + waitMs; !(await isReady()); await sleep(50))
    if (child.exitCode !== null || performance.now() > end) throw new Error(`not ready: ${errors}`);
  return {
    events: `${base}/slack/events`,
    /** Returns the files and named functions of src that ran since the last call. */
    async passed(): Promise<Passage> {
      const { result } = (await call("Profiler.takePreciseCoverage")) as {
        result: { url: string; functions: FunctionCoverage[] }[];
      };
      const files = new Set<string>();
      const functions = new Set<string>();
      for (const { url, functions: covered } of result)
        for (const { functionName, ranges } of covered) {
          if (!url.startsWith(sources) || !ranges[0]?.count) continue;
          files.add(url);
          if (functionName) functions.add(`${url} ${functionName} ${ranges[0].startOffset}`);
        }
      return { files, functions };
    },
    async stop(): Promise<void> {
      inspector.close();
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

interface Passage {
  files: Set<string>;
  functions: Set<string>;
}

const union = (...all: readonly Passage[]): Passage => ({
  files: new Set(all.flatMap(({ files }) => [...files])),
  functions: new Set(all.flatMap(({ functions }) => [...functions])),
});

const rows: string[] = [];
const report = (action: string, passages: readonly Passage[]): void => {
  const least = passages.reduce((a, b) => (b.functions.size < a.functions.size ? b : a));
  rows.push(`| ${action} | ${least.files.size} | ${least.functions.size} |`);
  if (process.env.WALK_FILES)
    for (const file of [...least.files].sort()) console.error(action, file.slice(sources.length));
};

const slack = await fakeSlack();
const folder = mkdtempSync(join(tmpdir(), "entwine-walk-"));
const env = {
  DATABASE_URL: `file:${join(folder, "walk.db")}`,
  SLACK_API_URL: slack.apiUrl,
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret,
  ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
};
const heard = (channel: string): string[] =>
  slack.said(channel).map((message) => renderMessage(message).words);
const answers = (channel: string, count: number): Promise<true> =>
  until(() => (slack.said(channel).length >= count ? true : undefined), `an answer in ${channel}`);

/** Runs an action and returns what ran until the process is idle again. */
async function measure(
  server: Awaited<ReturnType<typeof serve>>,
  act: () => Promise<unknown>,
): Promise<Passage> {
  await sleep(settleMs);
  await server.passed();
  await act();
  await sleep(settleMs);
  return server.passed();
}

async function measureRequests(): Promise<void> {
  const server = await serve("2027-03-02T10:00:00Z", env);
  slack.deliverTo(server.events);
  const messages: Passage[] = [];
  const forms: Passage[] = [];
  const declines: Passage[] = [];
  for (let nth = 1; nth <= attempts; nth++) {
    const [person, dm] = [`U0P${nth}`, `DU0P${nth}`];
    messages.push(
      await measure(server, async () => {
        await slack.dm(person, "We need Salesforce for the field team");
        await answers(dm, 1);
      }),
    );
    for (let said = 2, next = replyTo(heard(dm).at(-1)!, person); next; said++) {
      await slack.dm(person, next);
      await answers(dm, said);
      next = replyTo(heard(dm).at(-1)!, person);
    }
    const card = await until(
      () =>
        slack.said("C0INTAKE").find((message) => renderMessage(message).words.includes(`R-${nth}`)),
      "a card for the team",
    );
    forms.push(
      await measure(server, async () => {
        await slack.press("U0LEA", card.ts, words.plain("life.button.decline"));
        await until(() => slack.modal(), "a form");
      }),
    );
    const said = heard(dm).length;
    declines.push(
      await measure(server, async () => {
        await slack.submit("U0LEA", {
          [words.plain("life.form.decline.text")]: "No time",
          [words.plain("life.form.decline.alternative")]: "The portal shows it",
        });
        await answers(dm, said + 1);
      }),
    );
  }
  await server.stop();
  report("message: We need Salesforce for the field team", messages);
  report("decline: press, form opens", forms);
  report("decline: form sent", declines);
}

async function measureChecks(): Promise<void> {
  const deliveries: Passage[] = [];
  const taps: Passage[] = [];
  for (let nth = 1; nth <= 3; nth++) {
    const [person, dm] = [`U0C${nth}`, `DU0C${nth}`];
    const early = await serve("2027-03-02T12:00:00Z", {
      ...env,
      DATABASE_URL: `${env.DATABASE_URL}${nth}`,
    });
    slack.deliverTo(early.events);
    await slack.dm(person, "/check on");
    await answers(dm, 1);
    await sleep(settleMs);
    await early.stop();
    const before = slack.said(dm).length;
    const server = await serve("2027-03-02T14:59:45Z", {
      ...env,
      DATABASE_URL: `${env.DATABASE_URL}${nth}`,
    });
    slack.deliverTo(server.events);
    let [earlier, latest] = [await server.passed(), await server.passed()];
    while (slack.said(dm).length === before) {
      await sleep(settleMs);
      [earlier, latest] = [latest, await server.passed()];
    }
    await sleep(settleMs);
    deliveries.push(union(earlier, latest, await server.passed()));
    taps.push(
      await measure(server, async () => {
        const { ts } = slack.said(dm).at(-1)!;
        const shown = JSON.stringify(slack.show(ts));
        await slack.press(person, ts, words.plain("check.button.happy"));
        await until(
          () => (JSON.stringify(slack.show(ts)) === shown ? undefined : true),
          "a changed card",
        );
      }),
    );
    await server.stop();
  }
  report("check: sweep and delivery", deliveries);
  report("check: answered by a tap", taps);
}

async function measureVote(): Promise<void> {
  const server = await serve("2027-03-02T10:00:00Z", env);
  slack.deliverTo(server.events);
  const channel = "C0TEAM";
  const board = () => until(() => slack.said(channel).at(0), "a board");
  const changes = async (act: () => Promise<unknown>): Promise<void> => {
    const { ts } = await board();
    const shown = JSON.stringify(slack.show(ts));
    await act();
    await until(
      () => (JSON.stringify(slack.show(ts)) === shown ? undefined : true),
      "a changed board",
    );
    await sleep(settleMs);
  };
  const press = async (person: string, key: string): Promise<unknown> =>
    slack.press(person, (await board()).ts, words.plain(`retro.button.${key}`));
  await slack.command("U0ANA", "/retro", "start sailboat", channel);
  await board();
  for (const person of ["U0ANA", "U0BEN", "U0CAI", "U0DEA", "U0EVA", "U0FIN"])
    await changes(async () => {
      await press(person, "write");
      await until(() => slack.modal(), "a form");
      await slack.submit(person, { Wind: `what ${person} saw` });
    });
  for (const key of ["reveal", "vote.start"]) await changes(() => press("U0ANA", key));
  const forms: Passage[] = [];
  const votes: Passage[] = [];
  for (const person of ["U0BEN", "U0CAI", "U0DEA", "U0EVA", "U0FIN"]) {
    forms.push(
      await measure(server, async () => {
        await press(person, "vote");
        await until(() => slack.modal(), "a ballot");
      }),
    );
    const told = slack.said(`D${person}`).length;
    votes.push(
      await measure(server, async () => {
        await slack.submit(person, {});
        await answers(`D${person}`, told + 1);
      }),
    );
  }
  await server.stop();
  report("vote: button, ballot opens", forms);
  report("vote: ballot sent", votes);
}

try {
  await measureRequests();
  await measureChecks();
  await measureVote();
} finally {
  console.log("| action | files | functions |\n| --- | --- | --- |");
  console.log(rows.join("\n"));
  await slack.close();
  rmSync(folder, { recursive: true });
}
process.exit();
