/** Tables of business groups, value streams, days off and the audit log. */
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";

/** Replaces a date that cannot be read; it sorts after all others. */
const unreadableDate = "9999-12-31";

export function workspaceTables(columns: Columns) {
  const { table, index, uniqueIndex, primaryKey, text, notation, instant, json } = columns;

  /** Business groups. */
  const groups = table(
    "groups",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      name: text().notNull(),
      advocate: text(),
      strategy: json(shapes.richTextShape),
      /** Source of the members: a stored list, or a Slack user group or Teams team by its id. */
      source: json(shapes.groupSourceShape, { kind: "list" }).notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex("groups_name").on(t.workspace, t.name)],
  );

  const members = table(
    "members",
    {
      workspace: text().notNull(),
      group: text()
        .notNull()
        .references(() => groups.id, { onDelete: "cascade" }),
      person: text().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.workspace, t.group, t.person] }),
      index("members_person").on(t.workspace, t.person),
    ],
  );

  /** Value streams. */
  const valueStreams = table(
    "streams",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      name: text().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex("streams_name").on(t.workspace, t.name)],
  );

  /** Audit log: changes of settings and groups, and other actions that need a right. */
  const auditEntries = table(
    "changes",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      what: text().notNull(),
      before: json(shapes.anyJsonShape),
      after: json(shapes.anyJsonShape),
      by: text().notNull(),
      at: instant().notNull(),
      why: json(shapes.richTextShape),
    },
    (t) => [index("changes_at").on(t.workspace, t.at)],
  );

  /** The organisation's days off besides the public holidays. */
  const daysOff = table(
    "days_off",
    {
      workspace: text().notNull(),
      /** Empty is everywhere. */
      region: text().notNull().default(""),
      date: notation(shapes.isoDateShape, unreadableDate).notNull(),
      name: text().notNull(),
      by: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.date, t.region] })],
  );

  return { groups, members, daysOff, valueStreams, auditEntries };
}

type WorkspaceTables = ReturnType<typeof workspaceTables>;

declare module "../../storage/schema.ts" {
  interface Tables extends WorkspaceTables {}
}
