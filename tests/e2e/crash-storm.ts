/**
 * Conversations while processes are killed at seeded moments, and the platform repeats
 * unacknowledged events.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { seededRandom } from "../../src/tools/simulation/runtime/random-source.ts";
import { eventually } from "../harness/eventually.ts";
import { exportLines, freePort, serveEntwine } from "./entwine-process.ts";
import { replyTo, wishOf } from "./slack-colleague.ts";

/** A platform, as the storm knows it. */
export interface Messenger {
  /** What Entwine is to know. */
  env: Record<string, string>;
  /** What the platform tells at the very first. */
  greets?(port: number): Promise<unknown>;
  /**
   * What somebody writes, and what delivers it to a port, the same however often; tells whether it
   * was acknowledged.
   */
  writes(who: string, text: string): (port: number, attempt: number) => Promise<boolean>;
  /** What somebody was told, oldest first; the same message only once. */
  heard(who: string): string[];
  /** How many briefs came to the team. */
  briefs(): number;
  /** Resolves when the next kill may come. */
  rests?(): Promise<unknown>;
  /** What the platform does besides, now and then. */
  whim?(dice: () => number): void;
}

const kills = 5;
/** So many messages somebody sends at least. */
const fewest = 5;
const people = ["U0ANA", "U0BEN", "U0CAT", "U0DAN", "U0EVA", "U0FAY"];

/**
 * Holds that the ledger has every request and answer once, and that everybody heard every question
 * once.
 */
export async function runCrashStorm(
  messenger: Messenger,
  url: string,
  { seed, replicas }: { seed: number; replicas: number },
): Promise<void> {
  const dice = seededRandom(seed);
  const any = <T>(of: T[]): T => of[Math.floor(dice() * of.length)]!;
  const env = { DATABASE_URL: url, LOG_LEVEL: "warn", ...messenger.env };
  const said = new Map<string, string[]>(people.map((who) => [who, []]));

  /** Delivers until it is acknowledged, as platforms do, and now and then once more. */
  async function deliver(who: string, text: string): Promise<void> {
    const send = messenger.writes(who, text);
    let attempt = 0;
    await eventually(async () => expect(await send(any(harnesses).port, attempt++)).toBe(true));
    said.get(who)!.push(text);
    if (dice() < 0.3) await send(any(harnesses).port, attempt);
    if (dice() < 0.1) messenger.whim?.(dice);
  }

  async function converse(who: string): Promise<void> {
    for (
      let next: string | undefined = wishOf(who);
      next;
      next = replyTo(messenger.heard(who).at(-1)!, who)
    ) {
      await deliver(who, next);
      const { length } = said.get(who)!;
      await eventually(() => expect(messenger.heard(who).length).toBeGreaterThanOrEqual(length));
      if (length > 12)
        throw new Error(`the conversation does not end: ${messenger.heard(who).at(-1)}`);
    }
  }

  const harness = async (port: number) => ({ port, entwine: await serveEntwine(port, env) });
  const harnesses = await Promise.all(
    Array.from({ length: replicas }, async () => harness(await freePort())),
  );
  await messenger.greets?.(harnesses[0]!.port);
  async function kill(): Promise<void> {
    const moments = Array.from({ length: kills }, () => dice() * people.length * fewest).sort(
      (a, b) => a - b,
    );
    for (const moment of moments) {
      await eventually(
        () => expect(people.flatMap((who) => said.get(who)!).length).toBeGreaterThan(moment),
        2,
      );
      await messenger.rests?.();
      await sleep(dice() * 30); // into the work on it
      const { port, entwine } = any(harnesses);
      entwine.kill("SIGKILL");
      await entwine.ended;
      harnesses.splice(
        harnesses.findIndex((each) => each.port === port),
        1,
        await harness(port),
      );
    }
  }
  await Promise.all([...people.map(converse), kill()]);
  await eventually(() => expect(messenger.briefs()).toBe(people.length));
  for (const { entwine } of harnesses) {
    entwine.kill("SIGTERM");
    expect(await entwine.ended).toMatchObject({ code: 0 });
  }

  const rows = await exportLines(env.DATABASE_URL);
  const requests = rows.filter(({ type }) => type === "request");
  expect(requests.map(({ request, status }) => `${request} ${status}`).sort()).toEqual(
    people.map((_, index) => `R-${index + 1} new`),
  );
  for (const who of people) {
    const texts = said.get(who)!;
    expect(messenger.heard(who), who).toHaveLength(texts.length);
    expect(requests.filter(({ text }) => text === texts[0])).toHaveLength(1);
    for (const answer of texts.slice(1).filter((text) => text !== "yes"))
      expect(
        rows.filter(({ type, text }) => type === "answer" && text === answer),
        answer,
      ).toHaveLength(1);
  }
}
