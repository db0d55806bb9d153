/**
 * Network to PostgreSQL that drops every packet: readiness reports it in time, and the bot recovers
 * by itself.
 */
import { expect, it } from "vitest";
import { eventually, patienceMs, scaledMs } from "../harness/eventually.ts";
import { atFileEnd } from "../harness/file-end.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { openRelay } from "../harness/tcp-relay.ts";
import { fakeTeams } from "../harness/teams/fake-teams.ts";
import { exportLines, serveEntwine } from "./entwine-process.ts";
import { directMessageDelivery, messagesHeard, wishOf } from "./slack-colleague.ts";

async function behindRelay() {
  const url = await freshPostgres();
  const relay = await openRelay(Number(new URL(url).port));
  atFileEnd(() => relay.close());
  const through = new URL(url);
  through.port = String(relay.port);
  const slack = await fakeSlack();
  atFileEnd(() => slack.close());
  const port = await freePort();
  const env = {
    DATABASE_URL: through.href,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
  };
  return { url, relay, slack, port, bot: await serveEntwine(port, env) };
}

it.concurrent.for([
  { how: "delayed packets arrive", forget: false },
  { how: "old connections stay broken", forget: true },
])(
  "reports a silent cut within five seconds and recovers by itself when $how",
  { skip: !hasPostgres },
  async ({ forget }) => {
    const { url, relay, slack, port, bot } = await behindRelay();
    const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
    const timed = async (path: string): Promise<{ status: number; ms: number }> => {
      const began = performance.now();
      const { status } = await fetch(at(path), { signal: AbortSignal.timeout(patienceMs) });
      return { status, ms: performance.now() - began };
    };
    const [ana, ben] = ["U0ANA", "U0BEN"];
    expect(await directMessageDelivery(slack, ana, wishOf(ana))(at("/slack/events"), 0)).toBe(true);
    await eventually(() => expect(messagesHeard(slack, ana)).toHaveLength(1));
    expect(await timed("/readyz")).toMatchObject({ status: 200 });

    relay.silence();
    const cut = performance.now();
    const answers: number[] = [];
    await eventually(async () => {
      const { status, ms } = await timed("/readyz");
      answers.push(ms);
      expect(status).toBe(503);
    }, 100);
    expect(performance.now() - cut).toBeLessThan(scaledMs(5_000));
    const together = await Promise.all(Array.from({ length: 20 }, () => timed("/readyz")));
    for (const { status, ms } of together)
      expect([status, ms < scaledMs(3_000)]).toEqual([503, true]);
    for (const ms of answers) expect(ms).toBeLessThan(scaledMs(3_000));
    expect((await timed("/livez")).status).toBe(200);

    const teams = await fakeTeams(at("/api/messages"));
    atFileEnd(() => teams.close());
    const send = directMessageDelivery(slack, ben, wishOf(ben));
    const began = performance.now();
    const [bySlack, byTeams] = await Promise.all([
      send(at("/slack/events"), 0),
      teams.dm("Maria", "We need a tool"),
    ]);
    expect([bySlack, byTeams.status >= 500]).toEqual([false, true]);
    expect(performance.now() - began).toBeLessThan(scaledMs(12_000));

    relay.resume({ forget });
    await eventually(async () => expect((await timed("/readyz")).status).toBe(200), 100);
    await eventually(async () => expect(await send(at("/slack/events"), 1)).toBe(true), 100);
    await eventually(() => expect(messagesHeard(slack, ben)).toHaveLength(1));
    expect(
      await directMessageDelivery(slack, ana, "see at a glance who waits")(at("/slack/events"), 0),
    ).toBe(true);
    await eventually(() => expect(messagesHeard(slack, ana)).toHaveLength(2));
    bot.kill("SIGTERM");
    const { code, err } = await bot.ended;
    expect(code, err).toBe(0);
    expect(err.match(/cannot store events/g)?.length).toBeGreaterThan(0);
    const rows = await exportLines(url);
    expect(
      rows.filter(({ type, text }) => type === "request" && text === wishOf(ben)),
    ).toHaveLength(1);
    expect(
      rows.filter(({ type, text }) => type === "answer" && text === "see at a glance who waits"),
    ).toHaveLength(1);
  },
);
