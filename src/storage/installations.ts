/**
 * Installations by workspace, with encrypted tokens; `src/app/slack-installations.ts` decrypts
 * them.
 */
import { type AnyColumn, and, eq, isNotNull, lt, notExists, type SQL, sql } from "./drizzle.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";

/** A stored installation of the Slack app. */
export type InstallationRow = Tables["installations"]["$inferSelect"];

/** Returns the purpose (see `src/lib/secrets.ts`) of a workspace's token. */
export const slackTokenPurpose = (workspace: string) => ({ workspace, purpose: "slack token" });

const byWorkspace = prepared("installation", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.installations)
    .where(eq(t.installations.workspace, sql.placeholder("workspace"))),
);

/** Reads the installation in a workspace, with its tokens still encrypted. */
export async function readInstallation(
  on: Reader,
  workspace: string,
): Promise<InstallationRow | undefined> {
  const [row] = await byWorkspace(on, { workspace });
  return row;
}

/** Lists the installations in the workspaces of an organisation, by the platform's id. */
export const listInstallationsOf = ({ db, t }: Reader, organisation: string) =>
  db.select().from(t.installations).where(eq(t.installations.organisation, organisation));

/** Saves an installation, replacing the previous one. */
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

/** Destroys the token and ends all web sessions of the workspace. */
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

/** Replaces an encrypted token if it is still the old one. */
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

/** Lists all tokens, for re-encryption with another key. */
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

/** Condition that the app is installed in a row's workspace. */
export const isAppInstalled = ({ db, t: { installations } }: Reader, workspace: AnyColumn): SQL =>
  notExists(
    db
      .select({ workspace: installations.workspace })
      .from(installations)
      .where(and(eq(installations.workspace, workspace), isNotNull(installations.revokedAt))),
  );

/** Time (ms) for which used one-time values are stored, longer than they are valid. */
const usedMaxAgeMs = 60 * 60 * 1_000;

/** Marks a one-time value as used. Returns false when any replica did that before. */
export async function markUsedOnce({ db, t }: Writer, id: string, at: Date): Promise<boolean> {
  await db.delete(t.usedOnce).where(lt(t.usedOnce.at, new Date(at.getTime() - usedMaxAgeMs)));
  const rows = await db
    .insert(t.usedOnce)
    .values({ id, at })
    .onConflictDoNothing()
    .returning({ id: t.usedOnce.id });
  return rows.length > 0;
}
