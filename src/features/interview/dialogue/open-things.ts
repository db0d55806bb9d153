/** Lists what the interview has open in a conversation: questions, briefs, offers of the team. */
import type { MessageAuthor, OpenThing } from "../../../core/message-target.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { isWish } from "../../cases/queries/recent-requests.ts";
import { readQuestionWords } from "../../cases/queries/request-lookups.ts";
import { interviewActions } from "../model/actions.ts";
import {
  type Interview,
  type InterviewConversation,
  type OpenQuestion,
  openQuestionId,
} from "../model/interview-state.ts";
import { openLines, questions } from "../model/questions.ts";

const feature = interviewActions.feature;

function thingOfInterview(interview: Interview): OpenThing[] {
  const { request, text, phase, pending, requester, raisedBy, waitingSince, kind } = interview;
  if (phase === "done" || phase === "waiting") return [];
  const question = pending && questions[pending];
  // words beside a brief may fill one of its open lines
  const lines = phase === "confirming" ? openLines(interview) : [];
  // who looks after the customers may be answered by how and when the result shows
  const asked = question && pending === "owner" ? [question, questions.measure] : [question];
  const reading = (question ? asked : lines.map((line) => questions[line])).flatMap((each) =>
    each?.reading && (question || each.answerForms) ? [each.reading] : [],
  );
  return [
    {
      feature,
      id: `interview/${request}`,
      request,
      about: toPlainText(text),
      isWish: isWish(kind),
      asked: [requester.id, ...(raisedBy ? [raisedBy.id] : [])],
      askedAt: waitingSince,
      answers: phase === "confirming" ? "brief" : (question?.followUpOf ?? pending ?? "none"),
      reads: reading,
      form: question?.answerForms?.[0],
      isOffer: phase === "confirming" || undefined,
      isParked: phase === "parked" || undefined,
      mayBeginWithName: question?.answerMayBeginWithName,
      mayBeginLikeRequest: question?.answerMayAskForThings,
    },
  ];
}

const answerKindOf = {
  relay: "team_question",
  offer: "alternative",
  outcome: "outcome",
  evidence: "outcome",
} as const;

const thingOfQuestion = ({ request, asks, of, askedAt, form }: OpenQuestion): OpenThing => ({
  feature,
  id: openQuestionId(request, asks),
  request,
  form,
  asked: [of],
  askedAt,
  answers: answerKindOf[asks],
  isOffer: asks === "offer" || asks === "outcome" || undefined,
});

/** The offer to open a request for words that were read as small talk. */
const thingOfDoubt = (id: "doubt" | "small_talk", by: Person): OpenThing => ({
  feature,
  id,
  answers: "none",
  asked: [by.id],
  ...({ isOffer: true, isChoiceOnly: true } as const),
});

/** Lists what waits for a message in a conversation. */
export function listOpenInterviews(
  { interviews, open = [], doubt, smallTalk }: InterviewConversation,
  { now }: Pick<MessageAuthor, "now">,
): OpenThing[] {
  return [
    ...interviews.flatMap(thingOfInterview),
    ...open
      .filter(({ until }) => until === undefined || now.getTime() < until)
      .map(thingOfQuestion),
    ...(doubt && !doubt.request ? [thingOfDoubt("doubt", doubt.by)] : []),
    ...(smallTalk ? [thingOfDoubt("small_talk", smallTalk.by)] : []),
  ];
}

/** Adds the team's own words to its questions and offers. */
export async function addQuestionWords(
  on: Reader,
  workspace: string,
  conversation: InterviewConversation,
  things: readonly OpenThing[],
): Promise<OpenThing[]> {
  const entries = (conversation.open ?? []).flatMap(({ step }) => step ?? []);
  const words = entries.length > 0 ? await readQuestionWords(on, workspace, entries) : undefined;
  return things.map((thing) => {
    const step = words && questionOfThing(conversation, thing)?.step;
    return step === undefined ? thing : { ...thing, wording: words?.get(step) };
  });
}

/** The team's open question that a thing represents, or the one that nobody has asked yet. */
export const questionOfThing = (
  { open = [] }: InterviewConversation,
  { id, request, asked: [of], isUnasked }: OpenThing,
): OpenQuestion | undefined =>
  open.findLast((each) => id === openQuestionId(each.request, each.asks)) ??
  (isUnasked && request !== undefined && of !== undefined
    ? { request, number: 0, asks: "outcome", of }
    : undefined);
