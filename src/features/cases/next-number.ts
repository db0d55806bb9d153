/** Numbers of requests: each is given once in its workspace. */
import { and, between, eq, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Writer } from "../../storage/store.ts";

/**
 * No workspace has so many: a number beyond was written by hand, and the next one would not fit.
 */
const mostRequests = 1_000_000_000;

/** Follows the greatest number that there is, should the workspace's own count be behind it. */
const taken = prepared("request_number", ({ db, t: { workspaces, requests } }: Writer) => {
  const { lastRequest } = workspaces;
  const given = db
    .select({ number: sql`coalesce(max(${requests.number}), 0)` })
    .from(requests)
    .where(and(eq(requests.workspace, workspaces.id), between(requests.number, 0, mostRequests)));
  return db
    .update(workspaces)
    .set({
      lastRequest: sql`1 + case when ${lastRequest} between (${given}) and ${sql.raw(String(mostRequests))} then ${lastRequest} else (${given}) end`,
    })
    .where(eq(workspaces.id, sql.placeholder("workspace")))
    .returning({ number: lastRequest });
});

/** Takes the next number of a workspace, which is on record. */
export async function nextRequestNumber(w: Writer, workspace: string): Promise<number> {
  const [row] = await taken(w, { workspace });
  return row!.number;
}
