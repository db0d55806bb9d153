/**
 * No query without a workspace: whoever reads or changes rows says whose. Read out of the source,
 * since a query that forgets it works in every test that has one workspace only.
 */
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defineTables } from "../../src/app/schema.ts";
import { columnDialects } from "../../src/storage/engine/columns.ts";

const tables = Object.keys(defineTables(columnDialects.sqlite()));

/** Tables that belong to no workspace. */
const nobodys = ["replicas", "usedOnce"];

const everyReplica =
  "what a replica takes up or gives back is of whichever workspace; each row says whose it is";
const everybodyDue =
  "everybody who is due is dealt with at once; what is found is kept apart by workspace";
const credential =
  "whose a link or a session is, is what is asked; its hash is all that there is to ask by";
const board = "rows of a board, which is read by its workspace before";

/** Queries that say no workspace, and why. */
const exceptions: Record<string, string> = {
  "storage/queue/inbox.ts firstUnclaimed inbox": everyReplica,
  "storage/queue/inbox.ts claimUnclaimedEvents inbox": everyReplica,
  "storage/queue/inbox.ts inboxBacklog inbox": "a number for operators",
  "storage/queue/bulk-messages.ts firstDueAfter outbox":
    "asks which workspaces have something to say",
  "storage/queue/jobs.ts takeDueJobs jobs": everyReplica,
  "storage/queue/jobs.ts dueJobKeys jobs": everyReplica,
  "storage/queue/jobs.ts nextPending jobs": everyReplica,
  "storage/queue/leaked-claims.ts readHeldClaims inbox": everyReplica,
  "storage/queue/leaked-claims.ts readHeldClaims outbox": everyReplica,
  "storage/queue/leaked-claims.ts releaseLeakedClaims inbox": everyReplica,
  "storage/queue/leaked-claims.ts releaseLeakedClaims outbox": everyReplica,
  "storage/installations.ts listSealedTokens installations":
    "every token is sealed anew with another secret",
  "storage/queue/unclaimed-messages.ts firstUnclaimed outbox": everyReplica,
  "storage/queue/unclaimed-messages.ts claimUnclaimedMessages outbox": everyReplica,
  "storage/queue/outbox.ts outboxCounts outbox": "a number for operators",
  "storage/queue/replicas.ts reapDeadReplicas inbox": everyReplica,
  "storage/queue/replicas.ts reapDeadReplicas jobs": everyReplica,
  "storage/queue/replicas.ts reapDeadReplicas outbox": everyReplica,
  "storage/queue/set-aside.ts listSetAsideRows setAside": "the operator's doctor names all of them",
  "storage/queue/set-aside.ts countSetAsideRows setAside": "a number for operators",
  "storage/queue/set-aside.ts retrySetAsideRows setAside": everyReplica,
  "storage/queue/set-aside.ts retryAllSetAsideRows setAside": everyReplica,
  "storage/sign-ins.ts readVisitor signIns": credential,
  "storage/sign-ins.ts beginWebSession signIns": credential,
  "storage/sign-ins.ts endWebSession signIns": credential,
  "features/checks/schedule/calendar.ts readDayOffCalendars daysOff": everybodyDue,
  "features/checks/chain/chain.ts readChainsByGroup chains": everybodyDue,
  "features/checks/schedule/presence-prefetch.ts firstSoon enrolments": everybodyDue,
  "features/checks/schedule/presence-prefetch.ts claim enrolments": everybodyDue,
  "features/checks/schedule/sweep.ts countDue enrolments": everybodyDue,
  "features/checks/schedule/sweep.ts sweepDueChecks enrolments": everybodyDue,
  "features/checks/schedule/sweep.ts readDueCheckKeys enrolments": everybodyDue,
  "features/checks/schedule/sweep.ts recordChecks checks":
    "by the random ids of rows that this very write made",
  "features/checks/schedule/calendar.ts readTimeZones groups": everybodyDue,
  "features/checks/schedule/calendar.ts readTimeZones people": everybodyDue,
  "features/checks/schedule/calendar.ts readTimeZones workspaces": everybodyDue,
  "storage/directory.ts listWorkspaces workspaces": "the operator's export is of all of them",
  "features/retrospectives/export-rows.ts exportRetrospectiveRows retroTopics": board,
  "features/retrospectives/export-rows.ts exportRetrospectiveRows retroNotes": board,
  "features/retrospectives/export-rows.ts exportRetrospectiveRows retroActions": board,
  "features/privacy/retention/retention-job.ts workspacesDue workspaces":
    "asks which workspaces it is time to tidy",
  "features/privacy/retention/retention-job.ts runRetentionBatch workspaces":
    "each of those is tidied by itself",
  "features/retrospectives/history.ts retroHistoryCard retroNotes": board,
  "features/retrospectives/board-store.ts fill retroPeople": board,
  "features/retrospectives/board-store.ts fill retroNotes": board,
  "features/retrospectives/board-store.ts fill retroTopics": board,
  "features/retrospectives/board-store.ts fill retroVotes": board,
  "features/retrospectives/board-store.ts fill retroActions": board,
  "features/retrospectives/board-store.ts saveBoard retrospectives": board,
  "features/retrospectives/board-store.ts saveBoard retroTopics": board,
  "features/retrospectives/board-store.ts saveBoard retroNotes": board,
  "features/retrospectives/board-store.ts saveBoard retroVotes": board,
  "features/retrospectives/board-store.ts saveBoard retroActions": board,
  "features/retrospectives/series/series-store.ts updateSeries retroSeries":
    "a rhythm, which is read by its workspace before",
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

/**
 * What a name means where it is used: the text of its last declaration before that, else of its
 * first.
 */
function meaning(text: string, name: string, at: number): string {
  const all = [...text.matchAll(new RegExp(`\\b(?:const|function) ${name}\\b`, "g"))].map(
    ({ index }) => index,
  );
  const from = all.findLast((index) => index < at) ?? all[0];
  if (from === undefined) return "";
  const end = /;\n|\n}\n/.exec(text.slice(from));
  return text.slice(from, end ? from + end.index : undefined);
}

/** A condition may be said by a helper, which may lean on another one. */
const helpers = (condition: string): string[] =>
  [...condition.matchAll(/(?<=[(,]\s*)[a-z]\w*(?=\s*[(,)])/g)].map(([name]) => name);

const says = /\beq\(\s*(?:\w+\.)*(?:workspace|workspaces\.id),/;

function queriesIn(file: string, text: string): Query[] {
  return [...text.matchAll(/\.(from|update|delete|\$count)(?=\((?:\w+\.)*(\w+)[,)])/g)].flatMap(
    ({ 0: whole, 1: verb = "", 2: table = "", index }) => {
      if (!tables.includes(table) || nobodys.includes(table)) return [];
      const around = [
        ...text.slice(0, index).matchAll(/^(?:export )?(?:async )?(?:function\*?|const) (\w+)/gm),
      ].at(-1)?.[1];
      const condition = conditionOf(text, verb, index + whole.length);
      const said = helpers(condition).map((name) => meaning(text, name, index));
      const further = said.flatMap((helper) =>
        helpers(helper).map((name) => meaning(text, name, index)),
      );
      return [
        {
          name: `${file.replace("src/", "")} ${around} ${table}`,
          says: [condition, ...said, ...further].some((text) => says.test(text)),
        },
      ];
    },
  );
}

const queries = globSync("src/**/*.ts", { exclude: ["src/tools/**"] }).flatMap((file) =>
  queriesIn(file, readFileSync(file, "utf8")),
);

describe("a query", () => {
  it("is found", () => expect(queries.length).toBeGreaterThan(150));

  it("says whose rows it reads or changes, unless there is a reason on the list above", () => {
    const silent = new Set(queries.filter(({ says }) => !says).map(({ name }) => name));
    expect([...silent].toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  it.each([
    [
      "says its workspace",
      "on.db.select().from(t.requests).where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, id)))",
      true,
    ],
    [
      "says it in a helper",
      "const mine = (on) => eq(on.t.requests.workspace, whose);\nawait db.select().from(requests).limit(1).where(mine(on))",
      true,
    ],
    [
      "says it where it only counts",
      "db.$count(t.requests, eq(t.requests.workspace, workspace))",
      true,
    ],
    [
      "does not say it",
      "const row = eq(t.people.workspace, workspace);\ndb.update(t.requests).set({ title }).where(eq(t.requests.id, id))",
      false,
    ],
    [
      "only tells it",
      "db.select({ workspace: t.requests.workspace }).from(t.requests).where(eq(t.requests.id, workspace))",
      false,
    ],
    ["has no condition", "db.delete(t.requests)", false],
  ])("that %s is told from others", (_, text, expected) => {
    expect(queriesIn("src/x.ts", `${text};\n`).map(({ says }) => says)).toEqual([expected]);
  });
});
