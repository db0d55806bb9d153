/**
 * Bugs to plant in the house, of the kind that somebody makes: each breaks a promise, and has to be
 * found within some days.
 */
import type { SimulationInvariant } from "../../src/tools/simulation/world.ts";

export interface Mutation {
  breaks: SimulationInvariant;
  /** Beneath `src`. */
  file: string;
  find: string;
  put: string;
  /** Whose company finds it within so many days, as things are. */
  seed: number;
  days: number;
}

/** A file's source with its bug. */
export function plantMutation({ file, find, put }: Mutation, source: string): string {
  if (source.split(find).length !== 2)
    throw new Error(`what is to be changed in ${file} is not there exactly once`);
  return source.replace(find, () => put);
}

const plant = (
  breaks: SimulationInvariant,
  why: string,
  file: string,
  find: string,
  put: string,
  seed: number,
  days = 7,
): [string, Mutation] => [why, { breaks, file, find, put, seed, days }];

export const mutations: Record<string, Mutation> = Object.fromEntries([
  plant(
    "kept",
    "what arrives is acknowledged while it is being stored",
    "core/ingest.ts",
    "const stored = await store.write(async (w) => {",
    "const stored = undefined; void store.write(async (w) => {",
    1,
  ),
  plant(
    "kept",
    "one of the answers is not written down",
    "features/cases/request-rows.ts",
    "  await insertAnswer(w, {",
    '  if (question !== "customer") await insertAnswer(w, {',
    4,
  ),
  plant(
    "once",
    "a mention is no message with the same words",
    "core/ingest.ts",
    'event.kind === "message" ?',
    'event.kind === "edited" ?',
    1,
  ),
  plant(
    "once",
    "what may have arrived counts as not sent",
    "core/delivery.ts",
    'if (outcome.kind === "unknown") {',
    "if (Date.now() < 0) {",
    1,
  ),
  plant(
    "once",
    "what a dead process was sending is sent again",
    "storage/queue/replicas.ts",
    'set({ ...free, state: "unknown",',
    'set({ ...free, state: "queued",',
    2,
  ),
  plant(
    "daily",
    "the wall is everybody's, and in Greenwich",
    "features/checks/schedule/sweep.ts",
    "const zone = zoneOf(enrolment);",
    'const zone = zoneOf(enrolment) && "UTC";',
    4,
    20,
  ),
  plant(
    "daily",
    "a check that may have arrived is asked again",
    "core/bulk-delivery.ts",
    "    ended(row, outcome);\n",
    '    ended(row, outcome);\n    if (outcome.kind === "unknown") return persist((w) => outbox.updateOutboxRow(w, workspace, id, { state: "queued", holder: null, notBefore: now() }));\n',
    5,
    20,
  ),
  plant(
    "daily",
    "weekends are days like others",
    "features/checks/schedule/timetable.ts",
    "days.includes(String(day.dayOfWeek)) &&",
    "",
    4,
    20,
  ),
  plant(
    "steps",
    "what nobody has in hand can be delivered",
    "features/cases/transitions.ts",
    'deliver: { from: ["accepted"]',
    "deliver: { from: statuses",
    7,
  ),
  plant(
    "steps",
    "where it stands is not looked at",
    "features/cases/transitions.ts",
    "if (!rule.from.includes(one.status) && !isLateWord(one, action)) return stale(one, by);",
    "",
    7,
    20,
  ),
  plant(
    "votes",
    "dots are not counted",
    "features/retrospectives/board/topic-operations.ts",
    "if (topics.length > board.budget)",
    "if (topics.length > 99)",
    6,
  ),
  plant(
    "votes",
    "votes count double at the close",
    "features/retrospectives/board/machine.ts",
    "votes: topicVoteCount(board, topic) }",
    "votes: 2 * topicVoteCount(board, topic) }",
    6,
  ),
  plant(
    "tenants",
    "whoever looks at their own requests sees those of their namesakes",
    "features/cases/queries/case-lists.ts",
    "and(eq(t.requests.workspace, workspace), theirs(on, person),",
    "and(theirs(on, person),",
    3,
  ),
  plant(
    "tenants",
    "what the team has is what all teams have",
    "features/cases/queries/case-lists.ts",
    "and(eq(on.t.requests.workspace, viewer.workspace), inArray(on.t.requests.status, [...teamCaseStatuses]),",
    "and(inArray(on.t.requests.status, [...teamCaseStatuses]),",
    4,
  ),
  plant(
    "anonymous",
    "each note knows its author",
    "features/retrospectives/board/note-operations.ts",
    "...(signs && { by })",
    "by",
    6,
  ),
  plant(
    "anonymous",
    "a note is stored as it came",
    "features/retrospectives/note-events.ts",
    "if (!(await noteOf(on, columns, event))) return undefined;",
    "if (Date.now() > 0) return undefined;",
    7,
    20,
  ),
  plant(
    "drained",
    "an arrival is done before its turn",
    "core/run-turn.ts",
    "    const remembered = recent.get(key)",
    "    await store.write((w) => inbox.finishEvent(w, workspace, seq, services.now()));\n    const remembered = recent.get(key)",
    1,
  ),
  plant(
    "drained",
    "nobody takes up what a dead process left",
    "core/scheduler.ts",
    "if (!(await inbox.hasUnclaimedEvents(store.read, reach))) return;",
    "if (Date.now() > 0) return;",
    3,
  ),
  plant(
    "drained",
    "what is said counts as sent before it is",
    "core/delivery.ts",
    "return conclude(parcel, await surface.send(outgoing));",
    'await end(parcel, { kind: "sent" });\n    return conclude(parcel, await surface.send(outgoing));',
    3,
  ),
]);
