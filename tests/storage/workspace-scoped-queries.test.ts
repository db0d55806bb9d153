/**
 * Checks that every query names a workspace, by reading the source: a query that forgets it passes
 * every test with a single workspace.
 */
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defineTables } from "../../src/app/registry.ts";
import { columnDialects } from "../../src/storage/engine/columns.ts";

const tables = Object.keys(defineTables(columnDialects.sqlite()));

/** Tables that belong to no workspace. */
const unscopedTables = ["replicas", "usedOnce"];

const anyWorkspace =
  "a replica claims and releases rows of every workspace; each row names its own";
const allDue = "all due rows are processed together; results are kept apart by workspace";
const credential = "looks up whose a link or session is by its hash";
const board = "rows of a board that was read by its workspace";

/** Queries that name no workspace, and the reason. */
const exceptions: Record<string, string> = {
  "storage/queue/inbox.ts firstUnclaimed inbox": anyWorkspace,
  "storage/queue/inbox.ts claimUnclaimedEvents inbox": anyWorkspace,
  "storage/queue/inbox.ts inboxBacklog inbox": "a count for operators",
  "storage/queue/bulk-messages.ts firstDueAfter outbox": "lists the workspaces with due messages",
  "storage/queue/jobs.ts takeDueJobs jobs": anyWorkspace,
  "storage/queue/jobs.ts dueJobKeys jobs": anyWorkspace,
  "storage/queue/jobs.ts nextPending jobs": anyWorkspace,
  "storage/queue/leaked-claims.ts readHeldClaims inbox": anyWorkspace,
  "storage/queue/leaked-claims.ts readHeldClaims outbox": anyWorkspace,
  "storage/queue/leaked-claims.ts releaseLeakedClaims inbox": anyWorkspace,
  "storage/queue/leaked-claims.ts releaseLeakedClaims outbox": anyWorkspace,
  "storage/installations.ts listSealedTokens installations":
    "every token is sealed again with another secret",
  "storage/queue/leaked-claims.ts firstUnclaimed outbox": anyWorkspace,
  "storage/queue/leaked-claims.ts claimUnclaimedMessages outbox": anyWorkspace,
  "storage/queue/blocked-messages.ts allPlaces outbox": anyWorkspace,
  "storage/queue/blocked-messages.ts claimBlockedMessages outbox": anyWorkspace,
  "storage/installations.ts listInstallationsOf installations":
    "the workspaces of an organisation that installed the app",
  "storage/queue/blocked-messages.ts firstDue outbox": anyWorkspace,
  "storage/queue/blocked-messages.ts retryBlockedMessages outbox": anyWorkspace,
  "storage/queue/blocked-messages.ts summariseBlockedMessages outbox":
    "the doctor lists all of them",
  "storage/queue/outbox.ts outboxCounts outbox": "a count for operators",
  "storage/queue/replicas.ts reapDeadReplicas inbox": anyWorkspace,
  "storage/queue/replicas.ts reapDeadReplicas jobs": anyWorkspace,
  "storage/queue/replicas.ts reapDeadReplicas outbox": anyWorkspace,
  "storage/queue/set-aside.ts listSetAsideRows setAside": "the doctor lists all of them",
  "storage/queue/set-aside.ts countSetAsideRows setAside": "a count for operators",
  "storage/queue/set-aside.ts retrySetAsideRows setAside": anyWorkspace,
  "storage/queue/set-aside.ts retryAllSetAsideRows setAside": anyWorkspace,
  "storage/sign-ins.ts readVisitor signIns": credential,
  "storage/sign-ins.ts beginWebSession signIns": credential,
  "storage/sign-ins.ts endWebSession signIns": credential,
  "features/workspace/days-off.ts readDayOffCalendars daysOff": allDue,
  "features/checks/customer-chain.ts readChainsByGroup chains": allDue,
  "features/checks/schedule/presence-prefetch.ts firstSoon enrolments": allDue,
  "features/checks/schedule/presence-prefetch.ts claim enrolments": allDue,
  "features/checks/schedule/sweep.ts countDue enrolments": allDue,
  "features/checks/schedule/sweep.ts sweepDueChecks enrolments": allDue,
  "features/checks/schedule/sweep.ts readDueCheckKeys enrolments": allDue,
  "features/checks/schedule/sweep.ts recordChecks checks":
    "by the random ids of rows inserted in this write",
  "features/checks/schedule/calendar.ts readTimeZones groups": allDue,
  "features/checks/schedule/calendar.ts readTimeZones people": allDue,
  "features/checks/schedule/calendar.ts readTimeZones workspaces": allDue,
  "storage/directory.ts listWorkspaces workspaces": "the operator's export contains all of them",
  "features/retrospectives/export-rows.ts exportRetrospectiveRows retroTopics": board,
  "features/retrospectives/export-rows.ts exportRetrospectiveRows retroNotes": board,
  "features/retrospectives/export-rows.ts exportRetrospectiveRows retroActions": board,
  "features/privacy/retention-job.ts workspacesDue workspaces": "lists the workspaces that are due",
  "features/privacy/retention-job.ts runRetentionBatch workspaces":
    "each due workspace is processed separately",
  "features/retrospectives/commands/queries.ts retroHistoryCard retroNotes": board,
  "features/retrospectives/board-store.ts readParts retroPeople": board,
  "features/retrospectives/board-store.ts readParts retroNotes": board,
  "features/retrospectives/board-store.ts readParts retroTopics": board,
  "features/retrospectives/board-store.ts readParts retroVotes": board,
  "features/retrospectives/board-store.ts readParts retroActions": board,
  "features/retrospectives/board-store.ts saveBoard retrospectives": board,
  "features/retrospectives/board-store.ts saveBoard retroTopics": board,
  "features/retrospectives/board-store.ts saveBoard retroNotes": board,
  "features/retrospectives/board-store.ts saveBoard retroVotes": board,
  "features/retrospectives/board-store.ts saveBoard retroActions": board,
  "features/retrospectives/schedule/series.ts updateSeries retroSeries":
    "a series that was read by its workspace",
};

interface Query {
  /** File, function and table, as in the list above. */
  name: string;
  namesWorkspace: boolean;
}

/** Returns the text up to the bracket that closes the one at `from`. */
function enclosed(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if ("([{".includes(text[at]!)) depth++;
    if (")]}".includes(text[at]!) && --depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from);
}

/** Returns the condition of the query whose table is at `from`, in brackets. */
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

/** Returns the last declaration of a name before its use, else its first. */
function declarationOf(text: string, name: string, at: number): string {
  const all = [...text.matchAll(new RegExp(`\\b(?:const|function) ${name}\\b`, "g"))].map(
    ({ index }) => index,
  );
  const from = all.findLast((index) => index < at) ?? all[0];
  if (from === undefined) return "";
  const end = /;\n|\n}\n/.exec(text.slice(from));
  return text.slice(from, end ? from + end.index : undefined);
}

/** Returns the helpers in a condition, which may use further ones. */
const helpers = (condition: string): string[] =>
  [...condition.matchAll(/(?<=[(,]\s*)[a-z]\w*(?=\s*[(,)])/g)].map(([name]) => name);

const namesWorkspace = /\beq\(\s*(?:\w+\.)*(?:workspace|workspaces\.id),/;

function queriesIn(file: string, text: string): Query[] {
  return [...text.matchAll(/\.(from|update|delete|\$count)(?=\((?:\w+\.)*(\w+)[,)])/g)].flatMap(
    ({ 0: whole, 1: verb = "", 2: table = "", index }) => {
      if (!tables.includes(table) || unscopedTables.includes(table)) return [];
      const around = [
        ...text.slice(0, index).matchAll(/^(?:export )?(?:async )?(?:function\*?|const) (\w+)/gm),
      ].at(-1)?.[1];
      const condition = conditionOf(text, verb, index + whole.length);
      const said = helpers(condition).map((name) => declarationOf(text, name, index));
      const further = said.flatMap((helper) =>
        helpers(helper).map((name) => declarationOf(text, name, index)),
      );
      return [
        {
          name: `${file.replace("src/", "")} ${around} ${table}`,
          namesWorkspace: [condition, ...said, ...further].some((text) =>
            namesWorkspace.test(text),
          ),
        },
      ];
    },
  );
}

const queries = globSync("src/**/*.ts", { exclude: ["src/tools/**"] }).flatMap((file) =>
  queriesIn(file, readFileSync(file, "utf8")),
);

describe("queries", () => {
  it("are found by this test", () => expect(queries.length).toBeGreaterThan(150));

  it("name the workspace, unless they are listed as exceptions", () => {
    const unscoped = new Set(
      queries.filter(({ namesWorkspace }) => !namesWorkspace).map(({ name }) => name),
    );
    expect([...unscoped].toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  it.each([
    [
      "names its workspace",
      "on.db.select().from(t.requests).where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, id)))",
      true,
    ],
    [
      "names it in a helper",
      "const mine = (on) => eq(on.t.requests.workspace, whose);\nawait db.select().from(requests).limit(1).where(mine(on))",
      true,
    ],
    [
      "names it where it only counts",
      "db.$count(t.requests, eq(t.requests.workspace, workspace))",
      true,
    ],
    [
      "does not name it",
      "const row = eq(t.people.workspace, workspace);\ndb.update(t.requests).set({ title }).where(eq(t.requests.id, id))",
      false,
    ],
    [
      "only selects it",
      "db.select({ workspace: t.requests.workspace }).from(t.requests).where(eq(t.requests.id, workspace))",
      false,
    ],
    ["has no condition", "db.delete(t.requests)", false],
  ])("recognises one that %s", (_, text, expected) => {
    expect(queriesIn("src/x.ts", `${text};\n`).map(({ namesWorkspace }) => namesWorkspace)).toEqual(
      [expected],
    );
  });
});
