/**
 * Lookups for a decided turn, requested by its effects: similar requests and a model's wording of
 * the brief. They complete the turn before anything is written or rendered.
 */
import type { PrepareContext } from "../../core/feature.ts";
import type { InboundEvent, InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { guestsAmong } from "../../storage/directory.ts";
import { findKnownAnswer, type KnownAnswer } from "../cases/similar/known-answer.ts";
import { needText } from "../cases/similar/need-embedding.ts";
import { findSimilarRequests, type SimilarRequest } from "../cases/similar/similar-requests.ts";
import { readPresence, readWorkCalendar } from "../checks/schedule/calendar.ts";
import { readGroups } from "../workspace/groups.ts";
import type { InterviewTurn } from "./dialogue/dialogue.ts";
import type { InterviewContext } from "./dialogue/turn-draft.ts";
import type { Interview, InterviewConversation } from "./model/interview-state.ts";
import { needsConfirmation } from "./questions/next-question.ts";

/** Maximum similar requests stored with a brief. */
const maxSimilarRequests = 3;

/** Similar request of a colleague who may be introduced to the requester. */
export interface IntroductionOffer {
  other: SimilarRequest;
  /** Business group of the other requester, if known. */
  group: string | undefined;
}

/** Turn with its lookups. */
export interface CompletedTurn extends InterviewTurn {
  /** Offers by the request whose brief goes to the team. */
  introductionOffers: ReadonlyMap<string, IntroductionOffer>;
  /** Earlier deliveries for a similar need, by the request whose brief is confirmed. */
  knownAnswers: ReadonlyMap<string, KnownAnswer>;
}

/** Performs the lookups; the network is used only for a model's wording. */
export async function completeTurn(
  sources: Pick<PrepareContext, "read" | "judge">,
  event: InboundEvent,
  turn: InterviewTurn,
): Promise<CompletedTurn> {
  const introductionOffers = new Map<string, IntroductionOffer>();
  const knownAnswers = new Map<string, KnownAnswer>();
  let { conversation } = turn;
  for (const effect of turn.effects) {
    if (effect.do !== "word_brief" && effect.do !== "find_similar" && effect.do !== "find_known")
      continue;
    const interview = conversation.interviews.find(({ request }) => request === effect.request);
    if (!interview) continue;
    if (effect.do === "word_brief") {
      const worded = await sources.judge.draftBrief?.(
        toPlainText(interview.text),
        answeredInPlainText(interview),
      );
      if (worded) conversation = withInterview(conversation, { ...interview, worded });
      continue;
    }
    if (effect.do === "find_known") {
      const known = await findKnown(sources, event, interview);
      if (known) knownAnswers.set(effect.request, known);
      continue;
    }
    const { similar, offer } = await findSimilar(sources, event, interview);
    if (similar.length > 0)
      conversation = withInterview(conversation, {
        ...interview,
        alike: similar.map(({ request }) => request),
      });
    if (offer) introductionOffers.set(effect.request, offer);
  }
  return { ...turn, conversation, introductionOffers, knownAnswers };
}

/** The conversation with one interview in its new state. */
export const withInterview = (
  conversation: InterviewConversation,
  interview: Interview,
): InterviewConversation => ({
  ...conversation,
  interviews: conversation.interviews.map((each) =>
    each.request === interview.request ? interview : each,
  ),
});

const answeredInPlainText = ({ answers }: Interview): Record<string, string> =>
  Object.fromEntries(
    Object.entries(answers).flatMap(([question, { text }]) =>
      text ? [[question, toPlainText(text)]] : [],
    ),
  );

/** Finds an earlier delivery for a similar need; guests see only their own requests. */
async function findKnown(
  { read }: Pick<PrepareContext, "read">,
  { workspace, by, guest }: InboundEvent,
  interview: Interview,
): Promise<KnownAnswer | undefined> {
  const { request, requester } = interview;
  const guests = await guestsAmong(read, workspace, [requester.id, by.id]);
  if (guest || guests.length > 0) return undefined;
  return findKnownAnswer(read, workspace, { request, ...needText(interview) }, requester.id);
}

/**
 * Finds similar requests, which are stored for the team, and the most similar one of a colleague,
 * which is offered to the requester. Members are offered members only.
 */
async function findSimilar(
  { read }: Pick<PrepareContext, "read">,
  { workspace, by, guest }: InboundEvent,
  interview: Interview,
): Promise<{ similar: SimilarRequest[]; offer?: IntroductionOffer }> {
  const { request, requester } = interview;
  const similar = await findSimilarRequests(
    read,
    workspace,
    { request, ...needText(interview) },
    { limit: maxSimilarRequests },
  );
  if (similar.length === 0 || !needsConfirmation(interview)) return { similar };
  const people = [requester.id, ...similar.map((each) => each.requester)];
  const guests = new Set(await guestsAmong(read, workspace, people));
  if (guest) guests.add(by.id);
  if (guests.has(requester.id)) return { similar };
  const other = similar.find(
    (each) => each.requester !== requester.id && !guests.has(each.requester),
  );
  if (!other) return { similar };
  const group =
    other.group === null
      ? undefined
      : (await readGroups(read, workspace)).find(({ id }) => id === other.group)?.name;
  return { similar, offer: { other, group } };
}

/**
 * Asks the platform for the status of the requester of a due reminder; without an answer, they
 * count as present. Returns nothing if the interview is over.
 */
export async function readSilentPerson(
  sources: Pick<PrepareContext, "read" | "platforms" | "now">,
  event: InboundEventOf<"due">,
  { interviews }: InterviewConversation,
): Promise<Partial<Pick<InterviewContext, "calendar" | "isAway" | "quietUntil">>> {
  const person = interviews.find(({ request }) => request === event.subject)?.requester.id;
  if (person === undefined) return {};
  const { away, quietUntil } = await readPresence(sources, event, person);
  return {
    calendar: await readWorkCalendar(sources.read, event.workspace, person),
    isAway: away,
    quietUntil: quietUntil?.getTime(),
  };
}
