/**
 * Links that sign somebody in, and the sessions that they become. What is passed in are hashes: see
 * `src/features/insights/sign-in-links.ts`.
 */
import { and, eq, gt, lt, or } from "./drizzle.ts";
import { isAppInstalled } from "./installations.ts";
import type { Reader, Writer } from "./store.ts";

/** Somebody of a workspace: every page says both with whatever it reads. */
export interface Visitor {
  workspace: string;
  person: string;
}

type Kind = "link" | "session";

const live = ({ t: { signIns } }: Reader, kind: Kind, hash: string, at: Date) =>
  and(eq(signIns.hash, hash), eq(signIns.kind, kind), gt(signIns.expiresAt, at));

/** Keeps a link in place of the person's older ones; what has expired in the workspace goes too. */
export async function saveSignInLink(
  { db, t }: Writer,
  { workspace, person }: Visitor,
  hash: string,
  at: Date,
  expiresAt: Date,
): Promise<void> {
  const older = and(eq(t.signIns.person, person), eq(t.signIns.kind, "link"));
  await db
    .delete(t.signIns)
    .where(and(eq(t.signIns.workspace, workspace), or(older, lt(t.signIns.expiresAt, at))));
  await db.insert(t.signIns).values({ hash, workspace, person, kind: "link", expiresAt });
}

/** Whose it is, while it is good and the app was not removed from their workspace. */
export async function readVisitor(
  on: Reader,
  kind: Kind,
  hash: string,
  at: Date,
): Promise<Visitor | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select({ workspace: t.signIns.workspace, person: t.signIns.person })
    .from(t.signIns)
    .where(and(live(on, kind, hash, at), isAppInstalled(on, t.signIns.workspace)));
  return row;
}

/** Turns a link into a session, once: of two who use it at the same time one gets nothing. */
export async function beginWebSession(
  w: Writer,
  link: string,
  session: string,
  at: Date,
  expiresAt: Date,
): Promise<Visitor | undefined> {
  const { db, t } = w;
  const [row] = await db
    .update(t.signIns)
    .set({ hash: session, kind: "session", expiresAt })
    .where(and(live(w, "link", link, at), isAppInstalled(w, t.signIns.workspace)))
    .returning({ workspace: t.signIns.workspace, person: t.signIns.person });
  return row;
}

export async function endWebSession({ db, t }: Writer, hash: string): Promise<void> {
  await db.delete(t.signIns).where(eq(t.signIns.hash, hash));
}
