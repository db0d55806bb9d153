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
const people = ["U0ANA", "U0BEN", "U0CAT", "U0DAN", "U0EVA", "U0FAY"];

async function storm(url: string, seed: number): Promise<void> {
  const dice = random(seed);
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}/slack/events`;
  const env = {
    DATABASE_URL: url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
    LOG_LEVEL: "warn",
  };
  const said = new Map<string, string[]>(people.map((who) => [who, []]));

  /** Delivers until it is acknowledged, as Slack does, and now and then once more. */
  async function deliver(who: string, text: string): Promise<void> {
    const send = directMessage(slack, who, text);
    let attempt = 0;
    await vi.waitFor(async () => expect(await send(endpoint, attempt++)).toBe(true), { timeout: 20_000, interval: 20 });
    said.get(who)!.push(text);
    if (dice() < 0.3) await send(endpoint, attempt);
  }

  async function converse(who: string): Promise<void> {
    for (let next: string | undefined = wishOf(who); next; next = reply(heard(slack, who).at(-1)!, who)) {
      await deliver(who, next);
      const { length } = said.get(who)!;
      await vi.waitFor(() => expect(heard(slack, who).length).toBeGreaterThanOrEqual(length), { timeout: 20_000, interval: 20 });
      if (length > 12) throw new Error("the conversation does not end");
    }
  }

  let entwine = await serve(port, env);
  let talking = true;
  const conversations = Promise.all(people.map(converse)).finally(() => (talking = false));
  for (let count = 0; count < kills && talking; count++) {
    await sleep(dice() * 100); // the moment of death is what the seed decides
    entwine.kill("SIGKILL");
    await entwine.ended;
    entwine = await serve(port, env);
  }
  await conversations;
  entwine.kill("SIGTERM");
  expect(await entwine.ended).toMatchObject({ code: 0 });

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
  expect(slack.said("C0INTAKE")).toHaveLength(people.length);
  const ids = slack.said().map(({ metadata }) => metadata?.event_payload.id);
  expect(new Set(ids).size).toBe(ids.length);
}

describe("killed five times at moments that a seed decides, every answer is in the ledger once and every question in the channel once", () => {
  it.for([1, 2])("on SQLite, seed %i", { timeout: 60_000 }, async (seed) => storm(await freshSqlite(), seed));
  it.skipIf(!hasPostgres).for([3, 4])("on PostgreSQL, seed %i", { timeout: 60_000 }, async (seed) => storm(await freshPostgres(), seed));
});

it("a restart after a crash goes on with what was left at once", async () => {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  const env = {
    DATABASE_URL: await freshSqlite(),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    LOG_LEVEL: "warn",
  };
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const first = await serve(port, env);
  slack.fail("chat.postMessage", { until: new Promise(() => {}) });
  await slack.dm("U0ANA", wishOf("U0ANA"));
  await vi.waitFor(() => expect(slack.calls.filter(({ method }) => method === "chat.postMessage")).toHaveLength(1));
  first.kill("SIGKILL");
  await first.ended;
  await serve(port, env);
  const ready = Date.now();
  await slack.posted("R-1");
  expect(Date.now() - ready).toBeLessThan(3_000); // of which a second and a half is to see whether it had arrived
});
