/**
 * Sign-in links and the web sessions that they become, stored by hash.
 * `src/web/sign-in-links.ts` makes the hashes.
 */
import { and, eq, gt, lt, or } from "./drizzle.ts";
import { isAppInstalled } from "./installations.ts";
import type { Reader, Writer } from "./store.ts";

/** A signed-in person. Every page passes both ids to its queries. */
export interface Visitor {
  workspace: string;
  person: string;
  /** Guests see only their own requests. */
  isGuest: boolean;
}

type Kind = "link" | "session";

const isValid = ({ t: { signIns } }: Reader, kind: Kind, hash: string, at: Date) =>
  and(eq(signIns.hash, hash), eq(signIns.kind, kind), gt(signIns.expiresAt, at));

const visitorColumns = ({ t: { signIns } }: Reader) => ({
  workspace: signIns.workspace,
  person: signIns.person,
  isGuest: signIns.isGuest,
});

/** Saves a link. Deletes the person's older links, and what has expired in the workspace. */
export async function saveSignInLink(
  { db, t }: Writer,
  { workspace, person, isGuest }: Visitor,
  hash: string,
  at: Date,
  expiresAt: Date,
): Promise<void> {
  const older = and(eq(t.signIns.person, person), eq(t.signIns.kind, "link"));
  await db
    .delete(t.signIns)
    .where(and(eq(t.signIns.workspace, workspace), or(older, lt(t.signIns.expiresAt, at))));
  await db.insert(t.signIns).values({ hash, workspace, person, kind: "link", isGuest, expiresAt });
}

/** Returns the person of a link or session, while it is valid and the app is installed. */
export async function readVisitor(
  on: Reader,
  kind: Kind,
  hash: string,
  at: Date,
): Promise<Visitor | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select(visitorColumns(on))
    .from(t.signIns)
    .where(and(isValid(on, kind, hash, at), isAppInstalled(on, t.signIns.workspace)));
  return row;
}

/** Turns a link into a session. Of two concurrent uses one returns undefined. */
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
    .where(and(isValid(w, "link", link, at), isAppInstalled(w, t.signIns.workspace)))
    .returning(visitorColumns(w));
  return row;
}

/** Deletes a web session by its hash. */
export async function endWebSession({ db, t }: Writer, hash: string): Promise<void> {
  await db.delete(t.signIns).where(eq(t.signIns.hash, hash));
}
