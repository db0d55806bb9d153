/** Shared expectations for any database fault: nothing lost, platform retries, one log line. */
import { expect, onTestFinished } from "vitest";
import { eventually, scaledMs } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { exportLines, serveEntwine, startEntwine } from "./entwine-process.ts";
import { directMessageDelivery, messagesHeard, wishOf } from "./slack-colleague.ts";

interface Trouble {
  url: string;
  /** Command that runs the bot, if needed. */
  under?: string[];
  begin(pid: number): unknown;
  end(pid: number): unknown;
  /** Error code in the log line. */
  code: string;
  /**
   * Expects recovery without any request, as behind a proxy that sends none to a process that is
   * not ready.
   */
  alone?: boolean;
}

/** Checks the whole fault: it ends, the bot stops cleanly, and the ledger is complete. */
export async function testEndures({
  url,
  under = [],
  begin,
  end,
  code,
  alone = false,
}: Trouble): Promise<void> {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
  const env = {
    DATABASE_URL: url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
    LOG_LEVEL: "info",
  };
  const bot = await serveEntwine(port, env, { under });
  const status = async (path: string): Promise<number> =>
    (await fetch(at(path), { signal: AbortSignal.timeout(scaledMs(5_000)) })).status;
  const becomes = (path: string, expected: number) =>
    eventually(async () => expect(await status(path)).toBe(expected));

  const [ana, ben] = ["U0ANA", "U0BEN"];
  expect(await directMessageDelivery(slack, ana, wishOf(ana))(at("/slack/events"), 0)).toBe(true);
  await eventually(() => expect(messagesHeard(slack, ana)).toHaveLength(1));

  await begin(bot.child.pid!);
  const send = directMessageDelivery(slack, ben, wishOf(ben));
  let attempt = 0;
  for (; attempt < 3; attempt++) expect(await send(at("/slack/events"), attempt)).toBe(false);
  await becomes("/readyz", 503);
  expect(await status("/livez")).toBe(200);
  expect(await (await fetch(at("/metrics"))).text()).toMatch(/^entwine_database_writable 0$/m);
  expect(messagesHeard(slack, ben)).toEqual([]);

  await end(bot.child.pid!);
  if (alone) await becomes("/readyz", 200);
  await eventually(async () => expect(await send(at("/slack/events"), attempt++)).toBe(true));
  expect(await status("/readyz")).toBe(200);
  expect(await (await fetch(at("/metrics"))).text()).toMatch(/^entwine_database_writable 1$/m);
  expect(await send(at("/slack/events"), attempt)).toBe(true); // a second time, as Slack does
  await eventually(() => expect(messagesHeard(slack, ben)).toHaveLength(1));
  expect(
    await directMessageDelivery(slack, ana, "see at a glance who waits")(at("/slack/events"), 0),
  ).toBe(true);
  await eventually(() => expect(messagesHeard(slack, ana)).toHaveLength(2));
  bot.kill("SIGTERM");
  const { code: exit, err } = await bot.ended;
  expect(exit, err).toBe(0);

  const lines = err.split("\n").filter(Boolean);
  const reasons = lines
    .filter((line) => line.includes("cannot store events"))
    .map((line) => JSON.parse(line).err);
  expect(reasons).toContainEqual(
    expect.objectContaining({ code, message: expect.any(String), hint: expect.any(String) }),
  );
  // one line, and more where the fault changes its code or ends with a different one
  expect(reasons.length).toBeLessThan(4);
  expect(lines.filter((line) => line.includes("stored again"))).toHaveLength(1);
  expect(lines.length, err).toBeLessThan(20);
  expect(err).not.toMatch(/Salesforce|glance/);

  const rows = await written(url, under);
  expect(
    rows.filter((line) => line.includes('"type":"request"') && line.includes("Salesforce")),
  ).toHaveLength(2);
  expect(
    rows.filter((line) => line.includes('"type":"answer"') && line.includes("glance")),
  ).toHaveLength(1);
}

async function written(url: string, under: string[]): Promise<string[]> {
  if (under.length === 0) return (await exportLines(url)).map((row) => JSON.stringify(row));
  const { code, out, err } = await startEntwine({
    args: ["export"],
    env: { DATABASE_URL: url },
    under,
  }).ended;
  expect(code, err).toBe(0);
  return out.split("\n");
}
