/** Somebody wrote: an answer, a request, a word about the conversation, or small talk. */
import type { ConversationControl, Readings, SmallTalkLabel } from "../../nlu/judge.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import {
  currentInterview,
  type Interview,
  type OpenQuestion,
  parkedInterview,
} from "../cases/interview-state.ts";
import { findNewestOpenQuestion, findOpenQuestion } from "../cases/open-questions.ts";
import type { RequestOperation } from "../cases/permissions.ts";
import { questions } from "../cases/questions.ts";
import { isAskedInOpenQuestion, onOpenQuestionReply, replyCaseStatus } from "./case-dialogue.ts";
import { actionForControl } from "./control-action.ts";
import { applyControl, type InterviewControl, resumeInterview } from "./controls.ts";
import { openRequestForPerson, openRequests, splitOnBehalf } from "./open-request.ts";
import { takeAnswer } from "./take-answer.ts";
import {
  checkInterviewAccess,
  enterPhase,
  type InterviewActor,
  type InterviewDraft,
  recordAnswer,
  refuseAccess,
} from "./turn-draft.ts";

/** From this confidence on a message is taken for what it reads as; below, a tap decides. */
const sureRequest = 0.65;
const sureSmallTalk = 0.7;

/** "Great, thank you!" says yes to a brief; what is longer says something about it. */
const fewWords = 3;
/**
 * From this confidence on words that begin like a request may be one of their own, and no answer: a
 * tap decides.
 */
const surelyAnother = 0.9;
const beginning =
  /^\W*(?:and |also,? |oh,? |by the way,? )*(?:(?:i|we) (?:also |urgently |really )*(?:need|want|would like)|i'd like|we'd like|(?:can|could) (?:you|we|i)|please|wir brauchen|ich brauche|il nous faut|necesitamos)\b/i;

type Message = InboundEventOf<"message">;

/**
 * The talk that words from here may be about: the requester's for them, and a question that stands
 * in the room for others too.
 */
export function findAddressedInterview(draft: InterviewActor): Interview | undefined {
  const { conversation, context } = draft;
  const talk =
    conversation.talks.find(({ request }) => request === context.about) ??
    currentInterview(conversation) ??
    parkedInterview(conversation);
  if (!talk || !checkInterviewAccess(draft, talk, "change")) return talk;
  return talk.phase === "asking" &&
    !checkInterviewAccess(
      draft,
      talk,
      talk.pending && questions[talk.pending].isTradeOff ? "priority" : "tell",
    )
    ? talk
    : undefined;
}

export function onInterviewMessage(draft: InterviewDraft, message: Message): void {
  const { about, readings } = draft.context;
  const talk = findAddressedInterview(draft);
  const open = talk && talk.phase !== "done" ? talk : undefined;
  const last =
    open && open.phase !== "parked"
      ? undefined
      : about
        ? findOpenQuestion(draft.conversation.open ?? [], about)
        : findNewestOpenQuestion(draft.conversation.open ?? [], draft.context.now);
  const asked = last && isAskedInOpenQuestion(draft, last) ? last : undefined;
  if (!message.addressed && !isForUs(message, open) && !answersUs(message, asked)) return;
  const { doubt } = draft.conversation;
  if (!doubt?.request) delete draft.conversation.doubt; // an answer that waits for its tap is kept

  const control = readings.text?.control?.label;
  if (control === "help") return void draft.replies.push({ say: "plain", key: "help" });
  if (
    doubt &&
    !doubt.request &&
    doubt.by.id === message.by.id &&
    (control === "yes" || control === "no")
  ) {
    if (control === "yes") draft.conversation.doubt = doubt;
    return control === "yes"
      ? confirmDoubtfulRequest(draft)
      : void draft.replies.push({ say: "plain", key: "acknowledgement" });
  }
  if (
    control === "new_request" &&
    !(open && answerMayAskForThings(open) && beginsLikeRequest(message.text))
  )
    return openRequestHere(draft, message);
  if (asked && control === "person")
    return void draft.caseActions.push({
      request: asked.request,
      act: "person",
      by: message.by,
    });
  if (asked && !isAsideFrom(draft, asked))
    return onOpenQuestionReply(draft, message, asked, !about && mayBeNew(draft, message, asked));
  if (open?.phase === "parked") return hearParked(draft, message, open);
  if (open?.phase === "confirming") return hearConfirming(draft, message, open);
  if (open?.phase === "asking" && open.pending) return hearAnswer(draft, message, open);
  if (
    talk &&
    control &&
    control !== "yes" &&
    control !== "no" &&
    control !== "new_request" &&
    about
  )
    return applyControl(draft, talk, control);
  hearAfresh(draft, message);
}

/** Talk in a thread that the bot only overhears, where somebody was asked something. */
const answersUs = ({ text, by }: Message, asked: OpenQuestion | undefined): boolean =>
  asked?.of === by.id && !isToSomebody(text);

/** "Where is my request?" is no answer; "all right" and "thanks, that works" may be. */
function isAsideFrom(draft: InterviewDraft, { asks }: OpenQuestion): boolean {
  const { request, control } = draft.context.readings.text ?? {};
  const standing =
    control && control.label !== "yes" && control.label !== "no" && control.label !== "skip";
  return (
    Boolean(standing) ||
    Boolean(
      request &&
        !request.isRequest.label &&
        isAside(draft) &&
        !(isAgreement(draft) || (asks !== "relay" && request.smallTalk.label === "thanks")),
    )
  );
}

/**
 * Words that begin like a request of their own; where nothing was asked but a word more, those that
 * read like one are enough.
 */
function mayBeNew(draft: InterviewDraft, { text }: Message, { asks }: OpenQuestion): boolean {
  const request = draft.context.readings.text?.request;
  return Boolean(
    request?.isRequest.label &&
      request.isRequest.confidence >= surelyAnother &&
      (asks === "evidence" || beginsLikeRequest(text)),
  );
}

/**
 * "We also need …": what somebody may say in the middle of something else. Short answers read like
 * requests too, so that the judge alone would find too many.
 */
export const beginsLikeRequest = (text: RichText): boolean => beginning.test(toPlainText(text));

/** Whether an answer to the question that is asked may well begin with "we need". */
const answerMayAskForThings = ({ pending }: Interview): boolean =>
  pending !== undefined && questions[pending].answerMayAskForThings === true;

/**
 * Talk in a thread that the bot only overhears: an answer, unless it is plainly said to somebody
 * else or nothing is open.
 */
function isForUs({ text, by }: Message, open: Interview | undefined): boolean {
  if (!open) return false;
  const mayName = open.pending && questions[open.pending].answerMayBeginWithName;
  if (isToSomebody(text) && !mayName) return false;
  return open.phase !== "parked" || by.id === open.requester.id || by.id === open.raisedBy?.id;
}

/** It begins with somebody's name. */
function isToSomebody([first, second]: RichText): boolean {
  const opening = typeof first === "string" && first.trim() === "" ? second : first;
  return typeof opening === "object" && "person" in opening;
}

/** What the words about a conversation do, by the verb of their button. */
const doings: Record<InterviewControl, RequestOperation> = {
  ...{
    skip: "skip",
    back: "back",
    later: "later",
    resume: "resume",
    cancel: "cancel",
    not_a_request: "no_request",
    person: "person",
  },
  ...{ all_at_once: "form", what_for: "why", yes: "right", no: "change" },
};

function hearAnswer(draft: InterviewDraft, message: Message, talk: Interview): void {
  const { control, request, suggestedControl, ...readings } = draft.context.readings.text ?? {
    by: "",
  };
  if (
    control &&
    control.label !== "yes" &&
    control.label !== "no" &&
    control.label !== "new_request" &&
    control.label !== "help"
  ) {
    const why = checkInterviewAccess(draft, talk, doings[control.label]);
    if (!why) return applyControl(draft, talk, control.label);
    return message.addressed ? refuseAccess(draft, talk, why) : undefined;
  }
  if (request && !request.isRequest.label && isAside(draft) && !isAgreement(draft))
    return smallTalk(draft, message);
  const fromAnother = message.place.kind === "group" && message.by.id !== talk.requester.id;
  if (control?.label === "new_request") return wonder(draft, message, talk);
  const sure = fromAnother ? sureRequest : surelyAnother;
  const another =
    request?.isRequest.label &&
    request.isRequest.confidence >= sure &&
    (fromAnother || (beginsLikeRequest(message.text) && !answerMayAskForThings(talk)));
  if (another) return wonder(draft, message, talk);
  if (mayMean(draft, message, talk, suggestedControl)) return;
  answer(draft, message, talk, { ...readings, ...(request && { request }) });
}

/**
 * The words answer the question, and replace those that waited for a tap, which the ledger keeps as
 * an earlier answer.
 */
function answer(
  draft: InterviewDraft,
  { text, by, message }: Message,
  talk: Interview,
  readings: Readings | undefined,
): void {
  const { doubt } = draft.conversation;
  if (doubt?.meant && doubt.request === talk.request) {
    recordAnswer(draft, talk, talk.pending!, {
      text: doubt.text,
      by: doubt.by,
      message: doubt.message,
    });
    delete draft.conversation.doubt;
  }
  takeAnswer(draft, talk, talk.pending!, { text, by, message, readings });
}

/** Asks once whether the words mean what a model alone reads in them; tells whether it did. */
function mayMean(
  draft: InterviewDraft,
  message: Message,
  talk: Interview,
  meant: ConversationControl | undefined,
): boolean {
  if (!meant || draft.conversation.doubt?.request === talk.request) return false;
  if (meant !== "new_request" && !actionForControl(meant, talk)) return false;
  wonder(draft, message, talk, meant);
  return true;
}

/** An answer or something new: a tap decides, and the words are kept until then. */
function wonder(
  draft: InterviewDraft,
  { text, message, by }: Message,
  { request }: Interview,
  meant?: ConversationControl,
): void {
  draft.conversation.doubt = { text, message, by, request, ...(meant && { meant }) };
  draft.replies.push(
    meant && meant !== "new_request"
      ? { say: "is_it_meant", request, meant }
      : { say: "is_it_this", request },
  );
}

/** "Thanks" or "where is my request?" while a question stands in the room: no answer to it. */
function isAside({ context }: InterviewDraft): boolean {
  const reading = context.readings.text?.request?.smallTalk;
  return reading !== undefined && reading.confidence >= sureSmallTalk && asides.has(reading.label);
}

const asides = new Set<SmallTalkLabel>([
  "greeting",
  "thanks",
  "acknowledgement",
  "status",
  "about_bot",
]);

/** "All right", which may be an answer as well, as "I don't know" is. */
const isAgreement = ({ context }: InterviewDraft): boolean =>
  context.readings.text?.request?.smallTalk.label === "acknowledgement";

function hearConfirming(draft: InterviewDraft, message: Message, talk: Interview): void {
  const reading = draft.context.readings.text;
  if (
    reading?.control &&
    reading.control.label !== "new_request" &&
    reading.control.label !== "help"
  )
    return applyControl(draft, talk, reading.control.label);
  if (reading?.request && !reading.request.isRequest.label && isAside(draft)) {
    const agrees = isAgreement(draft) || reading.request.smallTalk.label === "thanks";
    if (!agrees) return smallTalk(draft, message);
    if (toPlainText(message.text).trim().split(/\s+/).length <= fewWords)
      return applyControl(draft, talk, "yes");
  }
  talk.draft = { text: message.text, message: message.message, by: message.by };
  draft.replies.push({ say: "which_part", request: talk.request });
  if (reading?.suggestedControl && actionForControl(reading.suggestedControl, talk))
    draft.replies.push({ say: "or_meant", request: talk.request, meant: reading.suggestedControl });
}

function hearParked(draft: InterviewDraft, message: Message, talk: Interview): void {
  const reading = draft.context.readings.text;
  const control = reading?.control?.label;
  if (
    control &&
    control !== "yes" &&
    control !== "no" &&
    control !== "new_request" &&
    control !== "help"
  )
    return applyControl(draft, talk, control);
  const request = reading?.request;
  if (request?.isRequest.label && request.isRequest.confidence >= sureRequest) {
    return wonder(draft, message, talk);
  }
  if (request && isAside(draft)) return smallTalk(draft, message);
  if (!talk.pending) return resumeInterview(draft, talk);
  if (mayMean(draft, message, talk, reading?.suggestedControl)) return;
  enterPhase(draft, talk, "asking");
  answer(draft, message, talk, reading);
}

function hearAfresh(draft: InterviewDraft, message: Message): void {
  const reading = draft.context.readings.text;
  const control = reading?.control?.label;
  if (control === "person")
    return openRequestForPerson(
      draft,
      { by: message.by, message: message.message },
      draft.context.parts[0]!,
    );
  if (control && control !== "yes" && control !== "no" && control !== "new_request")
    return void draft.replies.push({ say: "plain", key: "nothing_open" });
  const request = reading?.request;
  if (!request) return void draft.replies.push({ say: "plain", key: "acknowledgement" });
  if (request.isRequest.label && request.isRequest.confidence >= sureRequest)
    return openRequestHere(draft, message);
  smallTalk(draft, message);
}

/** A fitting reply that opens nothing; one tap says that it was a request after all. */
function smallTalk(draft: InterviewDraft, message: Message): void {
  const reading = draft.context.readings.text!.request!;
  const { label, confidence } = reading.smallTalk;
  const isDisputed = reading.disputed && !currentInterview(draft.conversation);
  const unsure =
    isDisputed ||
    reading.isRequest.label ||
    (confidence < sureSmallTalk && reading.isRequest.confidence < sureSmallTalk);
  if (!currentInterview(draft.conversation))
    draft.conversation.doubt = { text: message.text, message: message.message, by: message.by };
  if (unsure && !draft.context.story) draft.replies.push({ say: "doubt" });
  else if (label === "status") replyCaseStatus(draft);
  else draft.replies.push({ say: "plain", key: label });
}

/** Opens what the message asks for, where it was written. */
export function openRequestHere(
  draft: InterviewDraft,
  { by, message }: { by: Message["by"]; message?: string },
): void {
  const [first, ...others] = draft.context.parts;
  if (!first || toPlainText(first.text).trim() === "")
    return void draft.replies.push({ say: "plain", key: "what_is_it" });
  const { of, text } = splitOnBehalf(first.text);
  openRequests(draft, { by: of ?? by, ...(of && { raisedBy: by }), ...(message && { message }) }, [
    { ...first, text },
    ...others,
  ]);
}

/** "Yes, that is a request": the kept words are opened, if their author says so. */
export function confirmDoubtfulRequest(draft: InterviewDraft): void {
  const { doubt } = draft.conversation;
  const isTheirs = doubt?.by.id === draft.event.by.id;
  if (isTheirs) delete draft.conversation.doubt;
  if (isTheirs) openRequestHere(draft, { by: doubt.by, message: doubt.message });
  else draft.replies.push({ say: "plain", key: "nothing_open" });
}
