/** Crashes at random moments on every platform: no acknowledged message is lost or doubled. */
import { describe, expect, it, onTestFinished } from "vitest";
import { isProcessAlive } from "../../src/storage/queue/replicas.ts";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../harness/slack/fake-slack.ts";
import { openTestStore } from "../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { fakeBot, fakeTeams } from "../harness/teams/fake-teams.ts";
import { type Messenger, runCrashStorm } from "./crash-storm.ts";
import { serveEntwine } from "./entwine-process.ts";
import { directMessageDelivery, messagesHeard, slackEvent, wishOf } from "./slack-colleague.ts";

const endpoint = (port: number): string => `http://127.0.0.1:${port}/slack/events`;

async function openSlack(): Promise<{ slack: FakeSlack; env: Record<string, string> }> {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  return {
    slack,
    env: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
    },
  };
}

function saysOnce(slack: FakeSlack): void {
  const ids = slack.said().map(({ metadata }) => metadata?.event_payload.id);
  expect(new Set(ids).size).toBe(ids.length);
}

async function byHttp(): Promise<{ slack: FakeSlack; messenger: Messenger }> {
  const { slack, env } = await openSlack();
  return {
    slack,
    messenger: {
      env: { ...env, SLACK_SIGNING_SECRET: slack.signingSecret },
      writes(who, text) {
        const send = directMessageDelivery(slack, who, text);
        return (port, attempt) => send(endpoint(port), attempt);
      },
      heard: (who) => messagesHeard(slack, who),
      briefs: () => slack.said("C0INTAKE").length,
    },
  };
}

describe("process killed five times at seeded moments", () => {
  const storms = [
    { seed: 1, replicas: 1 },
    { seed: 2, replicas: 2 },
  ];
  async function overHttp(url: string, how: { seed: number; replicas: number }): Promise<void> {
    const { slack, messenger } = await byHttp();
    await runCrashStorm(messenger, url, how);
    saysOnce(slack);
  }
  it.for(storms)("loses and doubles nothing on SQLite with $replicas replicas", async (how) =>
    overHttp(await freshSqlite(), how),
  );
  it.skipIf(!hasPostgres).for(storms)(
    "loses and doubles nothing on PostgreSQL with $replicas replicas",
    async (how) => overHttp(await freshPostgres(), how),
  );

  it("loses and doubles nothing while Slack moves and cuts Socket Mode connections", async () => {
    const { slack, env } = await openSlack();
    const messenger: Messenger = {
      env: { ...env, SLACK_APP_TOKEN: slack.appToken },
      writes(who, text) {
        const payload = slackEvent(slack, who, text);
        return async (_, attempt) => {
          const lines = slack.socket.open();
          const by = lines[attempt % Math.max(lines.length, 1)];
          const retry = attempt > 0 && { retry_attempt: attempt, retry_reason: "timeout" };
          return (await slack.socket.deliver({ type: "events_api", payload, ...retry }, { by }))
            .acknowledged;
        };
      },
      heard: (who) => messagesHeard(slack, who),
      briefs: () => slack.said("C0INTAKE").length,
      whim: (dice) =>
        dice() < 0.5
          ? slack.socket.cut()
          : slack.socket.recycle(dice() < 0.5 ? "warning" : "refresh_requested"),
    };
    await runCrashStorm(messenger, await freshSqlite(), { seed: 3, replicas: 2 });
    saysOnce(slack);
    expect(slack.socket.connections()).toBe(0);
  });

  it("repeats a Teams message of unknown outcome at most once, and records that", async () => {
    const intake = "19:intake@thread.tacv2";
    const teams = await fakeTeams("http://127.0.0.1:9/");
    onTestFinished(() => teams.close());
    const post = async (port: number, activity: unknown): Promise<boolean> => {
      const sent = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(activity),
      };
      return fetch(`http://127.0.0.1:${port}/api/messages`, sent).then(
        ({ status }) => status === 200,
        () => false, // no process listens
      );
    };
    const said = (conversation: string): string[] =>
      teams
        .posts()
        .filter((each) => each.conversation === conversation)
        .map(({ words }) => words);
    const url = await freshSqlite();
    const outbox = async () => {
      const store = await openTestStore(url);
      const { db, t } = store.read;
      const rows = await db.select().from(t.outbox);
      const replicas = await db.select().from(t.replicas);
      await store.close();
      const alive = replicas.filter(({ pid }) => isProcessAlive(pid)).map(({ id }) => id);
      return rows.map((row) => ({ ...row, isHeld: alive.includes(row.holder ?? "") }));
    };
    await runCrashStorm(
      {
        env: { ENTWINE_TEAMS_INTAKE_CHANNEL: intake },
        greets: (port) =>
          post(
            port,
            teams.activity(
              "Petra",
              { channel: "intake" },
              { type: "conversationUpdate", membersAdded: [fakeBot] },
            ),
          ),
        writes(who, text) {
          const activity = teams.activity(who, {}, { type: "message", text, textFormat: "plain" });
          return (port) => post(port, activity);
        },
        // of a message that was sent twice, one can have lost its buttons
        heard: (who) => [
          ...new Map(
            said(`a:${who.toLowerCase()}`).map((words) => [words.split("\n")[0], words]),
          ).values(),
        ],
        // A message that is interrupted by two kills in a row may never arrive: there is no third
        // attempt. One that the last kill interrupted is about to be sent again.
        rests: () =>
          eventually(async () =>
            expect(
              (await outbox()).filter(
                ({ state, attempts, isHeld }) =>
                  state === "unknown" || (state === "sending" && (attempts > 1 || !isHeld)),
              ),
            ).toEqual([]),
          ),
        briefs: () => new Set(said(intake).filter((words) => words.includes("R-"))).size,
      },
      url,
      { seed: 4, replicas: 1 },
    );
    const rows = await outbox();
    const twice = rows.filter(({ kind, attempts }) => kind === "post" && attempts > 1);
    expect(
      teams.posts().length - rows.filter(({ kind }) => kind === "post").length,
    ).toBeLessThanOrEqual(twice.length);
    expect(rows.every(({ attempts }) => attempts <= 2)).toBe(true);
    expect(rows.filter(({ state }) => state === "refused")).toEqual([]);
  });
});

it("continues unfinished work at once after a restart", async () => {
  const { slack, messenger } = await byHttp();
  const env = { DATABASE_URL: await freshSqlite(), ...messenger.env };
  const port = await freePort();
  slack.deliverTo(endpoint(port));
  const first = await serveEntwine(port, env);
  slack.fail("chat.postMessage", { until: new Promise(() => {}) });
  await slack.dm("U0ANA", wishOf("U0ANA"));
  await eventually(() =>
    expect(slack.calls.filter(({ method }) => method === "chat.postMessage")).toHaveLength(1),
  );
  first.kill("SIGKILL");
  await first.ended;
  await serveEntwine(port, env);
  // within five seconds, of which 1.5 are for checking whether the message had arrived
  await slack.posted("R-1");
});
