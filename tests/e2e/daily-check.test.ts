/** Daily check on the terminal, through a pipe and with a simulated clock. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { freshFolder, freshSqlite } from "../harness/storage/sqlite.ts";
import { sentence, words } from "../harness/words.ts";
import { startEntwine } from "./entwine-process.ts";

const main = fileURLToPath(new URL("../../src/app/cli.ts", import.meta.url));

it("takes an answer by button and words, and asks again the next working day", async () => {
  const env = { DATABASE_URL: await freshSqlite() };
  const lines = [
    "/check chain Platform > Field sales > The dealers",
    "/check on",
    "/check",
    words.plain("check.button.unsure"),
    "third status deck this week. I'll ask who reads it",
  ];
  const first = await startEntwine({
    args: ["--now", "2027-03-01T10:00:00Z"],
    env,
    input: lines.map((line) => `${line}\n`).join(""),
  }).ended;
  expect(first.code).toBe(0);
  expect(first.out).toMatch(
    /how would they feel.*Platform → Field sales → The dealers.*\[1\] Glad {2}\[2\] Not sure {2}\[3\] Unhappy/s,
  );
  expect(first.out).toContain(sentence("check.follow.unsure"));
  expect(first.out).toContain(sentence("check.told"));

  // Shortly before 15:00 the next day, so that the question comes without input.
  const child = spawn(process.execPath, [main, "--now", "2027-03-02T14:59:58Z", "--speed", "4"], {
    cwd: freshFolder(),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", PORT: "0", ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (out += part));
  const shows = (words: RegExp): Promise<void> => eventually(() => expect(out).toMatch(words));
  await shows(
    /Yesterday you wanted to ask who reads it\. Did you\?\n\[1\] Yes .*how would they feel.*\[4\] Glad/s,
  );
  child.stdin.write(`${sentence("check.button.kept.otherwise")}\n`);
  await shows(/That happens\. Thanks for telling me\./);
  child.stdin.write("Glad\n");
  await shows(/Good to hear\. Thank you\.|Thank you\. Enjoy|Great\./);
  child.stdin.end("/check mine\n");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(out).toMatch(
    /You have answered 2 times\..*Tue, Mar 2: Glad.*Mon, Mar 1: Not sure\n {2}“third status deck this week\. I'll ask who reads it”/s,
  );
});
