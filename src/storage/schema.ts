/**
 * Engine tables, defined once for both dialects, and the type of all tables. A feature defines its
 * tables in its own `tables.ts` and adds them to `Tables` by module augmentation;
 * `src/app/registry.ts` composes them. Everything but `replicas` and `usedOnce` belongs to a
 * workspace. Ids are texts generated in code.
 */

import { unreadableConversation } from "../platform/conversation-ref.ts";
import type { Columns } from "./engine/columns.ts";
import * as shapes from "./engine/value-shapes.ts";
import { queueTables } from "./queue/tables.ts";

function directoryTables(columns: Columns) {
  const { table, primaryKey, text, notation, count, flag, instant, json } = columns;

  /** A Slack workspace, a Teams tenant or `local`. */
  const workspaces = table("workspaces", {
    id: text().primaryKey(),
    /** Number of the newest request. */
    lastRequest: count().notNull().default(0),
    settings: json(shapes.jsonObjectShape, {}).notNull().default({}),
    createdAt: instant().notNull(),
    /** Last completed run of the retention job. */
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
      /** BCP 47 tag from the platform (`de-AT`). */
      locale: text(),
      /** Language that the person chose, which takes precedence. */
      language: text(),
      welcomedAt: instant(),
      /** Whether the person may change the workspace's settings. */
      admin: flag().notNull().default(false),
      /** Whether the platform last reported the person as a guest. */
      guest: flag().notNull().default(false),
      /** Time of the last private hint on the words "internal customer". */
      nudgedAt: instant(),
      /** Whether they turned these hints off. */
      unnudged: flag().notNull().default(false),
      /** Whether they turned off messages about briefs, as an advocate. */
      unbriefed: flag().notNull().default(false),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.id] })],
  );

  /** Addresses of places without threads, by `conversationKey`. */
  const addresses = table(
    "places",
    {
      workspace: text().notNull(),
      key: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      /** Address of the place, opaque to all but its platform. */
      address: json(shapes.anyJsonShape),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

  return { workspaces, people, addresses };
}

function installationTables(columns: Columns) {
  const { table, text, choice, instant, json } = columns;

  const installations = table("installations", {
    workspace: text().primaryKey(),
    platform: choice(["slack"], "slack", "surface").notNull(),
    /** Platform ids of the app, of the workspace's organisation and of the bot's user. */
    app: text(),
    organisation: text(),
    bot: text().notNull(),
    /** Encrypted; deleted when it is revoked. */
    token: text(),
    scopes: json<readonly string[]>(shapes.textListShape, []).notNull(),
    installedBy: text().notNull(),
    installedAt: instant().notNull(),
    /** While set, nothing is sent and no job runs until the app is installed again. */
    revokedAt: instant(),
  });

  /** Used one-time values: OAuth states of installations. */
  const spent = table("spent", { id: text().primaryKey(), at: instant().notNull() });

  return { installations, usedOnce: spent };
}

function signInTables(columns: Columns) {
  const { table, index, text, choice, flag, instant } = columns;

  /**
   * Links that work once and become sessions. Only hashes are stored, so that a copy of the
   * database contains no usable link or session.
   */
  const signIns = table(
    "sign_ins",
    {
      /** Hash of the link, then of the session. */
      hash: text().primaryKey(),
      workspace: text().notNull(),
      person: text().notNull(),
      kind: choice(["link", "session"], "link").notNull(),
      /** Whether the person was a guest, or was not known to be none, when they asked for it. */
      isGuest: flag("guest").notNull().default(true),
      expiresAt: instant().notNull(),
    },
    (t) => [index("sign_ins_person").on(t.workspace, t.person)],
  );

  return { signIns };
}

/** Defines the engine's tables for one database engine. */
export const defineEngineTables = (columns: Columns) => ({
  ...directoryTables(columns),
  ...queueTables(columns),
  ...installationTables(columns),
  ...signInTables(columns),
});

type EngineTables = ReturnType<typeof defineEngineTables>;

/** All tables, by the names that the code gives them. */
export interface Tables extends EngineTables {}

/** Defines all tables in the dialect of `columns`. */
export type DefineTables = (columns: Columns) => Tables;
