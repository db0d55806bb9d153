/**
 * Opening of requests: each has a number before its first question, and a kind, which decides what
 * is asked.
 */

import { type LabelReading, minActedOnConfidence, type RequestKind } from "../../../nlu/judge.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import {
  endInterview,
  type InterviewDraft,
  type RequestPart,
  recordAnswer,
  retractAnswer,
} from "../dialogue/turn-draft.ts";
import { currentInterview, type Interview } from "../model/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "../model/questions.ts";
import {
  continueInterview,
  needsConfirmation,
  remainingQuestions,
} from "../questions/next-question.ts";
import { findCatalogueItem, remainingItemQuestion } from "./catalogue.ts";

/**
 * Kinds that skip the partner questions, and are accepted without asking only if the judge is sure.
 */
const briefKinds = new Set<RequestKind>(["factory_issue", "standard_service"]);

/** Returns whether a kind is accepted as read. */
export const isTakenAsRead = ({
  label,
  confidence,
  sure = true,
}: LabelReading<RequestKind>): boolean =>
  confidence >= minActedOnConfidence && (sure || !briefKinds.has(label));

/** Where a request comes from: its author and message. */
export interface RequestOrigin {
  by: Person;
  raisedBy?: Person;
  message?: string;
  outside?: true | undefined;
}

const onBehalfOf =
  /^\s*(?:for|on behalf of|für|im (?:namen|auftrag) von|pour|au nom de|para|(?:en nombre|de parte) de)\s*$/iu;

/** Splits "For @Petra: we need …" into the person and the remaining text. */
function splitOnBehalf(text: RichText): { of?: Person; text: RichText } {
  const [before, somebody, after, ...rest] = text;
  if (
    typeof before !== "string" ||
    typeof somebody !== "object" ||
    !("person" in somebody) ||
    !onBehalfOf.test(before)
  )
    return { text };
  const remainder =
    typeof after === "string"
      ? [after.replace(/^[\s:,–-]+/, ""), ...rest]
      : [...(after === undefined ? [] : [after]), ...rest];
  return {
    of: { id: somebody.person, name: somebody.name },
    text: remainder,
  };
}

/**
 * Opens a request for each part and starts the first fault, also if a wish is talked about, which
 * then waits; without a fault the first request, after any present interview.
 */
export function openRequests(
  draft: InterviewDraft,
  asker: RequestOrigin,
  parts: readonly RequestPart[],
): void {
  const busy = currentInterview(draft.conversation);
  const interviews = parts.map((part) => openInterview(draft, asker, part));
  for (const interview of interviews.filter(({ security }) => security))
    reportSecurityIncident(draft, interview);
  const isSecurityAlone = interviews.length === 1 && interviews[0]!.security;
  if (isSecurityAlone) return sayPrivate(draft, interviews);
  if (interviews.length === 1)
    draft.replies.push({ say: "noted", request: interviews[0]!.request });
  else
    draft.replies.push({ say: "noted_many", requests: interviews.map(({ request }) => request) });
  sayPrivate(draft, interviews);
  for (const interview of interviews.filter(({ phase }) => phase === "waiting")) {
    const [question] = remainingQuestions(interview);
    if (!question && !needsConfirmation(interview))
      finishAtOnce(draft, interview, interviews.length > 1);
  }
  const waiting = interviews.filter(({ phase }) => phase === "waiting");
  const fault = waiting.find(({ kind }) => kind === "factory_issue");
  const isFaultBusy = busy?.kind === "factory_issue";
  const first = (isFaultBusy ? undefined : fault) ?? (busy ? undefined : waiting[0]);
  if (first) {
    if (interviews.length > 1)
      draft.replies.push({ say: "next_up", request: first.request, isListed: true });
    for (const question of statedAnswers(first))
      draft.replies.push({ say: "heard", request: first.request, question });
    continueInterview(draft, first);
  }
}

/** Tells which requests are private because their words ask for it. */
function sayPrivate({ replies }: InterviewDraft, interviews: readonly Interview[]): void {
  for (const { request, isPrivate } of interviews)
    if (isPrivate) replies.push({ say: "kept_private", request });
}

function openInterview(
  draft: InterviewDraft,
  { by, raisedBy, message, outside }: RequestOrigin,
  { text, reading, customer, judge }: RequestPart,
): Interview {
  const interview: Interview = {
    request: draft.context.newId(),
    requester: by,
    raisedBy: raisedBy && raisedBy.id !== by.id ? raisedBy : undefined,
    text,
    message,
    outside,
    subject: reading.subject,
    asks: reading.asks,
    phase: "waiting",
    asked: [],
    answers: {},
    claimed: reading.priorityClaim.label,
    said: { words: reading.said, judge, customer },
    ownWay: draft.context.ownWay !== undefined ? { text: draft.context.ownWay } : undefined,
    isPrivate: reading.isPrivate || undefined,
    security: reading.security.label || undefined,
    reminded: false,
  };
  draft.conversation.interviews.push(interview);
  draft.effects.push({ do: "open", interview, reading, judge });
  if (isTakenAsRead(reading.kind)) applyKind(draft, interview, reading.kind.label);
  return interview;
}

/**
 * Returns questions answered in the first message, which are confirmed with a button; facts of a
 * breakage or decision need no confirmation.
 */
const statedAnswers = (interview: Interview): InterviewQuestion[] =>
  interviewQuestions.filter(
    (question) =>
      questions[question].confirmsStated &&
      needsConfirmation(interview) &&
      interview.answers[question]?.text,
  );

/** A security incident goes to the team at once, without questions. */
function reportSecurityIncident(draft: InterviewDraft, interview: Interview): void {
  endInterview(draft, interview, "new");
  draft.replies.push({ say: "security", request: interview.request });
  draft.effects.push({ do: "brief", request: interview.request });
}

function finishAtOnce(draft: InterviewDraft, interview: Interview, among: boolean): void {
  endInterview(draft, interview, "new");
  draft.replies.push({ say: "logged", request: interview.request, confirmed: true, among });
  draft.effects.push({ do: "brief", request: interview.request });
}

/** Opens a request whose sender wants a person instead of questions. */
export function openRequestForPerson(
  draft: InterviewDraft,
  asker: RequestOrigin,
  part: RequestPart,
): void {
  const interview = openInterview(draft, asker, part);
  draft.replies.push({ say: "noted", request: interview.request });
  handOverToTeam(draft, interview);
}

/** Passes an interview on to the team, with all answers so far. */
export function handOverToTeam(draft: InterviewDraft, interview: Interview): void {
  const { filed, request } = interview;
  endInterview(draft, interview, "handed_over");
  if (filed) draft.caseActions.push({ request, act: "ask_for_person", by: draft.event.by });
  else draft.replies.push({ say: "about", key: "person", request });
  draft.effects.push({ do: "brief", request: interview.request });
}

/** Opens the requests of a message in its own conversation. */
export function openRequestHere(
  draft: InterviewDraft,
  { by, message }: { by: Person; message?: string },
): void {
  const [first, ...others] = draft.context.parts;
  if (!first || toPlainText(first.text).trim() === "")
    return void draft.replies.push({ say: "plain", key: "what_is_it" });
  const { of, text } = splitOnBehalf(first.text);
  openRequests(draft, { by: of ?? by, raisedBy: of && by, message }, [
    { ...first, text },
    ...others,
  ]);
}

/** Opens the held message as a request, if its author confirms that it is one. */
export function confirmDoubtfulRequest(draft: InterviewDraft): void {
  const { doubt } = draft.conversation;
  const isTheirs = doubt?.by.id === draft.event.by.id;
  if (isTheirs) delete draft.conversation.doubt;
  if (isTheirs) openRequestHere(draft, { by: doubt.by, message: doubt.message });
  else draft.replies.push({ say: "plain", key: "nothing_open" });
}

/**
 * Sets the kind: counts answers in the first message, and finds the catalogue item of a routine
 * request.
 */
function applyKind(draft: InterviewDraft, interview: Interview, kind: RequestKind): void {
  interview.kind = kind;
  if (kind === "standard_service") {
    const text = toPlainText(interview.text);
    const item = findCatalogueItem(draft.context.catalogue, text);
    const asks = item?.ask ? remainingItemQuestion(item, text) : item?.link;
    if (item) interview.item = { name: item.name, asks: asks !== undefined, outcome: item.outcome };
  }
  recordSaid(draft, interview);
}

/** Matches conjunctions between request and reason. */
const leadIn =
  /^(?:so that|because|in order to|damit|weil|um|pour que|parce que|para que|porque)\s+/i;

/** Stores the answers in the first message to the questions of the kind. */
function recordSaid(draft: InterviewDraft, interview: Interview): void {
  const { said } = interview;
  if (!said) return;
  for (const [question, words] of Object.entries(said.words) as [InterviewQuestion, string][]) {
    const { readStated = (): Partial<InterviewAnswer> => ({}) } = questions[question];
    const reading = readStated(said.customer);
    if (!reading || !isQuestionOfKind(question, interview.kind) || interview.answers[question])
      continue;
    const { label, confidence, lens } = reading;
    recordAnswer(draft, interview, question, {
      text: [words.replace(leadIn, "").replace(/[\s?!.,;]+$/, "")],
      by: interview.raisedBy ?? interview.requester,
      judge: said.judge,
      message: interview.message,
      label,
      confidence,
      lens,
    });
  }
}

/**
 * Changes the first message: answers that it no longer contains are open again, new ones are
 * stored.
 */
export function rewordRequest(
  draft: InterviewDraft,
  interview: Interview,
  { text, reading, customer, judge }: RequestPart,
): void {
  interview.text = text;
  const whole = toPlainText(text);
  for (const question of interviewQuestions) {
    const answer = interview.answers[question];
    if (!answer?.text || answer.message !== interview.message) continue;
    if (!whole.includes(toPlainText(answer.text))) retractAnswer(draft, interview, question);
  }
  interview.said = { words: reading.said, judge, customer };
  delete interview.subject;
  delete interview.asks;
  if (reading.asks) interview.asks = reading.asks;
  if (reading.subject) interview.subject = reading.subject;
  if (interview.kind) recordSaid(draft, interview);
}

/** Sets the kind that the colleague chose. */
export function chooseKind(draft: InterviewDraft, interview: Interview, kind: RequestKind): void {
  applyKind(draft, interview, kind);
  draft.effects.push({ do: "update", interview });
}

/** Changes a request to a fault, which comes first, and keeps the original wish. */
export function changeToFactoryIssue(draft: InterviewDraft, interview: Interview): void {
  retractAnswer(draft, interview, "need");
  retractAnswer(draft, interview, "need_again");
  interview.wish = interview.text;
  chooseKind(draft, interview, "factory_issue");
}
