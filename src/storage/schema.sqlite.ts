/**
 * The tables as drizzle-kit wants them, each exported by its name (one left out has no migration):
 * for generating migrations only.
 */
import { columnDialects } from "./engine/columns.ts";
import { defineTables } from "./schema.ts";

const tables = defineTables(columnDialects.sqlite());
export const { workspaces, people, addresses, groups, members, valueStreams, auditEntries } =
  tables;
export const { conversations, inbox, outbox, jobs, replicas, setAside } = tables;
export const { requests, answers, historyEntries, tradeOffs, needEmbeddings, introductions } =
  tables;
export const { enrolments, checks, chains, daysOff, pictures } = tables;
export const {
  retrospectives,
  retroPeople,
  retroNotes,
  retroTopics,
  retroVotes,
  retroActions,
  retroSeries,
} = tables;
export const { installations, usedOnce, signIns } = tables;
