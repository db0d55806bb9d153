/**
 * A button was pressed. Buttons outlive the moment they were made for, so each is checked against
 * what stands in the room now.
 */
import type { InboundEventOf } from "../../platform/event.ts";
import { decodeRequestAction, type RequestAction } from "../cases/action-codec.ts";
import { currentInterview, type Interview } from "../cases/interview-state.ts";
import type { AccessDenial } from "../cases/permissions.ts";
import { topPriorityPublicLabel } from "../cases/queries/top-priorities.ts";
import { questions } from "../cases/questions.ts";
import { takeKeptWords } from "./case-dialogue.ts";
import { actionForControl } from "./control-action.ts";
import {
  applyControl,
  closeAsSelfService,
  reopenQuestion,
  reportBreakage,
  skipQuestion,
} from "./controls.ts";
import {
  continueInterview,
  finishInterview,
  scheduleAnswerReminder,
  startNextInterview,
} from "./next-question.ts";
import { confirmDoubtfulRequest, openRequestHere } from "./on-message.ts";
import { chooseKind } from "./request-kind.ts";
import { takeAnswer } from "./take-answer.ts";
import {
  checkInterviewAccess,
  endInterview,
  enterPhase,
  findInterview,
  type InterviewDraft,
  recordAnswer,
  refuseAccess,
} from "./turn-draft.ts";

export function onInterviewAction(draft: InterviewDraft, event: InboundEventOf<"press">): void {
  const press = decodeRequestAction(event.press);
  if (!press) return void draft.replies.push({ say: "plain", key: "no_form" });
  if (!("request" in press)) return pressedAlone(draft, press.verb);
  if (press.verb === "as_new") {
    const words = takeKeptWords(draft, press.request);
    return words
      ? openRequestHere(draft, { by: event.by, message: words.message })
      : void draft.replies.push({ say: "plain", key: "nothing_open" });
  }
  const talk = findInterview(draft, press.request);
  if (!talk) return void draft.replies.push({ say: "plain", key: "no_form" });
  const why = whyNot(draft, talk, press);
  if (why) return refuseAccess(draft, talk, why);
  if (talk.lastPress === event.press && !repeatable.has(press.verb)) return;
  talk.lastPress = event.press;
  if (press.verb === "restore" && talk.filed)
    return void draft.caseActions.push({ request: talk.request, act: "restore", by: event.by });
  const before = draft.replies.length;
  const isMeant = wasMeant(draft, talk, press);
  const applied = apply(draft, talk, press, event);
  if (applied && isMeant) delete draft.conversation.doubt;
  if (!applied && draft.replies.length === before)
    draft.replies.push({
      say: "about",
      key: talk.phase === "done" ? "closed" : "stale",
      request: talk.request,
    });
  if (applied && event.card && !repeatable.has(press.verb))
    draft.effects.push({ do: "settle", card: event.card, press: event.press, by: event.by });
}

/** Whether words that wait for a tap meant what is pressed, and so are no answer. */
function wasMeant(
  { conversation: { doubt } }: InterviewDraft,
  talk: Interview,
  { verb }: RequestAction,
): boolean {
  return (
    doubt?.request === talk.request &&
    doubt.meant !== undefined &&
    actionForControl(doubt.meant, talk)?.verb === verb
  );
}

/**
 * Why a button is not theirs to press. What waits for a request is its requester's to choose, by
 * whichever button; kept words are settled by their author.
 */
function whyNot(
  draft: InterviewDraft,
  talk: Interview,
  press: TalkPress,
): AccessDenial | undefined {
  const { doubt } = draft.conversation;
  const isAuthor = doubt?.by.id === draft.event.by.id;
  if (press.verb === "another") return isAuthor ? undefined : "unknown";
  if (press.verb === "answers" && isAuthor) return checkInterviewAccess(draft, talk, "tell");
  const chooses =
    press.verb === "waits" || (press.verb === "choose" && questions[press.question].isTradeOff);
  return checkInterviewAccess(draft, talk, chooses ? "priority" : press.verb);
}

/** Buttons that change nothing, and stay. */
const repeatable = new Set<RequestAction["verb"]>(["why", "form", "help", "ask"]);

function pressedAlone(
  draft: InterviewDraft,
  verb: Exclude<RequestAction, { request: string }>["verb"],
): void {
  if (verb === "is_request") return confirmDoubtfulRequest(draft);
  draft.replies.push({ say: "plain", key: verb === "help" ? "help" : "what_is_it" });
}

type TalkPress = Exclude<Extract<RequestAction, { request: string }>, { verb: "as_new" }>;

/** Does what the button says, if it can still be done; tells whether it was. */
function apply(
  draft: InterviewDraft,
  talk: Interview,
  press: TalkPress,
  { by, at }: InboundEventOf<"press">,
): boolean {
  const open = talk.phase !== "done";
  const { conversation } = draft;
  switch (press.verb) {
    case "skip":
      if (!open || talk.pending !== press.question) return false;
      skipQuestion(draft, talk, press.question);
      return true;
    case "why":
      draft.replies.push({ say: "why", request: talk.request, question: press.question });
      return true;
    case "choose": {
      const text = draft.context.chosen(press.choice);
      if (!open || !text || talk.pending !== press.question) return false;
      const read = questions[press.question].choices?.[press.choice];
      takeAnswer(draft, talk, press.question, {
        text,
        by,
        readings: { by: "choice", ...read?.(at) },
      });
      return true;
    }
    case "waits": {
      const other = draft.context.numberOnes.find(({ request }) => request === press.choice);
      const { pending } = talk;
      if (!open || !other || !pending || !questions[pending].isTradeOff) return false;
      takeAnswer(draft, talk, pending, {
        text: topPriorityPublicLabel(other),
        by,
        readings: { by: "choice" },
      });
      draft.effects.push({ do: "trade", request: talk.request, by, waits: other.request });
      return true;
    }
    case "kind":
      if (!open || talk.pending !== "kind") return false;
      recordAnswer(draft, talk, "kind", {
        text: draft.context.chosen(press.choice) ?? [press.choice],
        by,
      });
      chooseKind(draft, talk, press.choice);
      continueInterview(draft, talk);
      return true;
    case "again":
      if (talk.phase === "done" && talk.number === undefined) return false;
      reopenQuestion(draft, talk, press.question);
      return true;
    case "heard":
      return true;
    case "replace": {
      const words = talk.draft;
      if (!words) return false;
      delete talk.draft;
      takeAnswer(draft, talk, press.question, { ...words, readings: draft.context.readings.text });
      return true;
    }
    case "broken":
      if (!open || talk.kind === "factory_issue") return false;
      reportBreakage(draft, talk);
      return true;
    case "right":
      if (talk.phase !== "confirming") return false;
      finishInterview(draft, talk, true);
      return true;
    case "change":
      draft.replies.push({ say: "which_part", request: talk.request });
      return true;
    case "restore":
      if (open || (talk.ended !== "cancelled" && talk.ended !== "not_a_request")) return false;
      draft.replies.push({ say: "about", key: "restored", request: talk.request });
      if (currentInterview(conversation)) enterPhase(draft, talk, "waiting");
      else continueInterview(draft, talk);
      return true;
    case "resume":
      if (!open) return false;
      applyControl(draft, talk, "resume");
      return true;
    case "remind":
      if (talk.phase !== "parked") return false;
      talk.reminded = false;
      scheduleAnswerReminder(draft, talk);
      draft.replies.push({ say: "about", key: "will_remind", request: talk.request });
      return true;
    case "own_way":
      if (!open || !talk.ownWay) return false;
      closeAsSelfService(draft, talk);
      return true;
    case "solved":
      if (!open) return false;
      endInterview(draft, talk, "cancelled", "solved");
      if (!talk.filed) draft.replies.push({ say: "about", key: "solved", request: talk.request });
      startNextInterview(draft);
      return true;
    case "answers":
    case "another": {
      const { doubt } = conversation;
      if (!doubt || doubt.request !== talk.request || (press.verb === "answers" && !open))
        return false;
      delete conversation.doubt;
      if (press.verb === "another")
        openRequestHere(draft, { by: doubt.by, message: doubt.message });
      else if (talk.pending)
        takeAnswer(draft, talk, talk.pending, { ...doubt, readings: draft.context.readings.text });
      else continueInterview(draft, talk);
      return true;
    }
    case "form":
      return false;
    case "back":
    case "later":
    case "cancel":
    case "person":
    case "no_request":
      if (!open && !(press.verb === "no_request" && talk.ended === "new")) return false;
      applyControl(draft, talk, press.verb === "no_request" ? "not_a_request" : press.verb);
      return true;
  }
}
