/** The process is killed again and again, at any moment, while people talk to it and Slack delivers what was not acknowledged. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { freshPostgres, hasPostgres } from "../harness/postgres.ts";
import { fakeSlack } from "../harness/slack.ts";
import { freshSqlite } from "../harness/sqlite.ts";
import { directMessage, heard, reply, wishOf } from "./colleague.ts";
import { exported, freePort, serve } from "./entwine.ts";

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const kills = 5;
/** So many messages somebody sends at least. */
const fewest = 5;
const people = ["U0ANA", "U0BEN", "U0CAT", "U0DAN", "U0EVA", "U0FAY"];

const endpoint = (port: number): string => `http://127.0.0.1:${port}/slack/events`;

async function open(url: string) {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const env = {
    DATABASE_URL: url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
    LOG_LEVEL: "warn",
  };
  return { slack, env };
}

async function storm(url: string, { seed, replicas }: { seed: number; replicas: number }): Promise<void> {
  const dice = random(seed);
  const any = <T>(of: T[]): T => of[Math.floor(dice() * of.length)]!;
  const { slack, env } = await open(url);
  const said = new Map<string, string[]>(people.map((who) => [who, []]));

  /** Delivers until it is acknowledged, as Slack does, and now and then once more. */
  async function deliver(who: string, text: string): Promise<void> {
    const send = directMessage(slack, who, text);
    let attempt = 0;
    await vi.waitFor(async () => expect(await send(endpoint(any(houses).port), attempt++)).toBe(true), { timeout: 20_000, interval: 20 });
    said.get(who)!.push(text);
    if (dice() < 0.3) await send(endpoint(any(houses).port), attempt);
  }

  async function converse(who: string): Promise<void> {
    for (let next: string | undefined = wishOf(who); next; next = reply(heard(slack, who).at(-1)!, who)) {
      await deliver(who, next);
      const { length } = said.get(who)!;
      await vi.waitFor(() => expect(heard(slack, who).length).toBeGreaterThanOrEqual(length), { timeout: 20_000, interval: 20 });
      if (length > 12) throw new Error(`the conversation does not end: ${heard(slack, who).at(-1)}`);
    }
  }

  const house = async (port: number) => ({ port, entwine: await serve(port, env) });
  const houses = await Promise.all(Array.from({ length: replicas }, async () => house(await freePort())));
  async function kill(): Promise<void> {
    const moments = Array.from({ length: kills }, () => dice() * people.length * fewest).sort((a, b) => a - b);
    for (const moment of moments) {
      await vi.waitFor(() => expect(people.flatMap((who) => said.get(who)!).length).toBeGreaterThan(moment), { timeout: 20_000, interval: 2 });
      await sleep(dice() * 30); // into the work on it
      const { port, entwine } = any(houses);
      entwine.kill("SIGKILL");
      await entwine.ended;
      houses.splice(
        houses.findIndex((each) => each.port === port),
        1,
        await house(port),
      );
    }
  }
  await Promise.all([...people.map(converse), kill()]);
  await vi.waitFor(() => expect(slack.said("C0INTAKE")).toHaveLength(people.length), { timeout: 20_000 });
  for (const { entwine } of houses) {
    entwine.kill("SIGTERM");
    expect(await entwine.ended).toMatchObject({ code: 0 });
  }

  const rows = await exported(env.DATABASE_URL);
  const requests = rows.filter(({ type }) => type === "request");
  expect(requests.map(({ request, status }) => `${request} ${status}`).sort()).toEqual(people.map((_, index) => `R-${index + 1} new`));
  for (const who of people) {
    const texts = said.get(who)!;
    expect(heard(slack, who), who).toHaveLength(texts.length);
    expect(requests.filter(({ text }) => text === texts[0])).toHaveLength(1);
    for (const answer of texts.slice(1).filter((text) => text !== "yes"))
      expect(
        rows.filter(({ type, text }) => type === "answer" && text === answer),
        answer,
      ).toHaveLength(1);
  }
  const ids = slack.said().map(({ metadata }) => metadata?.event_payload.id);
  expect(new Set(ids).size).toBe(ids.length);
}

describe("killed five times at moments that a seed decides, every answer is in the ledger once and every question in the channel once", () => {
  const storms = [
    { seed: 1, replicas: 1 },
    { seed: 2, replicas: 2 },
  ];
  it.for(storms)("on SQLite, with $replicas at work", { timeout: 60_000 }, async (how) => storm(await freshSqlite(), how));
  it.skipIf(!hasPostgres).for(storms)("on PostgreSQL, with $replicas at work", { timeout: 60_000 }, async (how) => storm(await freshPostgres(), how));
});

it("a restart after a crash goes on with what was left at once", async () => {
  const { slack, env } = await open(await freshSqlite());
  const port = await freePort();
  slack.deliverTo(endpoint(port));
  const first = await serve(port, env);
  slack.fail("chat.postMessage", { until: new Promise(() => {}) });
  await slack.dm("U0ANA", wishOf("U0ANA"));
  await vi.waitFor(() => expect(slack.calls.filter(({ method }) => method === "chat.postMessage")).toHaveLength(1));
  first.kill("SIGKILL");
  await first.ended;
  await serve(port, env);
  await slack.posted("R-1"); // within five seconds, of which one and a half are to see whether it had arrived
});
