/** Where the app was installed by its workspaces themselves. */
import type { Columns } from "../engine/columns.ts";
import * as shapes from "../engine/value-shapes.ts";

export function installationTables(columns: Columns) {
  const { table, text, choice, instant, json } = columns;

  const installations = table("installations", {
    workspace: text().primaryKey(),
    surface: choice(["slack"], "slack").notNull(),
    /**
     * The platform's ids: of the app, of the organisation that the workspace belongs to, and of the
     * bot's own user there.
     */
    app: text(),
    organisation: text(),
    bot: text().notNull(),
    /** Sealed; destroyed when it is revoked. */
    token: text(),
    scopes: json<readonly string[]>(shapes.textListShape, []).notNull(),
    installedBy: text().notNull(),
    installedAt: instant().notNull(),
    /** Nothing is sent and no duty comes due there until it is installed again. */
    revokedAt: instant(),
  });

  /** What may be used once, and was: the states of installations that were begun. */
  const spent = table("spent", { id: text().primaryKey(), at: instant().notNull() });

  return { installations, usedOnce: spent };
}
