/**
 * The product around one conversation: real core, features, rules and adapters, SQLite in memory.
 */
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineTables, openFeatures } from "../../../src/app/registry.ts";
import { turnTools } from "../../../src/app/turn-tools.ts";
import { openCore } from "../../../src/core/core.ts";
import type { MessageTarget } from "../../../src/core/message-target.ts";
import { addGroupMembers, writeGroup } from "../../../src/features/workspace/groups.ts";
import type { Judge } from "../../../src/nlu/judge.ts";
import { openMigratedStore } from "../../../src/storage/engine/open-store.ts";
import { inboxBacklog } from "../../../src/storage/queue/inbox.ts";
import type { Store } from "../../../src/storage/store.ts";
import type { Post, Screen } from "./screen.ts";
import type { Conversation } from "./script.ts";
import { createSlackClient } from "./slack-client.ts";
import { createTeamsClient } from "./teams-client.ts";

const locales = { en: "en-GB", de: "de-DE", fr: "fr-FR", es: "es-ES" };
const maxRounds = 200;

/**
 * Opens one in-memory database for all conversations: creating the schema takes longer than a short
 * conversation.
 */
export async function openSharedStore(): Promise<{ store: Store; close(): Promise<void> }> {
  const folder = mkdtempSync(
    join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "entwine-conversations-"),
  );
  const store = await openMigratedStore(`file:${join(folder, "entwine.db")}`, {
    tables: defineTables,
  });
  return {
    store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Empties the store and opens the product on it. */
export async function openWorld(
  { lang, on, groups, people, zone, from }: Conversation,
  { store, judge }: { store: Store; judge: Judge },
) {
  let now = Date.parse(from);
  let turn = 0;
  const posts: Post[] = [];
  const screen: Screen = {
    now: () => now,
    turn: () => turn,
    posts,
    zone,
    locale: (person) => locales[people[person] ?? lang],
  };
  const client = on === "teams" ? createTeamsClient(screen) : createSlackClient(screen);
  const { workspace } = client;
  await store.write(async ({ db, t }) => {
    for (const table of Object.values(t)) await db.delete(table as typeof t.inbox);
  });
  for (const [name, members] of Object.entries(groups))
    await store.write(async (w) => {
      const group = { id: randomUUID(), name, source: { kind: "list" } as const };
      await writeGroup(w, workspace, group, new Date(now));
      await addGroupMembers(w, workspace, group.id, members.map(client.personId));
    });
  /** Target of each turn's message. */
  const targets = new Map<number, MessageTarget>();
  const troubles: string[] = [];
  const failed = (error: unknown): void =>
    void troubles.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const core = await openCore({
    store,
    clock: { now: () => new Date(now), toRealMs: (ms) => ms, sleep: () => new Promise(() => {}) },
    openTools: turnTools(judge),
    platforms: [client.adapter],
    features: openFeatures({ secrets: ["a secret of the conversations"] }).map((feature) => ({
      ...feature,
      async prepare(context, input, state) {
        const { event, heard } = input;
        if (event.kind === "message" && !event.chosen && heard) targets.set(turn, heard.target);
        return feature.prepare?.(context, input, state);
      },
    })),
    briefChannels: { [workspace]: client.teamChannel },
    replica: { id: randomUUID(), host: "conversations", pid: process.pid },
    newId: randomUUID,
    waitBeforePoll: (_, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    telemetry: {
      turnFailed: (_, error) => failed(error),
      deliveryFailed: failed,
      schedulerFailed: failed,
      sendFinished: () => {},
      workRecovered: () => {},
    },
  });
  client.connect(core);

  async function isBusy(): Promise<boolean> {
    if ((await inboxBacklog(store.read)).waiting > 0) return true;
    const { db, t } = store.read;
    const states = await db.select({ state: t.outbox.state }).from(t.outbox);
    return states.some(({ state }) => state === "queued" || state === "sending");
  }

  /** Resolves when everything that happened has been processed. */
  async function idle(): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      await core.settled();
      if (!(await isBusy())) return;
      await core.poll();
      await new Promise((resolve) => setImmediate(resolve));
    }
    troubles.push("the bot does not come to rest");
  }

  return {
    ...{ client, store, posts, targets, troubles, workspace, zone },
    now: () => now,
    turn: () => turn,
    nextTurn: () => ++turn,
    idle,
    /** Moves the clock and runs the jobs that come due on the way. */
    async passes(ms: number): Promise<void> {
      const steps = ms > 30 * 60_000 ? 24 : 1;
      const from = now;
      for (let step = 1; step <= steps; step++) {
        now = from + Math.round((ms * step) / steps);
        await core.poll();
        await idle();
      }
    },
    close: core.stop,
  };
}
