/** What a turn wants to know of the ledger. */
import { and, asc, desc, eq, inArray, isNotNull, or, sql } from "../storage/drizzle.ts";
import { prepared } from "../storage/prepared.ts";
import type { Reader } from "../storage/store.ts";
import type { Talk } from "./talk.ts";

/** The conversation of the request that a message began, in a direct conversation. */
export async function conversationOf({ db, t }: Reader, workspace: string, message: string): Promise<{ request: string; conversation: string } | undefined> {
  const [row] = await db
    .select({ request: t.requests.id, conversation: t.requests.conversation })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.message, message)));
  return row;
}

const newestRequester = prepared("requester_in", ({ db, t }: Reader) =>
  db
    .select({ requester: t.requests.requester })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, sql.placeholder("workspace")), eq(t.requests.conversation, sql.placeholder("conversation"))))
    .orderBy(desc(t.requests.number))
    .limit(1),
);

/** Whoever asked for the newest request of a conversation. */
export async function requesterIn(on: Reader, workspace: string, conversation: string): Promise<string | undefined> {
  const [row] = await newestRequester(on, { workspace, conversation });
  return row?.requester;
}

/** Talks of this conversation that are filed: the one about a request, or those that a message began or answered. */
export async function filed({ db, t }: Reader, workspace: string, conversation: string, about: { request: string } | { message: string }): Promise<Talk[]> {
  const sought =
    "request" in about
      ? eq(t.requests.id, about.request)
      : or(
          eq(t.requests.message, about.message),
          inArray(
            t.requests.id,
            db
              .select({ id: t.answers.request })
              .from(t.answers)
              .where(and(eq(t.answers.workspace, workspace), eq(t.answers.message, about.message))),
          ),
        );
  const rows = await db
    .select({ talk: t.requests.talk })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.conversation, conversation), isNotNull(t.requests.talk), sought))
    .orderBy(asc(t.requests.number));
  return rows.map(({ talk }) => talk as Talk);
}
