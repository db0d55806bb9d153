/**
 * Buttons of the interview. Cards can be outdated, so each button is checked against the current
 * state.
 */

import type { InboundEventOf } from "../../../platform/event.ts";
import type { AccessDenial } from "../../cases/lifecycle/permissions.ts";
import { topPriorityPublicLabel } from "../../cases/team/trade-offs.ts";
import { chooseHeldTarget, takeBack } from "../held/hold-message.ts";
import type { InterviewAction } from "../model/actions.ts";
import type { Interview } from "../model/interview-state.ts";
import { questions } from "../model/questions.ts";
import {
  continueInterview,
  finishInterview,
  scheduleAnswerReminder,
  startNextInterview,
} from "../questions/next-question.ts";
import { takeAnswer, takeChoice } from "../questions/take-answer.ts";
import { confirmDoubtfulRequest, openRequestHere } from "../requests/open-request.ts";
import { takeKeptWords } from "./case-dialogue.ts";
import {
  actionForControl,
  applyControl,
  askForPart,
  closeAsSelfService,
  reopenQuestion,
  reportBreakage,
  restoreInterview,
  skipQuestion,
} from "./controls.ts";
import {
  checkInterviewAccess,
  endInterview,
  findInterview,
  type InterviewDraft,
  refuseAccess,
} from "./turn-draft.ts";

/** Applies a pressed button. */
export function onInterviewAction(draft: InterviewDraft, event: InboundEventOf<"press">): void {
  const { action } = draft;
  if (!action) return void draft.replies.push({ say: "plain", key: "no_form" });
  switch (action.verb) {
    case "silence":
    case "settle_held":
      return void draft.replies.push({ say: "plain", key: "no_form" });
    case "is_request":
      return confirmDoubtfulRequest(draft);
    case "help":
      return void draft.replies.push({ say: "plain", key: "help" });
    case "ask":
      return void draft.replies.push({ say: "plain", key: "what_is_it" });
    case "held":
    case "not_meant": {
      const { card, press, by } = event;
      const [, name = ""] = action.args;
      const isDone =
        action.verb === "held" ? chooseHeldTarget(draft, name, event) : takeBack(draft, event);
      if (isDone && card) draft.effects.push({ do: "settle", card, press, by });
      return;
    }
    case "as_new": {
      const words = takeKeptWords(draft, action.args[0]);
      return words
        ? openRequestHere(draft, { by: event.by, message: words.message })
        : void draft.replies.push({ say: "plain", key: "nothing_open" });
    }
    default:
      return onRequestButton(draft, action, event);
  }
}

/** A button about one interview. */
type RequestButton = Exclude<
  InterviewAction,
  {
    verb:
      | "silence"
      | "settle_held"
      | "held"
      | "not_meant"
      | "is_request"
      | "help"
      | "ask"
      | "as_new";
  }
>;

function onRequestButton(
  draft: InterviewDraft,
  press: RequestButton,
  event: InboundEventOf<"press">,
): void {
  const interview = findInterview(draft, press.args[0]);
  if (!interview) return void draft.replies.push({ say: "plain", key: "no_form" });
  const why = whyNot(draft, interview, press);
  if (why) return refuseAccess(draft, interview, why);
  if (interview.lastPress === event.press && !repeatable.has(press.verb)) return;
  interview.lastPress = event.press;
  if (press.verb === "restore" && interview.filed)
    return void draft.caseActions.push({
      request: interview.request,
      act: "restore",
      by: event.by,
    });
  const before = draft.replies.length;
  const isMeant = wasMeant(draft, interview, press);
  const isStale = draft.context.isOldCard === true && !repeatable.has(press.verb);
  const applied = !isStale && apply(draft, interview, press, event);
  if (applied && isMeant) delete draft.conversation.doubt;
  if (!applied && draft.replies.length === before) tellWhatStands(draft, interview);
  if (applied && event.card && !repeatable.has(press.verb))
    draft.effects.push({ do: "settle", card: event.card, press: event.press, by: event.by });
}

/** Tells that a button no longer applies, and shows what is asked now. */
function tellWhatStands({ replies }: InterviewDraft, { request, phase, pending }: Interview): void {
  replies.push({ say: "about", key: phase === "done" ? "closed" : "stale", request });
  if (phase === "asking" && pending) replies.push({ say: "ask", request, question: pending });
  else if (phase === "confirming") replies.push({ say: "brief", request });
  else if (phase === "parked") replies.push({ say: "about", key: "parked", request });
}

/** Returns whether held words meant the pressed button, so that they are no answer. */
function wasMeant(
  { conversation: { doubt } }: InterviewDraft,
  interview: Interview,
  { verb }: RequestButton,
): boolean {
  return (
    doubt?.request === interview.request &&
    doubt.meant !== undefined &&
    actionForControl(doubt.meant, interview)?.verb === verb
  );
}

/**
 * Returns the reason why a button may not be pressed by this person. Choices about a request are
 * its requester's, by any button; held messages are decided on by their author.
 */
function whyNot(
  draft: InterviewDraft,
  interview: Interview,
  press: RequestButton,
): AccessDenial | undefined {
  const { doubt } = draft.conversation;
  const isAuthor = doubt?.by.id === draft.event.by.id;
  if (press.verb === "another") return isAuthor ? undefined : "unknown";
  if (press.verb === "answers" && isAuthor) return checkInterviewAccess(draft, interview, "tell");
  const chooses =
    press.verb === "waits" || (press.verb === "choose" && questions[press.args[1]].isTradeOff);
  return checkInterviewAccess(draft, interview, chooses ? "priority" : press.verb);
}

/** Buttons that change nothing and can be pressed again. */
const repeatable: ReadonlySet<RequestButton["verb"]> = new Set(["why", "form"]);

/** Executes the button's action, if still possible; returns whether it did. */
function apply(
  draft: InterviewDraft,
  interview: Interview,
  press: RequestButton,
  { by, at }: InboundEventOf<"press">,
): boolean {
  const open = interview.phase !== "done";
  const { conversation } = draft;
  switch (press.verb) {
    case "skip":
      if (!open || interview.pending !== press.args[1]) return false;
      skipQuestion(draft, interview, press.args[1]);
      return true;
    case "why":
      draft.replies.push({ say: "why", request: interview.request, question: press.args[1] });
      return true;
    case "choose": {
      const [, question, choice] = press.args;
      return (
        open &&
        interview.pending === question &&
        takeChoice(draft, interview, question, choice, { by, at })
      );
    }
    case "waits": {
      const other = draft.context.numberOnes.find(({ request }) => request === press.args[1]);
      const { pending } = interview;
      if (!open || !other || !pending || !questions[pending].isTradeOff) return false;
      takeAnswer(draft, interview, pending, {
        text: topPriorityPublicLabel(other),
        by,
        readings: { by: "choice" },
      });
      draft.effects.push({ do: "trade", request: interview.request, by, waits: other.request });
      return true;
    }
    case "again":
      if (interview.phase === "done" && interview.number === undefined) return false;
      reopenQuestion(draft, interview, press.args[1]);
      return true;
    case "heard":
      return true;
    case "replace": {
      const words = interview.draft;
      if (!words) return false;
      delete interview.draft;
      const { text: readings } = draft.context.readings;
      takeAnswer(draft, interview, press.args[1], { ...words, readings, isCorrection: true });
      return true;
    }
    case "broken":
      // an old card's button: later answers were given to a wish
      if (!open || !interview.pending || !questions[interview.pending].offersBreakage) return false;
      reportBreakage(draft, interview);
      return true;
    case "right":
      if (interview.phase !== "confirming") return false;
      finishInterview(draft, interview, true);
      return true;
    case "change":
      askForPart(draft, interview);
      return true;
    case "restore":
      return restoreInterview(draft, interview);
    case "resume":
      if (!open) return false;
      applyControl(draft, interview, "resume");
      return true;
    case "remind":
      if (interview.phase !== "parked") return false;
      interview.reminded = false;
      scheduleAnswerReminder(draft, interview);
      draft.replies.push({ say: "about", key: "will_remind", request: interview.request });
      return true;
    case "own_way":
      if (!open || !interview.ownWay) return false;
      closeAsSelfService(draft, interview);
      return true;
    case "solved":
      if (!open) return false;
      endInterview(draft, interview, "cancelled", "solved");
      if (!interview.filed)
        draft.replies.push({ say: "about", key: "solved", request: interview.request });
      startNextInterview(draft);
      return true;
    case "answers":
    case "another": {
      const { doubt } = conversation;
      if (!doubt || doubt.request !== interview.request || (press.verb === "answers" && !open))
        return false;
      delete conversation.doubt;
      if (press.verb === "another")
        openRequestHere(draft, { by: doubt.by, message: doubt.message });
      else if (interview.pending)
        takeAnswer(draft, interview, interview.pending, {
          ...doubt,
          readings: draft.context.readings.text,
        });
      else continueInterview(draft, interview);
      return true;
    }
    case "form":
      return false;
    case "back":
    case "later":
    case "cancel":
    case "person":
    case "no_request":
      // what is routine is logged at once, and its card offers this
      if (
        !open &&
        !(
          press.verb === "no_request" &&
          interview.ended === "new" &&
          interview.kind === "standard_service"
        )
      )
        return false;
      applyControl(draft, interview, press.verb === "no_request" ? "not_a_request" : press.verb);
      return true;
  }
}
