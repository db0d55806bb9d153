/** Rows that an interview's turn writes: requests, answers and history. */

import type { RequestReading } from "../../../nlu/judge.ts";
import type { ConversationRef, Person } from "../../../platform/conversation-ref.ts";
import { and, between, eq, isNull, or, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Writer } from "../../../storage/store.ts";
import type { Interview, InterviewStatus } from "../../interview/model/interview-state.ts";
import type { InterviewAnswer, InterviewQuestion } from "../../interview/model/questions.ts";
import { readGroupOfPerson } from "../../workspace/groups.ts";
import { storeAboutProposal } from "../brief/about.ts";
import { withoutUnconfirmedWording } from "../brief/brief.ts";
import { requestTitle } from "../brief/request-title.ts";

/** Place and time of a turn. */
export interface RequestWriteContext {
  workspace: string;
  conversation: string;
  place: ConversationRef;
  at: Date;
  newId(): string;
}

const p = sql.placeholder;

/** Limit of request numbers; a higher one was entered by hand, and its successor would not fit. */
const maxRequestNumber = 1_000_000_000;

/** Continues after the greatest number, even if the workspace's counter is behind. */
const takeNumber = prepared("request_number", ({ db, t: { workspaces, requests } }: Writer) => {
  const { lastRequest } = workspaces;
  const given = db
    .select({ number: sql`coalesce(max(${requests.number}), 0)` })
    .from(requests)
    .where(
      and(eq(requests.workspace, workspaces.id), between(requests.number, 0, maxRequestNumber)),
    );
  return db
    .update(workspaces)
    .set({
      lastRequest: sql`1 + case when ${lastRequest} between (${given}) and ${sql.raw(String(maxRequestNumber))} then ${lastRequest} else (${given}) end`,
    })
    .where(eq(workspaces.id, sql.placeholder("workspace")))
    .returning({ number: lastRequest });
});

/** Takes the next number of a workspace that exists. */
async function nextRequestNumber(w: Writer, workspace: string): Promise<number> {
  const [row] = await takeNumber(w, { workspace });
  return row!.number;
}

const insertRequest = prepared("request_insert", ({ db, t }: Writer) =>
  db
    .insert(t.requests)
    .values({
      id: p("id"),
      workspace: p("workspace"),
      number: p("number"),
      conversation: p("conversation"),
      place: p("place"),
      requester: p("requester"),
      raisedBy: p("raisedBy"),
      kind: p("kind"),
      status: p("status"),
      text: p("text"),
      title: p("title"),
      priority: p("priority"),
      provider: p("provider"),
      reading: p("reading"),
      message: p("message"),
      group: p("group"),
      outside: p("outside") as never,
      isPrivate: p("isPrivate") as never,
      security: p("security") as never,
      createdAt: p("at"),
      updatedAt: p("at"),
    })
    .returning({ number: t.requests.number }),
);

/** Creates a request with its number. */
export async function createRequest(
  w: Writer,
  { interview, reading }: { interview: Interview; reading: RequestReading },
  { workspace, conversation, place, at }: RequestWriteContext,
): Promise<number> {
  const number = await nextRequestNumber(w, workspace);
  await insertRequest(w, {
    id: interview.request,
    workspace,
    number,
    conversation,
    place,
    requester: interview.requester.id,
    raisedBy: (interview.raisedBy ?? interview.requester).id,
    kind: interview.kind ?? null,
    status: "waiting",
    text: interview.text,
    title: requestTitle(withoutUnconfirmedWording(interview)) ?? null,
    priority: interview.claimed,
    provider: reading.providerLanguage.label,
    reading,
    message: interview.message ?? null,
    outside: interview.outside ?? false,
    isPrivate: interview.isPrivate ?? interview.security ?? false,
    security: interview.security ?? false,
    group: (await readGroupOfPerson(w, workspace, interview.requester.id)) ?? null,
    at,
  });
  return number;
}

const setSummary = prepared("request_summary", ({ db, t }: Writer) =>
  db
    .update(t.requests)
    .set({
      kind: p("kind") as never,
      wish: p("wish") as never,
      title: p("title") as never,
      updatedAt: p("at") as never,
    })
    .where(and(eq(t.requests.workspace, p("workspace")), eq(t.requests.id, p("request")))),
);

/**
 * Updates a request's summary from its interview.
 * @param wasFiled - Whether the team had it before this turn.
 */
export async function updateRequestSummary(
  w: Writer,
  interview: Interview,
  { workspace, at, wasFiled }: RequestWriteContext & { wasFiled: boolean },
): Promise<void> {
  const summary = {
    workspace,
    request: interview.request,
    wish: interview.wish ?? null,
    title: requestTitle(withoutUnconfirmedWording(interview)) ?? null,
    at,
  };
  if (wasFiled && interview.kind !== "factory_issue") await setSummaryOfFiled(w, summary);
  else await setSummary(w, { ...summary, kind: interview.kind ?? null });
}

/** Stores a request's text after words were added to it. */
export const setRequestText = prepared("request_text", ({ db, t }: Writer) =>
  db
    .update(t.requests)
    .set({ text: p("text") as never, updatedAt: p("at") as never })
    .where(and(eq(t.requests.workspace, p("workspace")), eq(t.requests.id, p("request")))),
);

/** The team may have marked it as broken, which fixes its kind. */
const setSummaryOfFiled = prepared("request_summary_filed", ({ db, t }: Writer) =>
  db
    .update(t.requests)
    .set({ wish: p("wish") as never, title: p("title") as never, updatedAt: p("at") as never })
    .where(and(eq(t.requests.workspace, p("workspace")), eq(t.requests.id, p("request")))),
);

const setStatus = prepared("request_status", ({ db, t }: Writer) =>
  db
    .update(t.requests)
    .set({ status: p("status") as never, updatedAt: p("at") as never })
    .where(and(eq(t.requests.workspace, p("workspace")), eq(t.requests.id, p("request")))),
);

const setFiledInterview = prepared("request_interview", ({ db, t }: Writer) =>
  db
    .update(t.requests)
    .set({ interview: p("interview") as never })
    .where(and(eq(t.requests.workspace, p("workspace")), eq(t.requests.id, p("request")))),
);

/** Files a finished interview with its request, or removes it from there. */
export async function fileInterview(
  w: Writer,
  request: string,
  interview: Interview | null,
  { workspace }: RequestWriteContext,
): Promise<void> {
  await setFiledInterview(w, { workspace, request, interview });
  if (interview) await storeAboutProposal(w, workspace, interview);
}

const setLogged = prepared("request_logged", ({ db, t }: Writer) =>
  db
    .update(t.requests)
    .set({ loggedAt: p("at") as never })
    .where(and(eq(t.requests.workspace, p("workspace")), eq(t.requests.id, p("request")))),
);

const insertStep = prepared("step_insert", ({ db, t }: Writer) =>
  db.insert(t.historyEntries).values({
    id: p("id"),
    workspace: p("workspace"),
    request: p("request"),
    status: p("status"),
    by: p("by"),
    at: p("at"),
    why: p("why"),
  }),
);

/** Changes a request's status, and records who did it and when. */
export async function recordStatusChange(
  w: Writer,
  {
    request,
    status,
    by,
    why,
  }: { request: string; status: InterviewStatus; by?: Person; why?: string },
  { workspace, at, newId }: RequestWriteContext,
): Promise<void> {
  await setStatus(w, { workspace, request, status, at });
  await insertStep(w, {
    id: newId(),
    workspace,
    request,
    status,
    by: by?.id ?? "entwine",
    at,
    why: why ? [why] : null,
  });
  if (status === "new" || status === "handed_over") await setLogged(w, { workspace, request, at });
}

const insertAnswer = prepared("answer_insert", ({ db, t }: Writer) =>
  db.insert(t.answers).values({
    id: p("id"),
    workspace: p("workspace"),
    request: p("request"),
    question: p("question"),
    text: p("text"),
    by: p("by"),
    at: p("at"),
    message: p("message"),
    label: p("label"),
    confidence: p("confidence"),
    lens: p("lens"),
    judge: p("judge"),
    restated: p("restated"),
  }),
);

/** Inserts an answer. */
export async function addRequestAnswer(
  w: Writer,
  request: string,
  question: InterviewQuestion,
  given: InterviewAnswer,
  { workspace, at, newId }: RequestWriteContext,
): Promise<void> {
  await insertAnswer(w, {
    id: newId(),
    workspace,
    request,
    question,
    text: given.text ?? null,
    by: given.by.id,
    at,
    message: given.message ?? null,
    label: given.label ?? null,
    confidence: given.confidence ?? null,
    lens: given.lens ?? null,
    judge: given.judge ?? null,
    restated: given.restated ?? null,
  });
}

/** Retires the current answer to a question; it stays stored as retired. */
export async function retireRequestAnswer(
  { db, t }: Writer,
  request: string,
  question: InterviewQuestion,
  { workspace, at }: RequestWriteContext,
): Promise<void> {
  await db
    .update(t.answers)
    .set({ retiredAt: at })
    .where(
      and(
        eq(t.answers.workspace, workspace),
        eq(t.answers.request, request),
        eq(t.answers.question, question),
        isNull(t.answers.retiredAt),
      ),
    );
}

/**
 * Makes a request private or visible again; `undefined` if it belongs to neither the requester nor
 * the person who raised it.
 */
export async function setRequestPrivate(
  { db, t }: Writer,
  workspace: string,
  request: string,
  person: string,
  isPrivate: boolean,
): Promise<{ number: number } | undefined> {
  const { id, requester, raisedBy } = t.requests;
  const theirs = and(
    eq(t.requests.workspace, workspace),
    eq(id, request),
    or(eq(requester, person), eq(raisedBy, person)),
  );
  const [row] = await db
    .select({ number: t.requests.number, interview: t.requests.interview })
    .from(t.requests)
    .where(theirs);
  if (!row) return undefined;
  const interview = row.interview && { ...(row.interview as object), isPrivate };
  await db.update(t.requests).set({ isPrivate, interview }).where(theirs);
  return { number: row.number };
}
