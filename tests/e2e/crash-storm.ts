/**
 * Conversations while processes are killed at seeded moments and the platform repeats
 * unacknowledged events.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { seededRandom } from "../../src/tools/simulation/runtime/random-source.ts";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { exportLines, serveEntwine } from "./entwine-process.ts";
import { replyTo, wishOf } from "./slack-colleague.ts";

/** Port to a fake platform, as far as this test uses it. */
export interface Messenger {
  /** Settings of the Entwine process. */
  env: Record<string, string>;
  /** Sends what the platform sends before any message. */
  greets?(port: number): Promise<unknown>;
  /**
   * Creates a message of a person. The returned function delivers the same event to a port each
   * time, and resolves to whether it was acknowledged.
   */
  writes(who: string, text: string): (port: number, attempt: number) => Promise<boolean>;
  /**
   * Returns the messages that a person received, oldest first, without duplicates of one message.
   */
  heard(who: string): string[];
  /** Returns the number of briefs that the team received. */
  briefs(): number;
  /** Resolves when the next kill may happen. */
  rests?(): Promise<unknown>;
  /** Causes occasional faults of the platform. */
  whim?(dice: () => number): void;
}

const kills = 5;
/** Minimum number of messages that each person sends. */
const fewest = 5;
const people = ["U0ANA", "U0BEN", "U0CAT", "U0DAN", "U0EVA", "U0FAY"];

/**
 * Checks that the ledger holds every request and answer once, and that everybody received every
 * question once.
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

  /** Delivers until acknowledged, as platforms do, and sometimes once more. */
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
      await sleep(dice() * 30); // so that the kill interrupts the work
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
