/** Whole request conversation on Slack, with Entwine as a process. */
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../harness/slack/fake-slack.ts";
import { renderMessage } from "../harness/slack/screen.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { words } from "../harness/words.ts";
import { exportLines, serveEntwine, startEntwine } from "./entwine-process.ts";
import { messagesHeard, replyTo, wishOf } from "./slack-colleague.ts";

const person = "U0MARIA";

async function slackOf(): Promise<{ slack: FakeSlack; env: Record<string, string> }> {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  return {
    slack,
    env: {
      DATABASE_URL: await freshSqlite(),
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
      LOG_LEVEL: "warn",
    },
  };
}

/** Raises a request and answers until the team has its brief. */
async function converse(slack: FakeSlack, who: string): Promise<string[]> {
  const said: string[] = [];
  for (
    let next: string | undefined = wishOf(who);
    next;
    next = replyTo(messagesHeard(slack, who).at(-1)!, who)
  ) {
    expect(await slack.dm(who, next)).toMatchObject({ acknowledged: true });
    said.push(next);
    await eventually(() => expect(messagesHeard(slack, who)).toHaveLength(said.length));
    if (said.length > 12)
      throw new Error(`the conversation does not end: ${messagesHeard(slack, who).at(-1)}`);
  }
  return said;
}

it.for(["Socket Mode", "HTTP"])(
  "delivers a brief to the team's channel by %s, and stops gracefully",
  async (mode) => {
    const { slack, env } = await slackOf();
    const port = await freePort();
    const ears: Record<string, string> =
      mode === "HTTP"
        ? { SLACK_SIGNING_SECRET: slack.signingSecret }
        : { SLACK_APP_TOKEN: slack.appToken };
    if (mode === "HTTP") slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    const entwine = await serveEntwine(port, { ...env, ...ears });
    const said = await converse(slack, person);
    const brief = await slack.posted("R-1", "C0INTAKE");
    expect(renderMessage(brief).words).toContain(said[1]);
    entwine.kill("SIGTERM");
    expect(await entwine.ended).toMatchObject({ code: 0, signal: null });
    const rows = await exportLines(env.DATABASE_URL!);
    expect(rows.filter(({ type }) => type === "request")).toMatchObject([
      { request: "R-1", status: "new", text: said[0] },
    ]);
    for (const answer of said.slice(1, -1))
      expect(rows.filter(({ type, text }) => type === "answer" && text === answer)).toHaveLength(1);
  },
);

it("answers accepted messages and refuses new ones during a graceful stop", async () => {
  const { slack, env } = await slackOf();
  const port = await freePort();
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const entwine = await serveEntwine(port, { ...env, SLACK_SIGNING_SECRET: slack.signingSecret });
  const people = Array.from({ length: 6 }, (_, index) => `U0P${index}`);
  const writes = async (who: string): Promise<void> =>
    expect(await slack.dm(who, wishOf(who))).toMatchObject({ acknowledged: true });
  const [last = "", ...others] = people;
  for (const who of others) await writes(who);
  // Held back only now: a call to Slack ends after ten seconds, and the stop after twelve.
  const slow = Promise.withResolvers<void>();
  slack.fail("chat.postMessage", { until: slow.promise });
  await writes(last);
  entwine.kill("SIGTERM");
  const takes = (who: string): Promise<boolean> =>
    slack.dm(who, wishOf(who)).then(
      ({ acknowledged }) => acknowledged,
      () => false,
    );
  for (let late = 0; await takes(`U0LATE${late}`); late++) people.push(`U0LATE${late}`);
  slow.resolve();
  expect(await entwine.ended).toMatchObject({ code: 0 });
  for (const who of people) expect(messagesHeard(slack, who)).toHaveLength(1);
  expect(
    (await exportLines(env.DATABASE_URL!)).filter(({ type }) => type === "request"),
  ).toHaveLength(people.length);
});

it("exits at once when stopped while it starts and Slack cannot be reached", async () => {
  const { env } = await slackOf();
  const port = await freePort();
  const nowhere = `http://127.0.0.1:${await freePort()}/api/`;
  const entwine = startEntwine({
    args: ["serve"],
    env: { ...env, PORT: String(port), SLACK_API_URL: nowhere, SLACK_APP_TOKEN: "xapp-test" },
  });
  await eventually(async () =>
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503),
  );
  entwine.kill("SIGTERM");
  expect(await entwine.ended).toMatchObject({ code: 0, signal: null });
});

it("reminds after one working day, and parks the request after another", async () => {
  const { slack, env } = await slackOf();
  const port = await freePort();
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const from = (now: string, speed: number) =>
    serveEntwine(
      port,
      { ...env, SLACK_SIGNING_SECRET: slack.signingSecret },
      { args: ["--now", now, "--speed", String(speed)] },
    );
  const status = async (): Promise<unknown> =>
    (await exportLines(env.DATABASE_URL!)).find(({ type }) => type === "request")?.status;

  const first = await from("2027-03-02T10:00:00Z", 1);
  await slack.dm(person, wishOf(person));
  await eventually(() => expect(messagesHeard(slack, person)).toHaveLength(1));
  first.kill("SIGTERM");
  expect((await first.ended).err).toContain("SIMULATED TIME");

  // Ten minutes early; they pass in one second. No other job is due in the next hours, so the speed
  // of this machine does not matter.
  const second = await from("2027-03-03T09:50:00Z", 600);
  await slack.posted(words.plain("requests.reminder", { number: 1 }));
  expect(await status()).toBe("asking");
  second.kill("SIGTERM");
  await second.ended;

  const third = await from("2027-03-05T12:00:00Z", 1);
  await eventually(async () => expect(await status()).toBe("parked"));
  third.kill("SIGTERM");
  await third.ended;
  expect(messagesHeard(slack, person)).toHaveLength(2);
});
