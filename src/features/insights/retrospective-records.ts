/**
 * Records of closed retrospectives and their actions, for a person who took part: in a chat too,
 * they are open to the people of their conversation only.
 */
import { and, asc, count, desc, eq, inArray, or } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";

/** What is kept of a retrospective. */
export interface RetrospectiveRecord {
  id: string;
  title: string;
  closedAt: Date;
  /** Business group, by its id. */
  group: string | null;
  /** Topics with most votes, first. */
  topics: string[];
  actions: number;
  done: number;
}

/** An action that a retrospective decided on. */
export interface RetrospectiveAction {
  text: string;
  owner: string | null;
  /** ISO date. */
  due: string | null;
  state: "kept" | "done";
  /** Title of its retrospective. */
  from: string;
  closedAt: Date | null;
}

/** Records and actions at most. */
const maxRows = 100;
const topicsShown = 3;

/** Lists the conversations in whose retrospectives a person took part. */
async function readHomes(on: Reader, { workspace, person }: LedgerViewer): Promise<string[]> {
  const { retrospectives, retroPeople } = on.t;
  const rows = await on.db
    .select({ home: retrospectives.home })
    .from(retrospectives)
    .leftJoin(
      retroPeople,
      and(eq(retroPeople.retrospective, retrospectives.id), eq(retroPeople.person, person)),
    )
    .where(
      and(
        eq(retrospectives.workspace, workspace),
        or(eq(retrospectives.facilitator, person), eq(retroPeople.person, person)),
      ),
    )
    .groupBy(retrospectives.home);
  return rows.map(({ home }) => home);
}

/** Reads the closed retrospectives that are open to a person, newest first, and counts the others. */
export async function readRetrospectives(
  on: Reader,
  viewer: LedgerViewer,
): Promise<{ records: RetrospectiveRecord[]; others: number }> {
  const { retrospectives, retroTopics, retroActions } = on.t;
  const homes = await readHomes(on, viewer);
  const isClosed = and(
    eq(retrospectives.workspace, viewer.workspace),
    eq(retrospectives.phase, "closed"),
  );
  const all = await on.db.$count(retrospectives, isClosed);
  if (homes.length === 0) return { records: [], others: all };
  const isOpenToViewer = and(
    eq(retrospectives.workspace, viewer.workspace),
    isClosed,
    inArray(retrospectives.home, homes),
  );
  const boards = await on.db
    .select()
    .from(retrospectives)
    .where(isOpenToViewer)
    .orderBy(desc(retrospectives.closedAt))
    .limit(maxRows);
  const ids = boards.map(({ id }) => id);
  const topics =
    ids.length === 0
      ? []
      : await on.db
          .select({ of: retroTopics.retrospective, title: retroTopics.title })
          .from(retroTopics)
          .innerJoin(retrospectives, eq(retrospectives.id, retroTopics.retrospective))
          .where(
            and(eq(retrospectives.workspace, viewer.workspace), inArray(retrospectives.id, ids)),
          )
          .orderBy(desc(retroTopics.votes), asc(retroTopics.number));
  const actions =
    ids.length === 0
      ? []
      : await on.db
          .select({ of: retroActions.retrospective, state: retroActions.state, count: count() })
          .from(retroActions)
          .where(
            and(
              eq(retroActions.workspace, viewer.workspace),
              inArray(retroActions.retrospective, ids),
              inArray(retroActions.state, ["kept", "done"]),
            ),
          )
          .groupBy(retroActions.retrospective, retroActions.state);
  return {
    records: boards.map(({ id, title, closedAt, startedAt, group }) => {
      const own = actions.filter((each) => each.of === id);
      return {
        ...{ id, title, closedAt: closedAt ?? startedAt, group },
        topics: topics
          .flatMap((each) => (each.of === id && each.title ? [each.title] : []))
          .slice(0, topicsShown),
        actions: own.reduce((sum, each) => sum + each.count, 0),
        done: own.find(({ state }) => state === "done")?.count ?? 0,
      };
    }),
    others: all - (await on.db.$count(retrospectives, isOpenToViewer)),
  };
}

/** Reads the actions of the retrospectives that are open to a person: open ones first, by due date. */
export async function readRetrospectiveActions(
  on: Reader,
  viewer: LedgerViewer,
): Promise<RetrospectiveAction[]> {
  const { retrospectives, retroActions } = on.t;
  const homes = await readHomes(on, viewer);
  if (homes.length === 0) return [];
  const rows = await on.db
    .select({
      text: retroActions.text,
      owner: retroActions.owner,
      due: retroActions.due,
      state: retroActions.state,
      from: retrospectives.title,
      closedAt: retrospectives.closedAt,
    })
    .from(retroActions)
    .innerJoin(retrospectives, eq(retrospectives.id, retroActions.retrospective))
    .where(
      and(
        eq(retroActions.workspace, viewer.workspace),
        eq(retrospectives.phase, "closed"),
        inArray(retroActions.home, homes),
        inArray(retroActions.state, ["kept", "done"]),
      ),
    )
    .orderBy(desc(retroActions.state), asc(retroActions.due), desc(retrospectives.closedAt))
    .limit(maxRows);
  return rows.map(({ state, ...row }) => ({ ...row, state: state as "kept" | "done" }));
}
