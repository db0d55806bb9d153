/** Somebody wrote: an answer, a request, a word about the conversation, or small talk. */
import type { ConversationControl, Readings, SmallTalkLabel } from "../../nlu/judge.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { currentInterview, type Interview, type OpenQuestion } from "../cases/interview-state.ts";
import { findNewestOpenQuestion, findOpenQuestion } from "../cases/open-questions.ts";
import type { RequestOperation } from "../cases/permissions.ts";
import { isAskedInOpenQuestion, onOpenQuestionReply, replyCaseStatus } from "./case-dialogue.ts";
import {
  actionForControl,
  applyControl,
  type InterviewControl,
  resumeInterview,
} from "./controls.ts";
import {
  answerMayAskForThings,
  answersInterview,
  answersOpenQuestion,
  beginsLikeRequest,
  findAddressedInterview,
} from "./message-target.ts";
import { confirmDoubtfulRequest, openRequestForPerson, openRequestHere } from "./open-request.ts";
import { takeAnswer } from "./take-answer.ts";
import {
  checkInterviewAccess,
  enterPhase,
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
type Message = InboundEventOf<"message">;

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
  if (
    !message.addressed &&
    !answersInterview(message, open) &&
    !answersOpenQuestion(message, asked)
  )
    return;
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
