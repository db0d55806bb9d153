/** Table of sign-ins to the web pages. */
import type { Columns } from "../engine/columns.ts";

export function signInTables(columns: Columns) {
  const { table, index, text, choice, instant } = columns;

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
      expiresAt: instant().notNull(),
    },
    (t) => [index("sign_ins_person").on(t.workspace, t.person)],
  );

  return { signIns };
}
