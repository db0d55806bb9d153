/** Who speaks, and where. */
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { Columns } from "../engine/columns.ts";
import * as shapes from "../engine/value-shapes.ts";

export function directoryTables(columns: Columns) {
  const { table, index, uniqueIndex, primaryKey, text, notation, count, flag, instant, json } =
    columns;

  /** A Slack workspace, a Teams tenant or `local`. */
  const workspaces = table("workspaces", {
    id: text().primaryKey(),
    /** The newest request's number. */
    lastRequest: count().notNull().default(0),
    settings: json(shapes.jsonObjectShape, {}).notNull().default({}),
    createdAt: instant().notNull(),
    /** When all that had had its day there was last taken away. */
    sweptAt: instant(),
  });

  const people = table(
    "people",
    {
      workspace: text().notNull(),
      id: text().notNull(),
      name: text(),
      /** IANA (`Europe/Paris`). */
      zone: notation(shapes.timeZoneShape),
      /** BCP 47, as their platform tells it (`de-AT`). */
      locale: text(),
      /** The language that they chose here, which goes before that. */
      language: text(),
      welcomedAt: instant(),
      /** May change how the workspace works. */
      admin: flag().notNull().default(false),
      /** True for a guest of the workspace, as the platform told last. */
      guest: flag().notNull().default(false),
      /** When they were last told, in private, of the words "internal customer". */
      nudgedAt: instant(),
      /** They asked not to be told of that again. */
      unnudged: flag().notNull().default(false),
      /** As the advocate of a group they would rather not hear of each brief. */
      unbriefed: flag().notNull().default(false),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.id] })],
  );

  /** Places without their thread, by `placeKey`. */
  const places = table(
    "places",
    {
      workspace: text().notNull(),
      key: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      /** How the surface reaches the place; the surface's own affair. */
      address: json(shapes.anyJsonShape),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

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
  const streams = table(
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
  const changes = table(
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

  return {
    workspaces,
    people,
    addresses: places,
    groups,
    members,
    valueStreams: streams,
    auditEntries: changes,
  };
}
