/** What a turn wants to know of the ledger. */
import { and, asc, desc, eq, inArray, isNotNull, notInArray, or, sql } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import type { Prose } from "../surface/prose.ts";
import type { Listed } from "./say.ts";
import type { Talk } from "./talk.ts";

/** A request that is over, as far as its requester is concerned. */
const over = ["declined", "outcome_known", "merged", "cancelled", "not_a_request"] as const;

const listing = ({ t }: Reader) => ({
  request: t.requests.id,
  number: t.requests.number,
  title: t.requests.title,
  text: t.requests.text,
  status: t.requests.status,
  since: t.requests.updatedAt,
});
const listed = ({ title, text, ...row }: { title: string | null; text: Prose } & Omit<Listed, "title">): Listed => ({
  ...row,
  title: title === null ? text : [title],
});

/** Somebody's requests that are not over, newest first. */
export async function mine(on: Reader, workspace: string, person: string): Promise<Listed[]> {
  const { db, t } = on;
  const theirs = or(eq(t.requests.requester, person), eq(t.requests.raisedBy, person));
  const rows = await db
    .select(listing(on))
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), theirs, notInArray(t.requests.status, [...over])))
    .orderBy(desc(t.requests.number))
    .limit(100);
  return rows.map(listed);
}

/** Requests whose title or own words hold these, newest first. */
export async function find(on: Reader, workspace: string, words: string): Promise<Listed[]> {
  const { db, t } = on;
  const sought = `%${words.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  const rows = await db
    .select(listing(on))
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        sql`lower(coalesce(${t.requests.title}, '') || ' ' || cast(${t.requests.text} as text)) like ${sought} escape '\\'`,
        notInArray(t.requests.status, ["not_a_request"]),
      ),
    )
    .orderBy(desc(t.requests.number))
    .limit(20);
  return rows.map(listed);
}

/** The conversation of the request that a message began, in a direct conversation. */
export async function conversationOf({ db, t }: Reader, workspace: string, message: string): Promise<{ request: string; conversation: string } | undefined> {
  const [row] = await db
    .select({ request: t.requests.id, conversation: t.requests.conversation })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.message, message)));
  return row;
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
