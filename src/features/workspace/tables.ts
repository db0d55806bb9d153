/** Business groups, value streams, days off, and the record of changes to a workspace's settings. */
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";

/** Stands for a date that cannot be read: it sorts behind all others. */
const unreadableDate = "9999-12-31";

export function workspaceTables(columns: Columns) {
  const { table, index, uniqueIndex, primaryKey, text, notation, instant, json } = columns;

  /** Business groups: who belongs together, who speaks for them, and what they are after. */
  const groups = table(
    "groups",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      name: text().notNull(),
      advocate: text(),
      strategy: json(shapes.richTextShape),
      /**
       * Where its members come from: a Slack user group's id or a Teams team's, else a list kept
       * here.
       */
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

  /** Value streams, by the name that people gave them. */
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

  /** Every change of how a workspace works: what it was, what it is, who changed it, and why. */
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

  /** Days on which an organisation does not work, besides the public holidays. */
  const daysOff = table(
    "days_off",
    {
      workspace: text().notNull(),
      /** Empty: everywhere. */
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
