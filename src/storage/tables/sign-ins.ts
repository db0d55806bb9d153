/** Who may see the web pages, and until when. */
import type { Columns } from "../engine/columns.ts";

export function signInTables(columns: Columns) {
  const { table, index, text, choice, instant } = columns;

  /**
   * A row begins as a link that works once, and becomes the session of whoever used it. Links and
   * sessions themselves are nowhere kept: a copy of the database opens nothing.
   */
  const signIns = table(
    "sign_ins",
    {
      /** By which it is found: of the link until it is used, of the session from then on. */
      hash: text().primaryKey(),
      workspace: text().notNull(),
      person: text().notNull(),
      kind: choice(["link", "session"], "link").notNull(),
      expiresAt: instant().notNull(),
    },
    (t) => [index("sign_ins_person").on(t.workspace, t.person)],
  );

  return { signIns };
}
