/** Tables of installations made by workspaces themselves. */
import type { Columns } from "../engine/columns.ts";
import * as shapes from "../engine/value-shapes.ts";

export function installationTables(columns: Columns) {
  const { table, text, choice, instant, json } = columns;

  const installations = table("installations", {
    workspace: text().primaryKey(),
    surface: choice(["slack"], "slack").notNull(),
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
