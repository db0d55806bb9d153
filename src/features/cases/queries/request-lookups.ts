/** Look-ups of requests and interviews that a turn needs. */
import { toPlainText } from "../../../platform/rich-text.ts";
import { and, asc, desc, eq, inArray, isNotNull, or, sql } from "../../../storage/drizzle.ts";
import { prepared, preparedList } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import {
  type Interview,
  type InterviewConversation,
  parseStoredInterview,
} from "../../interview/model/interview-state.ts";
import type { RequestPeople } from "../lifecycle/permissions.ts";

/**
 * Returns the conversation of the request that a direct message started. Message ids are unique
 * within one place only.
 */
export async function findRequestConversation(
  { db, t }: Reader,
  workspace: string,
  direct: string,
  message: string,
): Promise<{ request: string; conversation: string } | undefined> {
  const rows = await db
    .select({ request: t.requests.id, conversation: t.requests.conversation })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.message, message)));
  return rows.find(
    ({ conversation }) => conversation === direct || conversation.startsWith(`${direct}/`),
  );
}

const newestRequester = prepared("requester_in", ({ db, t }: Reader) =>
  db
    .select({ requester: t.requests.requester })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, sql.placeholder("workspace")),
        eq(t.requests.conversation, sql.placeholder("conversation")),
      ),
    )
    .orderBy(desc(t.requests.number))
    .limit(1),
);

/** Finds the requester of the newest request of a conversation. */
export async function findConversationRequester(
  on: Reader,
  workspace: string,
  conversation: string,
): Promise<string | undefined> {
  const [row] = await newestRequester(on, { workspace, conversation });
  return row?.requester;
}

/**
 * Returns filed interviews of this conversation: that of a request, or those that a message started
 * or answered.
 */
export async function listFiledInterviews(
  { db, t }: Reader,
  workspace: string,
  conversation: string,
  about: { request: string } | { message: string },
): Promise<Interview[]> {
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
    .select({ interview: t.requests.interview })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        eq(t.requests.conversation, conversation),
        isNotNull(t.requests.interview),
        sought,
      ),
    )
    .orderBy(asc(t.requests.number));
  return rows.flatMap(({ interview }) => parseStoredInterview(interview) ?? []);
}

const peopleOf = preparedList("request_people", ({ db, t: { requests } }: Reader, ids) =>
  db
    .select({
      id: requests.id,
      requester: requests.requester,
      raisedBy: requests.raisedBy,
      isPrivate: requests.isPrivate,
    })
    .from(requests)
    .where(and(eq(requests.workspace, sql.placeholder("workspace")), inArray(requests.id, ids))),
);

/** Reads the people of a conversation's requests. */
export async function readRequestPeople(
  on: Reader,
  workspace: string,
  { interviews, open = [] }: InterviewConversation,
): Promise<ReadonlyMap<string, RequestPeople>> {
  const ids = [...interviews, ...open].map(({ request }) => request);
  const rows = await peopleOf(on, ids, { workspace });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        requester: { id: row.requester },
        raisedBy: { id: row.raisedBy },
        isPrivate: row.isPrivate,
      },
    ]),
  );
}

const questionsOf = preparedList("question_words", ({ db, t }: Reader, entries) =>
  db
    .select({
      id: t.historyEntries.id,
      why: t.historyEntries.why,
      details: t.historyEntries.details,
    })
    .from(t.historyEntries)
    .where(
      and(
        eq(t.historyEntries.workspace, sql.placeholder("workspace")),
        inArray(t.historyEntries.id, entries),
      ),
    ),
);

/** Returns the team's texts of questions and offers, by the history entry's id. */
export async function readQuestionWords(
  on: Reader,
  workspace: string,
  entries: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await questionsOf(on, entries, { workspace });
  return new Map(
    rows.flatMap(({ id, why, details }) => {
      const said = details?.alternative ?? why;
      return said ? [[id, toPlainText(said)]] : [];
    }),
  );
}
