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

const plant = (breaks: Invariant, why: string, file: string, find: string, put: string, seed = 50, days = 4): [string, Mutation] => [
  why,
  { breaks, file, find, put, seed, days },
];

export const mutations: Record<string, Mutation> = Object.fromEntries([
  plant(
    "kept",
    "what could not be stored is acknowledged",
    "turn/accept.ts",
    "onceOf(arrival), holder, now());\n      });",
    "onceOf(arrival), holder, now());\n      }).catch(() => undefined);",
  ),
  plant(
    "kept",
    "one of the answers is not written down",
    "requests/records.ts",
    "  await insertAnswer(w, {",
    '  if (question !== "customer") await insertAnswer(w, {',
  ),
  plant("once", "a mention is no message with the same words", "turn/accept.ts", 'arrival.kind === "message" ?', 'arrival.kind === "edited" ?', 60),
  plant("once", "what may have arrived counts as not sent", "turn/deliver.ts", 'if (outcome.kind === "unknown") {', "if (Date.now() < 0) {"),
  plant("once", "what a dead process was sending is sent again", "storage/replicas.ts", 'set({ ...free, state: "unknown",', 'set({ ...free, state: "queued",'),
  plant("daily", "the wall is everybody's, and in Greenwich", "checks/sweep.ts", "const zone = zoneOf(enrolment);", 'const zone = zoneOf(enrolment) && "UTC";'),
  plant(
    "daily",
    "a check that may have arrived is asked again",
    "turn/mail.ts",
    "    ended(row, outcome);\n",
    '    ended(row, outcome);\n    if (outcome.kind === "unknown") return persist((w) => outbox.change(w, workspace, id, { state: "queued", holder: null, notBefore: now() }));\n',
    60,
  ),
  plant("daily", "weekends are days like others", "checks/when.ts", "days.includes(String(day.dayOfWeek)) &&", "", 60, 7),
  plant(
    "steps",
    "what nobody has in hand can be delivered",
    "requests/decide.ts",
    'deliver: { by: ["team"], from: ["accepted"]',
    'deliver: { by: ["team"], from: statuses',
  ),
  plant(
    "steps",
    "where it stands is not looked at",
    "requests/decide.ts",
    "if (!rule.from.includes(one.status) && !isLateWord(one, deed)) return stale(one, by);",
    "",
  ),
  plant("votes", "dots are not counted", "retrospectives/acts-topics.ts", "if (topics.length > board.budget)", "if (topics.length > 99)"),
  plant("votes", "votes count double at the close", "retrospectives/machine.ts", "votes: votesFor(board, topic) }", "votes: 2 * votesFor(board, topic) }"),
  plant(
    "tenants",
    "whoever looks at their own requests sees those of their namesakes",
    "requests/lists.ts",
    "and(eq(t.requests.workspace, workspace), theirs(on, person),",
    "and(theirs(on, person),",
  ),
  plant(
    "tenants",
    "what the team has is what all teams have",
    "requests/lists.ts",
    "and(eq(on.t.requests.workspace, viewer.workspace), inArray(on.t.requests.status, [...withTeam]),",
    "and(inArray(on.t.requests.status, [...withTeam]),",
    61,
  ),
  plant("anonymous", "each note knows its author", "retrospectives/acts-notes.ts", "...(signs && { by })", "by", 60),
  plant(
    "anonymous",
    "a note is stored as it came",
    "retrospectives/conceal.ts",
    "if (!ours || !carries(arrival)) return arrival;",
    "if (Date.now() > 0) return arrival;",
    60,
  ),
  plant(
    "drained",
    "an arrival is done before its turn",
    "turn/take.ts",
    "    const remembered = recent.get(key)",
    "    await store.write((w) => arrivals.finish(w, workspace, seq, desk.now()));\n    const remembered = recent.get(key)",
  ),
  plant("drained", "nobody takes up what a dead process left", "schedule/loop.ts", "if (await arrivals.hasOrphans(store.read, reach))", "if (Date.now() < 0)"),
  plant(
    "drained",
    "what is said counts as sent before it is",
    "turn/deliver.ts",
    "return conclude(parcel, await surface.send(outgoing));",
    'await end(parcel, { kind: "sent" });\n    return conclude(parcel, await surface.send(outgoing));',
  ),
]);
