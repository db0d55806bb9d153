/**
 * Installations by their workspace. Tokens come and go sealed: who opens them is
 * `src/app/slack-installations.ts`.
 */
import { type AnyColumn, and, eq, isNotNull, lt, notExists, type SQL, sql } from "./drizzle.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";

export type InstallationRow = Tables["installations"]["$inferSelect"];

/** What a token is sealed for (`Purpose` of `src/lib/crypto/secrets.ts`). */
export const slackTokenPurpose = (workspace: string) => ({ workspace, purpose: "slack token" });

const byWorkspace = prepared("installation", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.installations)
    .where(eq(t.installations.workspace, sql.placeholder("workspace"))),
);

export async function readInstallation(
  on: Reader,
  workspace: string,
): Promise<InstallationRow | undefined> {
  const [row] = await byWorkspace(on, { workspace });
  return row;
}

/** Keeps an installation in place of the one before it. */
export async function saveInstallation(
  { db, t }: Writer,
  workspace: string,
  row: Omit<InstallationRow, "workspace" | "revokedAt">,
): Promise<void> {
  const set = { ...row, revokedAt: null };
  await db
    .insert(t.installations)
    .values({ workspace, ...set })
    .onConflictDoUpdate({ target: t.installations.workspace, set });
}

/** Destroys the token, and signs everybody of the workspace out of the web pages. */
export async function revokeInstallation(
  { db, t }: Writer,
  workspace: string,
  at: Date,
): Promise<void> {
  await db
    .update(t.installations)
    .set({ token: null, revokedAt: at })
    .where(eq(t.installations.workspace, workspace));
  await db.delete(t.signIns).where(eq(t.signIns.workspace, workspace));
}

/** Puts a token that was sealed anew in the place of the old one, if that is still there. */
export async function replaceSealedToken(
  { db, t }: Writer,
  workspace: string,
  old: string,
  token: string,
): Promise<boolean> {
  const rows = await db
    .update(t.installations)
    .set({ token })
    .where(and(eq(t.installations.workspace, workspace), eq(t.installations.token, old)))
    .returning({ workspace: t.installations.workspace });
  return rows.length > 0;
}

/** Every token there is, for sealing them anew. */
export async function listSealedTokens({
  db,
  t,
}: Reader): Promise<{ workspace: string; token: string }[]> {
  const rows = await db
    .select({ workspace: t.installations.workspace, token: t.installations.token })
    .from(t.installations)
    .where(isNotNull(t.installations.token));
  return rows.flatMap(({ workspace, token }) => (token === null ? [] : [{ workspace, token }]));
}

/** Whether a row's workspace can be spoken to: the app was not removed from it. */
export const isAppInstalled = ({ db, t: { installations } }: Reader, workspace: AnyColumn): SQL =>
  notExists(
    db
      .select({ workspace: installations.workspace })
      .from(installations)
      .where(and(eq(installations.workspace, workspace), isNotNull(installations.revokedAt))),
  );

/**
 * How long something that may be used once is remembered, in milliseconds: longer than it is good
 * for.
 */
const remembered = 60 * 60 * 1_000;

/** Uses something up; false where that was done before, on whichever replica. */
export async function markUsedOnce({ db, t }: Writer, id: string, at: Date): Promise<boolean> {
  await db.delete(t.usedOnce).where(lt(t.usedOnce.at, new Date(at.getTime() - remembered)));
  const rows = await db
    .insert(t.usedOnce)
    .values({ id, at })
    .onConflictDoNothing()
    .returning({ id: t.usedOnce.id });
  return rows.length > 0;
}
