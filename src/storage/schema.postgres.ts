/** The tables as drizzle-kit wants them, each exported by its name (one left out has no migration): for generating migrations only. */
import { dialects } from "./columns.ts";
import { defineTables } from "./schema.ts";

const tables = defineTables(dialects.postgres());
export const { workspaces, people, places, groups, members, streams, changes } = tables;
export const { conversations, arrivals, outbox, duties, replicas, setAside } = tables;
export const { requests, answers, steps, trades, needs, introductions } = tables;
export const { enrolments, checks, chains, daysOff, pictures } = tables;
export const { retrospectives, retroPeople, retroNotes, retroTopics, retroVotes, retroActions, retroSeries } = tables;
export const { installations, spent, signIns } = tables;
