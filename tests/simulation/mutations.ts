/** Bugs to plant in the house, of the kind that somebody makes: each breaks a promise, and has to be found within some days. */
import type { Invariant } from "./world.ts";

export interface Mutation {
  breaks: Invariant;
  /** Beneath `src`. */
  file: string;
  find: string;
  put: string;
  /** Whose company finds it within so many days, as things are. */
  seed: number;
  days: number;
}

/** A file's source with its bug. */
export function planted({ file, find, put }: Mutation, source: string): string {
  if (source.split(find).length !== 2) throw new Error(`what is to be changed in ${file} is not there exactly once`);
  return source.replace(find, () => put);
}

const plant = (breaks: Invariant, why: string, file: string, find: string, put: string, seed: number, days = 7): [string, Mutation] => [
  why,
  { breaks, file, find, put, seed, days },
];

export const mutations: Record<string, Mutation> = Object.fromEntries([
  plant(
    "kept",
    "what arrives is acknowledged while it is being stored",
    "turn/accept.ts",
    "const stored = await store.write(async (w) => {",
    "const stored = undefined; void store.write(async (w) => {",
    1,
  ),
  plant(
    "kept",
    "one of the answers is not written down",
    "requests/records.ts",
    "  await insertAnswer(w, {",
    '  if (question !== "customer") await insertAnswer(w, {',
    4,
  ),
  plant("once", "a mention is no message with the same words", "turn/accept.ts", 'arrival.kind === "message" ?', 'arrival.kind === "edited" ?', 1),
  plant("once", "what may have arrived counts as not sent", "turn/deliver.ts", 'if (outcome.kind === "unknown") {', "if (Date.now() < 0) {", 1),
  plant(
    "once",
    "what a dead process was sending is sent again",
    "storage/replicas.ts",
    'set({ ...free, state: "unknown",',
    'set({ ...free, state: "queued",',
    2,
  ),
  plant(
    "daily",
    "the wall is everybody's, and in Greenwich",
    "checks/sweep.ts",
    "const zone = zoneOf(enrolment);",
    'const zone = zoneOf(enrolment) && "UTC";',
    4,
    20,
  ),
  plant(
    "daily",
    "a check that may have arrived is asked again",
    "turn/mail.ts",
    "    ended(row, outcome);\n",
    '    ended(row, outcome);\n    if (outcome.kind === "unknown") return persist((w) => outbox.change(w, workspace, id, { state: "queued", holder: null, notBefore: now() }));\n',
    5,
    20,
  ),
  plant("daily", "weekends are days like others", "checks/when.ts", "days.includes(String(day.dayOfWeek)) &&", "", 4, 20),
  plant("steps", "what nobody has in hand can be delivered", "requests/decide.ts", 'deliver: { from: ["accepted"]', "deliver: { from: statuses", 7),
  plant(
    "steps",
    "where it stands is not looked at",
    "requests/decide.ts",
    "if (!rule.from.includes(one.status) && !isLateWord(one, deed)) return stale(one, by);",
    "",
    7,
    20,
  ),
  plant("votes", "dots are not counted", "retrospectives/acts-topics.ts", "if (topics.length > board.budget)", "if (topics.length > 99)", 6),
  plant("votes", "votes count double at the close", "retrospectives/machine.ts", "votes: votesFor(board, topic) }", "votes: 2 * votesFor(board, topic) }", 6),
  plant(
    "tenants",
    "whoever looks at their own requests sees those of their namesakes",
    "requests/lists.ts",
    "and(eq(t.requests.workspace, workspace), theirs(on, person),",
    "and(theirs(on, person),",
    3,
  ),
  plant(
    "tenants",
    "what the team has is what all teams have",
    "requests/lists.ts",
    "and(eq(on.t.requests.workspace, viewer.workspace), inArray(on.t.requests.status, [...withTeam]),",
    "and(inArray(on.t.requests.status, [...withTeam]),",
    4,
  ),
  plant("anonymous", "each note knows its author", "retrospectives/acts-notes.ts", "...(signs && { by })", "by", 6),
  plant(
    "anonymous",
    "a note is stored as it came",
    "retrospectives/note-arrivals.ts",
    "if (!(await noteOf(on, columns, arrival))) return undefined;",
    "if (Date.now() > 0) return undefined;",
    7,
    20,
  ),
  plant(
    "drained",
    "an arrival is done before its turn",
    "turn/take.ts",
    "    const remembered = recent.get(key)",
    "    await store.write((w) => arrivals.finish(w, workspace, seq, desk.now()));\n    const remembered = recent.get(key)",
    1,
  ),
  plant(
    "drained",
    "nobody takes up what a dead process left",
    "schedule/loop.ts",
    "if (!(await arrivals.hasOrphans(store.read, reach))) return;",
    "if (Date.now() > 0) return;",
    3,
  ),
  plant(
    "drained",
    "what is said counts as sent before it is",
    "turn/deliver.ts",
    "return conclude(parcel, await surface.send(outgoing));",
    'await end(parcel, { kind: "sent" });\n    return conclude(parcel, await surface.send(outgoing));',
    3,
  ),
]);
