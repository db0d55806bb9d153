/**
 * Bugs that the simulation has to find. Each wraps one exported function of src, so that the
 * function's body can change; when a function is renamed or moved, the test fails with its name.
 */
import { and, eq, inArray } from "drizzle-orm";
import type { isBlockedOutcome } from "../../src/core/delivery/blocked-places.ts";
import type { openBulkDelivery } from "../../src/core/delivery/bulk-delivery.ts";
import type { openOutboxDelivery } from "../../src/core/delivery/delivery.ts";
import type { openIngest } from "../../src/core/ingest.ts";
import type { openTurnRunner } from "../../src/core/run-turn.ts";
import type { decideCaseAction } from "../../src/features/cases/lifecycle/transitions.ts";
import type { CaseViewer } from "../../src/features/cases/queries/case-list-items.ts";
import type {
  listOwnCases,
  readTeamCasesPage,
} from "../../src/features/cases/queries/case-lists.ts";
import type { addRequestAnswer } from "../../src/features/cases/rows/request-rows.ts";
import type { continueTeamCard } from "../../src/features/cases/team/team-channel.ts";
import type { readTimeZones } from "../../src/features/checks/schedule/calendar.ts";
import type { isDueDay } from "../../src/features/checks/schedule/timetable.ts";
import type { applyBoardOperation } from "../../src/features/retrospectives/board/machine.ts";
import type {
  applyNoteOperation,
  applyTopicOperation,
} from "../../src/features/retrospectives/board/operations.ts";
import type { classifyNoteEvent } from "../../src/features/retrospectives/notes/note-events.ts";
import type { PlatformAdapter } from "../../src/platform/adapter.ts";
import type { hasUnclaimedEvents, storeEvent } from "../../src/storage/queue/inbox.ts";
import type { reapDeadReplicas } from "../../src/storage/queue/replicas.ts";
import type { Reader } from "../../src/storage/store.ts";
import type { SimulationInvariant } from "../../src/tools/simulation/world.ts";

export interface Mutation {
  breaks: SimulationInvariant;
  /** Path below `src`. */
  file: string;
  /** Name of an exported function of the file. */
  name: string;
  /** Returns the function with the bug. */
  wrap(original: unknown): unknown;
  /** Seed of a company that finds the bug within `days` (default 7). */
  seed: number;
  days?: number;
}

interface MutationOf<F> extends Omit<Mutation, "wrap"> {
  wrap(original: F): F;
}

const mutation = <F>(typed: MutationOf<F>): Mutation => typed as Mutation;

type Platforms = ReadonlyMap<string, PlatformAdapter>;

/** Returns the platforms of a replica with a different `send`. */
const sendingBy = (
  platforms: Platforms,
  send: (
    ...args: [...Parameters<PlatformAdapter["send"]>, PlatformAdapter]
  ) => ReturnType<PlatformAdapter["send"]>,
): Platforms =>
  new Map(
    [...platforms].map(([name, adapter]) => [
      name,
      { ...adapter, send: (message) => send(message, adapter) },
    ]),
  );

/** Bug: treats a message of unknown outcome as refused, so that it is sent again. */
const resendingUnknown = (platforms: Platforms): Platforms =>
  sendingBy(platforms, async (message, adapter) => {
    const outcome = await adapter.send(message);
    return outcome.kind === "unknown"
      ? { kind: "refused", code: outcome.code, retryAfterMs: 500 }
      : outcome;
  });

/** Runs a query once for each workspace and concatenates the rows. */
async function inEachWorkspace<T>(
  on: Reader,
  viewer: CaseViewer,
  read: (viewer: CaseViewer) => Promise<T[]>,
): Promise<T[]> {
  const { requests } = on.t;
  const rows = await on.db.select({ workspace: requests.workspace }).from(requests);
  const all: T[] = [];
  for (const workspace of new Set(rows.map((row) => row.workspace)))
    all.push(...(await read({ ...viewer, workspace })));
  return all;
}

export const mutations: Record<string, Mutation> = {
  "events are acknowledged before they are stored": mutation<typeof openIngest>({
    breaks: "kept",
    file: "core/ingest.ts",
    name: "openIngest",
    wrap: (original) => (acceptor) => {
      const ingest = original(acceptor);
      return async (batch) => void ingest(batch).catch(() => {});
    },
    seed: 1,
  }),
  "answers to one question are not recorded": mutation<typeof addRequestAnswer>({
    breaks: "kept",
    file: "features/cases/rows/request-rows.ts",
    name: "addRequestAnswer",
    wrap:
      (original) =>
      async (w, request, question, ...rest) => {
        if (question !== "customer") await original(w, request, question, ...rest);
      },
    seed: 4,
  }),
  "a mention and the message that holds it are two events": mutation<typeof storeEvent>({
    breaks: "once",
    file: "storage/queue/inbox.ts",
    name: "storeEvent",
    wrap:
      (original) =>
      (w, event, conversation, _once, ...rest) =>
        original(w, event, conversation, null, ...rest),
    seed: 1,
  }),
  "a message of unknown fate is sent again": mutation<typeof openOutboxDelivery>({
    breaks: "once",
    file: "core/delivery/delivery.ts",
    name: "openOutboxDelivery",
    wrap: (original) => (options) =>
      original({ ...options, platforms: resendingUnknown(options.platforms) }),
    seed: 1,
  }),
  "messages of a dead replica are sent again": mutation<typeof reapDeadReplicas>({
    breaks: "once",
    file: "storage/queue/replicas.ts",
    name: "reapDeadReplicas",
    wrap: (original) => async (w, criteria) => {
      const { outbox } = w.t;
      const sending = await w.db
        .select({ seq: outbox.seq })
        .from(outbox)
        .where(eq(outbox.state, "sending"));
      const reaped = await original(w, criteria);
      const seqs = sending.map(({ seq }) => seq);
      await w.db
        .update(outbox)
        .set({ state: "queued" })
        .where(and(eq(outbox.state, "unknown"), inArray(outbox.seq, seqs)));
      return reaped;
    },
    seed: 45,
  }),
  "everybody is asked by the clock of Greenwich": mutation<typeof readTimeZones>({
    breaks: "daily",
    file: "features/checks/schedule/calendar.ts",
    name: "readTimeZones",
    wrap: () => async () => () => "UTC",
    seed: 4,
    days: 20,
  }),
  "a check of unknown fate is asked again": mutation<typeof openBulkDelivery>({
    breaks: "daily",
    file: "core/delivery/bulk-delivery.ts",
    name: "openBulkDelivery",
    wrap: (original) => (options) =>
      original({ ...options, platforms: resendingUnknown(options.platforms) }),
    seed: 5,
    days: 20,
  }),
  "weekends are workdays": mutation<typeof isDueDay>({
    breaks: "daily",
    file: "features/checks/schedule/timetable.ts",
    name: "isDueDay",
    wrap:
      (original) =>
      (day, timetable, ...rest) =>
        original(day, { ...timetable, days: "1234567" }, ...rest),
    seed: 4,
    days: 20,
  }),
  "a request that is taken keeps its status": mutation<typeof decideCaseAction>({
    breaks: "steps",
    file: "features/cases/lifecycle/transitions.ts",
    name: "decideCaseAction",
    wrap:
      (original) =>
      (one, action, ...rest) => {
        const decision = original(one, action, ...rest);
        return action.act !== "take" || "why" in decision
          ? decision
          : { ...decision, status: one.status };
      },
    seed: 7,
  }),
  "the present status allows every action": mutation<typeof decideCaseAction>({
    breaks: "steps",
    file: "features/cases/lifecycle/transitions.ts",
    name: "decideCaseAction",
    wrap:
      (original) =>
      (one, ...rest) => {
        const statuses = ["new", "accepted", "delivered", "postponed", "cancelled"] as const;
        return [one, ...statuses.map((status) => ({ ...one, status }))]
          .map((each) => original(each, ...rest))
          .reduce((found, next) => ("why" in found && found.why === "stale" ? next : found));
      },
    seed: 7,
    days: 20,
  }),
  "votes are not limited": mutation<typeof applyTopicOperation>({
    breaks: "votes",
    file: "features/retrospectives/board/operations.ts",
    name: "applyTopicOperation",
    wrap:
      (original) =>
      (board, ...rest) => {
        const after = original({ ...board, voteBudget: 99 }, ...rest);
        return typeof after === "string" ? after : { ...after, voteBudget: board.voteBudget };
      },
    seed: 6,
  }),
  "votes count double when a retrospective closes": mutation<typeof applyBoardOperation>({
    breaks: "votes",
    file: "features/retrospectives/board/machine.ts",
    name: "applyBoardOperation",
    wrap: (original) => (board, operation, context) => {
      const after = original(board, operation, context);
      if (typeof after === "string" || operation.type !== "go" || operation.to !== "closed")
        return after;
      const topics = after.topics.map((topic) => ({ ...topic, votes: 2 * topic.votes }));
      return { ...after, topics };
    },
    seed: 6,
  }),
  "own requests are read without the workspace": mutation<typeof listOwnCases>({
    breaks: "tenants",
    file: "features/cases/queries/case-lists.ts",
    name: "listOwnCases",
    wrap: (original) => (on, viewer) => inEachWorkspace(on, viewer, (each) => original(on, each)),
    seed: 3,
  }),
  "the team's requests are read without the workspace": mutation<typeof readTeamCasesPage>({
    breaks: "tenants",
    file: "features/cases/queries/case-lists.ts",
    name: "readTeamCasesPage",
    wrap: (original) => async (on, viewer, of) => ({
      ...(await original(on, viewer, of)),
      work: await inEachWorkspace(on, viewer, async (each) => (await original(on, each, of)).work),
    }),
    seed: 4,
  }),
  "each note is signed": mutation<typeof applyNoteOperation>({
    breaks: "anonymous",
    file: "features/retrospectives/board/operations.ts",
    name: "applyNoteOperation",
    wrap:
      (original) =>
      (board, ...rest) => {
        const after = original({ ...board, naming: "named" }, ...rest);
        return typeof after === "string" ? after : { ...after, naming: board.naming };
      },
    seed: 6,
  }),
  "notes are stored as events": mutation<typeof classifyNoteEvent>({
    breaks: "anonymous",
    file: "features/retrospectives/notes/note-events.ts",
    name: "classifyNoteEvent",
    wrap:
      (original) =>
      async (on, reader, input, ...rest) =>
        input.event.kind === "submitted" ? original(on, reader, input, ...rest) : undefined,
    seed: 7,
    days: 20,
  }),
  "an event is done before its turn": mutation<typeof openTurnRunner>({
    breaks: "drained",
    file: "core/run-turn.ts",
    name: "openTurnRunner",
    wrap: (original) => (options) => {
      const runner = original(options);
      return {
        ...runner,
        enqueue: (stored) =>
          void options.store
            .write(({ db, t }) =>
              db
                .update(t.inbox)
                .set({ doneAt: options.services.now(), body: null, holder: null })
                .where(eq(t.inbox.seq, stored.seq)),
            )
            .catch(() => {})
            .then(() => runner.enqueue(stored)),
      };
    },
    seed: 1,
  }),
  "events of a dead replica are left": mutation<typeof hasUnclaimedEvents>({
    breaks: "drained",
    file: "storage/queue/inbox.ts",
    name: "hasUnclaimedEvents",
    wrap: () => async () => false,
    seed: 3,
  }),
  "a message is recorded as sent before it is": mutation<typeof openOutboxDelivery>({
    breaks: "drained",
    file: "core/delivery/delivery.ts",
    name: "openOutboxDelivery",
    wrap: (original) => (options) =>
      original({
        ...options,
        platforms: sendingBy(options.platforms, async (message, adapter) => {
          await options.store.write(({ db, t }) =>
            db
              .update(t.outbox)
              .set({ state: "sent", sentAt: options.now(), holder: null })
              .where(eq(t.outbox.id, message.id)),
          );
          const outcome = await adapter.send(message);
          return outcome.kind === "sent" ? outcome : { kind: "sent" };
        }),
      }),
    seed: 1,
  }),

  "a closed channel refuses for good": mutation<typeof isBlockedOutcome>({
    breaks: "arrives",
    file: "core/delivery/blocked-places.ts",
    name: "isBlockedOutcome",
    wrap:
      () =>
      (outcome): outcome is never =>
        outcome.kind === "sent" && false,
    seed: 1,
    days: 20,
  }),

  "the team is said to have what waits": mutation<typeof continueTeamCard>({
    breaks: "arrives",
    file: "features/cases/team/team-channel.ts",
    name: "continueTeamCard",
    wrap: (original) => (ctx, verb, card) =>
      original(ctx, verb === "card_waits" ? "card_arrived" : verb, card),
    seed: 1,
    days: 20,
  }),
};

/** Returns the source of a mutation's file with its function wrapped. */
export function plantMutation(key: string, source: string): string {
  const { file, name } = mutations[key]!;
  const declaration = new RegExp(`^export (?=(?:(?:async )?function|const) ${name}\\b)`, "m");
  if (!declaration.test(source)) throw new Error(`src/${file} exports no function ${name}`);
  const renamed = source
    .replace(declaration, "")
    .replace(new RegExp(`^((?:async )?function|const) ${name}\\b`, "m"), `$1 ${name}Original`);
  return [
    `import { mutations as planted } from ${JSON.stringify(import.meta.url)};`,
    renamed,
    `export const ${name} = planted[${JSON.stringify(key)}]!.wrap(${name}Original);`,
  ].join("\n");
}
