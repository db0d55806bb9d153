/** No query without a workspace: whoever reads or changes rows says whose. Read out of the source, since a query that forgets it works in every test that has one workspace only. */
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dialects } from "../../src/storage/columns.ts";
import { defineTables } from "../../src/storage/schema.ts";

const tables = Object.keys(defineTables(dialects.sqlite()));

/** Tables that belong to no workspace. */
const nobodys = ["replicas", "spent"];

const everyReplica = "what a replica takes up or gives back is of whichever workspace; each row says whose it is";
const everybodyDue = "everybody who is due is dealt with at once; what is found is kept apart by workspace";
const credential = "whose a link or a session is, is what is asked; its hash is all that there is to ask by";
const board = "rows of a board, which is read by its workspace before";

/** Queries that say no workspace, and why. */
const exceptions: Record<string, string> = {
  "storage/arrivals.ts someUnheld arrivals": everyReplica,
  "storage/arrivals.ts claimOrphans arrivals": everyReplica,
  "storage/arrivals.ts backlog arrivals": "a number for operators",
  "storage/bulk.ts firstAfter outbox": "asks which workspaces have something to say",
  "storage/duties.ts takeDue duties": everyReplica,
  "storage/duties.ts dueKeys duties": everyReplica,
  "storage/duties.ts next duties": everyReplica,
  "storage/held.ts heldBy arrivals": everyReplica,
  "storage/held.ts heldBy outbox": everyReplica,
  "storage/held.ts giveBack arrivals": everyReplica,
  "storage/held.ts giveBack outbox": everyReplica,
  "storage/installations.ts sealedTokens installations": "every token is sealed anew with another secret",
  "storage/outbox-orphans.ts someUnheld outbox": everyReplica,
  "storage/outbox-orphans.ts claimOrphans outbox": everyReplica,
  "storage/outbox.ts counts outbox": "a number for operators",
  "storage/replicas.ts buryDead arrivals": everyReplica,
  "storage/replicas.ts buryDead duties": everyReplica,
  "storage/replicas.ts buryDead outbox": everyReplica,
  "storage/set-aside.ts asideRows setAside": "the operator's doctor names all of them",
  "storage/set-aside.ts countAside setAside": "a number for operators",
  "storage/set-aside.ts tryAgain setAside": everyReplica,
  "storage/set-aside.ts tryAllAgain setAside": everyReplica,
  "storage/sign-ins.ts visitorOf signIns": credential,
  "storage/sign-ins.ts beginSession signIns": credential,
  "storage/sign-ins.ts endSession signIns": credential,
  "checks/calendar.ts readDaysOff daysOff": everybodyDue,
  "checks/chain.ts chainsOf chains": everybodyDue,
  "checks/foresee.ts firstSoon enrolments": everybodyDue,
  "checks/foresee.ts claim enrolments": everybodyDue,
  "checks/sweep.ts countDue enrolments": everybodyDue,
  "checks/sweep.ts sweep enrolments": everybodyDue,
  "checks/sweep.ts keys enrolments": everybodyDue,
  "checks/sweep.ts record checks": "by the random ids of rows that this very write made",
  "checks/zones.ts readZones groups": everybodyDue,
  "checks/zones.ts readZones people": everybodyDue,
  "checks/zones.ts readZones workspaces": everybodyDue,
  "ledger/export.ts workspacesIn workspaces": "the operator's export is of all of them",
  "ledger/retrospectives.ts retrospectivesOf retroTopics": board,
  "ledger/retrospectives.ts retrospectivesOf retroNotes": board,
  "ledger/retrospectives.ts retrospectivesOf retroActions": board,
  "privacy/keep.ts untidy workspaces": "asks which workspaces it is time to tidy",
  "privacy/keep.ts tidy workspaces": "each of those is tidied by itself",
  "retrospectives/history.ts historyCard retroNotes": board,
  "retrospectives/records.ts fill retroPeople": board,
  "retrospectives/records.ts fill retroNotes": board,
  "retrospectives/records.ts fill retroTopics": board,
  "retrospectives/records.ts fill retroVotes": board,
  "retrospectives/records.ts fill retroActions": board,
  "retrospectives/records.ts saveBoard retrospectives": board,
  "retrospectives/records.ts saveBoard retroTopics": board,
  "retrospectives/records.ts saveBoard retroNotes": board,
  "retrospectives/records.ts saveBoard retroVotes": board,
  "retrospectives/records.ts saveBoard retroActions": board,
  "retrospectives/series.ts changeSeries retroSeries": "a rhythm, which is read by its workspace before",
};

interface Query {
  /** File, function and table, as in the list above. */
  name: string;
  says: boolean;
}

/** Up to the bracket that closes the one at `from`. */
function enclosed(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if ("([{".includes(text[at]!)) depth++;
    if (")]}".includes(text[at]!) && --depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from);
}

/** The condition of the query whose table stands at `from`, in brackets. */
function conditionOf(text: string, verb: string, from: number): string {
  const table = enclosed(text, from);
  if (verb === "$count") return table;
  for (let at = from + table.length; ; ) {
    const next = /^\s*\.(\w+)(?=\()/.exec(text.slice(at));
    if (!next) return "";
    const call = enclosed(text, at + next[0].length);
    if (next[1] === "where") return call;
    at += next[0].length + call.length;
  }
}

/** What a name means where it is used: the text of its last declaration before that, else of its first. */
function meaning(text: string, name: string, at: number): string {
  const all = [...text.matchAll(new RegExp(`\\b(?:const|function) ${name}\\b`, "g"))].map(({ index }) => index);
  const from = all.findLast((index) => index < at) ?? all[0];
  if (from === undefined) return "";
  const end = /;\n|\n}\n/.exec(text.slice(from));
  return text.slice(from, end ? from + end.index : undefined);
}

/** A condition may be said by a helper, which may lean on another one. */
const helpers = (condition: string): string[] => [...condition.matchAll(/(?<=[(,]\s*)[a-z]\w*(?=\s*[(,)])/g)].map(([name]) => name);

const says = /\beq\(\s*(?:\w+\.)*(?:workspace|workspaces\.id),/;

function queriesIn(file: string, text: string): Query[] {
  return [...text.matchAll(/\.(from|update|delete|\$count)(?=\((?:\w+\.)*(\w+)[,)])/g)].flatMap(({ 0: whole, 1: verb = "", 2: table = "", index }) => {
    if (!tables.includes(table) || nobodys.includes(table)) return [];
    const around = [...text.slice(0, index).matchAll(/^(?:export )?(?:async )?(?:function\*?|const) (\w+)/gm)].at(-1)?.[1];
    const condition = conditionOf(text, verb, index + whole.length);
    const said = helpers(condition).map((name) => meaning(text, name, index));
    const further = said.flatMap((helper) => helpers(helper).map((name) => meaning(text, name, index)));
    return [{ name: `${file.replace("src/", "")} ${around} ${table}`, says: [condition, ...said, ...further].some((text) => says.test(text)) }];
  });
}

const queries = globSync("src/**/*.ts").flatMap((file) => queriesIn(file, readFileSync(file, "utf8")));

describe("a query", () => {
  it("is found", () => expect(queries.length).toBeGreaterThan(150));

  it("says whose rows it reads or changes, unless there is a reason on the list above", () => {
    const silent = new Set(queries.filter(({ says }) => !says).map(({ name }) => name));
    expect([...silent].toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  it.each([
    ["says its workspace", "on.db.select().from(t.requests).where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, id)))", true],
    ["says it in a helper", "const mine = (on) => eq(on.t.requests.workspace, whose);\nawait db.select().from(requests).limit(1).where(mine(on))", true],
    ["says it where it only counts", "db.$count(t.requests, eq(t.requests.workspace, workspace))", true],
    ["does not say it", "const row = eq(t.people.workspace, workspace);\ndb.update(t.requests).set({ title }).where(eq(t.requests.id, id))", false],
    ["only tells it", "db.select({ workspace: t.requests.workspace }).from(t.requests).where(eq(t.requests.id, workspace))", false],
    ["has no condition", "db.delete(t.requests)", false],
  ])("that %s is told from others", (_, text, expected) => {
    expect(queriesIn("src/x.ts", `${text};\n`).map(({ says }) => says)).toEqual([expected]);
  });
});
