/** Handling of a message by its target: answer, control, request or small talk. */
import type { MessageTarget, OpenThing } from "../../../core/message-target.ts";
import type { ConversationControl } from "../../../nlu/judge.ts";
import { correctsEarlier } from "../../../nlu/rules/acts/correction.ts";
import { isMereSign } from "../../../nlu/rules/answers/empty-words.ts";
import { readPointing } from "../../../nlu/rules/references/pointing.ts";
import { saysMore } from "../../../nlu/rules/references/reference.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { namesOnlyGroups, toPlainText } from "../../../platform/rich-text.ts";
import { requestNumberIn } from "../../cases/brief/request-title.ts";
import type { RequestOperation } from "../../cases/lifecycle/permissions.ts";
import { hasReason } from "../../cases/requester/open-questions.ts";
import {
  askTarget,
  chooseHeldTarget,
  holdSmallTalk,
  offerToTakeBack,
  tellDefault,
} from "../held/hold-message.ts";
import { currentInterview, type Interview, type OpenQuestion } from "../model/interview-state.ts";
import { questions } from "../model/questions.ts";
import { onButtonNumber, readButtonNumber } from "../questions/button-number.ts";
import { makeCurrent, startNextInterview } from "../questions/next-question.ts";
import { takeOtherAnswers } from "../questions/other-answers.ts";
import { replaceQuotedAnswer } from "../questions/quoted-question.ts";
import { takeAnswer } from "../questions/take-answer.ts";
import {
  askWhichPart,
  extendRequest,
  fillOpenLine,
  passQuestionOn,
  takeAddition,
} from "../requests/extend-request.ts";
import {
  confirmDoubtfulRequest,
  openRequestForPerson,
  openRequestHere,
  openRequests,
} from "../requests/open-request.ts";
import {
  isAskedInOpenQuestion,
  onObjection,
  onOpenQuestionReply,
  replyCaseDetail,
  replyCaseStatus,
} from "./case-dialogue.ts";
import {
  actionForControl,
  applyControl,
  type InterviewControl,
  resumeInterview,
  skipRemainingQuestions,
} from "./controls.ts";
import { questionOfThing } from "./open-things.ts";
import { replySmallTalk } from "./small-talk.ts";
import {
  checkInterviewAccess,
  endInterview,
  findInterview,
  type InterviewDraft,
  refuseAccess,
} from "./turn-draft.ts";

type Message = InboundEventOf<"message">;
type TargetOf<K extends MessageTarget["is"]> = Extract<MessageTarget, { is: K }>;

export function onInterviewMessage(draft: InterviewDraft, message: Message): void {
  const { target, pointedAt, parts } = draft.context;
  if (!target || target.is === "not_for_bot") return;
  if (pointedAt) {
    const { author, message: pointed, outside, text, isDoubtful } = pointedAt;
    if (parts.length > 0 && isDoubtful)
      return void draft.replies.push({
        say: "that_message",
        held: holdSmallTalk(draft, message),
        text,
      });
    return parts.length > 0
      ? openRequests(draft, { by: author, raisedBy: message.by, message: pointed, outside }, parts)
      : replyCaseDetail(draft);
  }
  const { doubt, smallTalk } = draft.conversation;
  const isChoice = target.is === "agreement" || target.is === "refusal";
  if (!isChoice && !doubt?.request) delete draft.conversation.doubt;
  if (!isChoice && smallTalk) delete draft.conversation.smallTalk;
  tellDefault(draft, message);
  take(draft, message, target);
  const { others = [] } = draft.context;
  // a first request is uncertain only if something else was open
  const rivals =
    target.is === "new_request"
      ? others.filter((other) => "thing" in other || "request" in other)
      : others;
  const isToldToTeam = draft.caseActions.some(({ act }) => act === "solve");
  if (target.is === "resolved" && rivals.length === 0 && isToldToTeam)
    return offerToTakeBack(draft, message, target, [{ is: "addition", request: target.request }]);
  if (rivals.length > 0 && isGuessTold.has(target.is) && target.is !== "unclear")
    offerToTakeBack(draft, message, target, rivals);
}

/** Acknowledgements that name the action, so that the author can undo a wrong one. */
const isGuessTold: ReadonlySet<MessageTarget["is"]> = new Set([
  "new_request",
  "addition",
  "resolved",
  "withdrawn",
]);

function take(draft: InterviewDraft, message: Message, target: MessageTarget): void {
  switch (target.is) {
    case "control":
      return onControl(draft, message, target);
    case "answer":
    case "not_known":
      return onAnswer(draft, message, target);
    case "agreement":
    case "refusal":
      return onChoice(draft, message, target);
    case "resolved":
    case "withdrawn":
      return onEnd(draft, message, target);
    case "addition":
      return takeAddition(draft, message, target.request);
    case "keep_private":
      return void draft.effects.push({ do: "hide", request: target.request });
    case "new_request":
      return onNewRequest(draft, message);
    case "status":
      return replyCaseStatus(draft);
    case "aside":
      return replySmallTalk(draft, message);
    case "unclear":
      return target.among.some((each) => "thing" in each || "request" in each)
        ? askTarget(draft, message, target.among)
        : replySmallTalk(draft, message);
  }
}

/** Permissions that controls in words need: those of their buttons. */
const operationOf: Record<InterviewControl, RequestOperation> = {
  skip: "skip",
  back: "back",
  later: "later",
  resume: "resume",
  cancel: "cancel",
  not_a_request: "no_request",
  person: "person",
  all_at_once: "form",
  what_for: "why",
  yes: "right",
  no: "change",
};

function onControl(draft: InterviewDraft, message: Message, target: TargetOf<"control">): void {
  const isEnough = target.control === "enough";
  const control = isEnough
    ? "skip"
    : (target.control as Exclude<ConversationControl, "new_request">);
  const isAboutNothing = control === "what_for" && !target.thing && !draft.context.about;
  if (control === "help" || isAboutNothing)
    return void draft.replies.push({ say: "plain", key: "help" });
  const named = requestNumberIn(toPlainText(message.text));
  const called = draft.conversation.interviews.find(({ number }) => number === named);
  if (named !== undefined && !called)
    return void draft.replies.push({ say: "plain", key: "nothing_open" });
  const thing = called ? undefined : target.thing;
  const asked = thing && questionOfThing(draft.conversation, thing);
  if (asked && control === "person")
    return void draft.caseActions.push({
      request: asked.request,
      act: "ask_for_person",
      by: message.by,
    });
  // what the team means, only the team can say
  const isForTeam = asked?.asks === "relay" && control === "what_for";
  if (isForTeam || (asked?.asks === "evidence" && control === "skip"))
    return onOpenQuestionReply(draft, message, asked);
  const request = called?.request ?? draft.context.about ?? (asked ? undefined : thing?.request);
  const interview = request === undefined ? undefined : findInterview(draft, request);
  if (interview) {
    const why = checkInterviewAccess(draft, interview, operationOf[control]);
    // "go on" skips a question, and resumes what is parked
    const isTakenUp = control === "skip" && interview.phase === "parked";
    if (!why && isEnough && interview.pending) return skipRemainingQuestions(draft, interview);
    if (!why) return applyControl(draft, interview, isTakenUp ? "resume" : control);
    return message.addressed ? refuseAccess(draft, interview, why) : undefined;
  }
  if (control === "person" && target.request)
    return void draft.caseActions.push({
      request: target.request,
      act: "ask_for_person",
      by: message.by,
    });
  const [part] = draft.context.parts;
  if (control === "person" && part)
    return openRequestForPerson(draft, { by: message.by, message: message.message }, part);
  draft.replies.push({ say: "plain", key: "nothing_open" });
}

/** Returns the interview of an open thing if its author may answer there, else refuses. */
function interviewToAnswer(
  draft: InterviewDraft,
  message: Message,
  thing: OpenThing,
): Interview | undefined {
  const interview = thing.request === undefined ? undefined : findInterview(draft, thing.request);
  if (!interview) return undefined;
  const { pending } = interview;
  const operation = pending && questions[pending].isTradeOff ? "priority" : "tell";
  const why = checkInterviewAccess(draft, interview, operation);
  if (!why) return interview;
  if (message.addressed) refuseAccess(draft, interview, why);
  return undefined;
}

function onAnswer(
  draft: InterviewDraft,
  message: Message,
  { is, thing }: TargetOf<"answer" | "not_known">,
): void {
  const asked = questionOfThing(draft.conversation, thing);
  if (asked) return onQuestionReply(draft, message, asked);
  const interview = interviewToAnswer(draft, message, thing);
  if (!interview) return;
  // a colleague who has the same answers nothing
  if (!thing.asked.includes(message.by.id) && saysMore(toPlainText(message.text)))
    return takeAddition(draft, message, interview.request);
  const { readings, quotedQuestion } = draft.context;
  if (quotedQuestion) return replaceQuotedAnswer(draft, message, interview, quotedQuestion);
  // a sign may confirm the brief or the item, and answers nothing else
  if (!message.chosen && interview.pending !== "item" && isMereSign(toPlainText(message.text)))
    return void draft.replies.push({ say: "plain", key: "acknowledgement" });
  const isCorrection = interview.phase === "asking" && correctsEarlier(toPlainText(message.text));
  if (interview.phase === "confirming" && fillOpenLine(draft, message, interview, thing)) return;
  if (isCorrection || interview.phase === "confirming")
    return askWhichPart(draft, message, interview);
  if (!interview.pending) return resumeInterview(draft, interview);
  if (askIfMeant(draft, message, { thing, interview }, readings.text?.suggestedControl)) return;
  if (passQuestionOn(draft, message, interview)) return;
  if (extendRequest(draft, message, interview)) return;
  const number = readButtonNumber(message, interview.pending);
  if (number !== undefined) return onButtonNumber(draft, message, interview, number);
  if (interview.phase === "parked") makeCurrent(draft, interview, "asking");
  const { text, by, message: id } = message;
  const { request } = interview;
  if (questions[interview.pending].asksForPerson && namesOnlyGroups(text) && !interview.askedWho) {
    interview.askedWho = true;
    return void draft.replies.push({ say: "about", key: "which_person", request });
  }
  if (is === "answer" && takeOtherAnswers(draft, message, interview)) return;
  takeAnswer(draft, interview, interview.pending, {
    text,
    by,
    message: id,
    readings: readings.text,
    isNotKnown: is === "not_known",
  });
}

function onQuestionReply(draft: InterviewDraft, message: Message, question: OpenQuestion): void {
  if (isAskedInOpenQuestion(draft, question)) onOpenQuestionReply(draft, message, question);
  else if (message.addressed) refuseAccess(draft, question, "not_requester");
}

/** Handles agreement or refusal to a brief, an offer of the team, or a doubtful request. */
function onChoice(
  draft: InterviewDraft,
  message: Message,
  { is, thing }: TargetOf<"agreement" | "refusal">,
): void {
  if (thing.id === "small_talk") return onSmallTalkChoice(draft, is);
  if (thing.id === "doubt") {
    if (is === "agreement") return confirmDoubtfulRequest(draft);
    delete draft.conversation.doubt;
    return void draft.replies.push({ say: "plain", key: "acknowledgement" });
  }
  const control = is === "agreement" ? "yes" : "no";
  const asked = questionOfThing(draft.conversation, thing);
  if (asked && !isAskedInOpenQuestion(draft, asked))
    return message.addressed ? refuseAccess(draft, asked, "not_requester") : undefined;
  if (asked?.asks === "offer" && is === "refusal" && hasReason(message.text))
    return onObjection(draft, message, asked);
  if (asked) return onOpenQuestionReply(draft, message, asked, control);
  const interview = findInterview(draft, thing.request ?? "");
  if (!interview) return;
  const why = checkInterviewAccess(draft, interview, operationOf[control]);
  if (!why && is === "refusal" && interview.phase === "confirming" && hasReason(message.text))
    return askWhichPart(draft, message, interview);
  if (!why) return applyControl(draft, interview, control);
  if (message.addressed) refuseAccess(draft, interview, why);
}

/** Handles "yes" or "no" to whether small talk is a request. */
function onSmallTalkChoice(draft: InterviewDraft, is: "agreement" | "refusal"): void {
  if (is === "agreement" && chooseHeldTarget(draft, "new_request", draft.event)) return;
  delete draft.conversation.smallTalk;
  draft.replies.push({ say: "plain", key: "acknowledgement" });
}

/** Ends the request under discussion: "It works again", "I don't need it any more". */
function onEnd(
  draft: InterviewDraft,
  message: Message,
  { is, request, thing }: TargetOf<"resolved" | "withdrawn">,
): void {
  const asked = thing && questionOfThing(draft.conversation, thing);
  if (asked?.asks === "outcome" && is === "resolved")
    return onOpenQuestionReply(draft, message, asked, "yes");
  const interview = findInterview(draft, request);
  if (asked || !interview || interview.phase === "done") {
    if (is === "resolved") return takeAddition(draft, message, request, "solve");
    const { by, text, message: id } = message;
    return void draft.caseActions.push({ request, act: "withdraw", by, why: text, message: id });
  }
  const why = checkInterviewAccess(draft, interview, "cancel");
  if (why) return message.addressed ? refuseAccess(draft, interview, why) : undefined;
  if (is === "withdrawn") return applyControl(draft, interview, "cancel");
  endInterview(draft, interview, "cancelled", "solved");
  draft.replies.push({ say: "about", key: "solved", request });
  startNextInterview(draft);
}

/** Opens another request, and asks the open question again, but not somebody in an incident. */
function onNewRequest(draft: InterviewDraft, message: Message): void {
  if (readPointing(toPlainText(message.text)) === "surely")
    return void draft.replies.push({ say: "plain", key: "what_is_it" });
  const open = currentInterview(draft.conversation);
  openRequestHere(draft, message);
  const isIncident = draft.replies.some(({ say }) => say === "security");
  if (open?.phase === "asking" && open.pending && !isIncident)
    draft.replies.push({ say: "ask", request: open.request, question: open.pending });
}

/** Asks whether the words mean what only a model reads in them; returns whether it asked. */
function askIfMeant(
  draft: InterviewDraft,
  message: Message,
  { thing, interview }: { thing: OpenThing; interview: Interview },
  meant: ConversationControl | undefined,
): boolean {
  if (!meant || message.chosen) return false;
  if (meant !== "new_request" && !actionForControl(meant, interview)) return false;
  const other =
    meant === "new_request"
      ? ({ is: "new_request" } as const)
      : ({ is: "control", control: meant, thing } as const);
  askTarget(draft, message, [{ is: "answer", thing }, other]);
  return true;
}
