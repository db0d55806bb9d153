/** A request that is kept private: its requester's own choice, which moves nothing. */
import { and, eq, or } from "../../storage/drizzle.ts";
import type { Writer } from "../../storage/store.ts";

/**
 * Keeps a request private for whoever asked for it or raised it, or shows it to everybody again.
 * Undefined where it is neither's.
 */
export async function setRequestHidden(
  { db, t }: Writer,
  workspace: string,
  request: string,
  person: string,
  secluded: boolean,
): Promise<{ number: number } | undefined> {
  const { id, requester, raisedBy } = t.requests;
  const theirs = and(
    eq(t.requests.workspace, workspace),
    eq(id, request),
    or(eq(requester, person), eq(raisedBy, person)),
  );
  const [row] = await db
    .select({ number: t.requests.number, talk: t.requests.talk })
    .from(t.requests)
    .where(theirs);
  if (!row) return undefined;
  const talk = row.talk && { ...(row.talk as object), secluded };
  await db.update(t.requests).set({ secluded, talk }).where(theirs);
  return { number: row.number };
}
