/**
 * Messages whose target is not clear. Each is stored before the bot asks, and filed by its author's
 * choice or, after a working day, under its most probable target. Pure.
 */
import { type DecidedTarget, toTargetChoice } from "../../../core/message-target.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEventOf, TargetChoice } from "../../../platform/event.ts";
import { applyControl, reopenQuestion, restoreInterview } from "../dialogue/controls.ts";
import type { TargetOffer } from "../dialogue/reply.ts";
import { findInterview, type InterviewDraft, retractAnswer } from "../dialogue/turn-draft.ts";
import { currentInterview } from "../model/interview-state.ts";
import type { InterviewQuestion } from "../model/questions.ts";
import type { HeldTargets } from "../tables.ts";
import type { HeldMessage } from "./held-messages.ts";

type Message = InboundEventOf<"message">;

/** Maximum number of buttons that offer targets. */
const maxOffered = 3;

/** Names the targets by their act, with a number if there are several with the same act. */
function nameTargets(targets: readonly DecidedTarget[]): HeldTargets {
  const named: { name: string; target: TargetChoice }[] = [];
  for (const each of targets) {
    const target = toTargetChoice(each);
    const same = named.filter(({ target: { is } }) => is === target.is).length;
    named.push({ name: same === 0 ? target.is : `${target.is}-${same + 1}`, target });
  }
  return named;
}

function offersOf({ event, context }: InterviewDraft, targets: HeldTargets): TargetOffer[] {
  return targets.slice(0, maxOffered).map(({ name, target }): TargetOffer => {
    const called =
      target.request === undefined ? undefined : context.targetNames?.get(target.request);
    return {
      name,
      target,
      number: called?.number,
      // other readers of the place must not learn what a request is about
      title: called?.title && event.place.kind === "personal" ? called.title : undefined,
    };
  });
}

/** Records a message with its possible targets, most probable first; returns its row. */
function hold(
  draft: InterviewDraft,
  { text, message, by, at, place }: Message,
  targets: readonly DecidedTarget[],
  isSettled: boolean,
): HeldMessage {
  const named = nameTargets(targets);
  const held: HeldMessage = {
    id: draft.context.newId(),
    place,
    message,
    by: by.id,
    text,
    targets: named,
    at: new Date(at),
    settledAs: isSettled ? named[0]!.name : null,
  };
  draft.effects.push({ do: "hold", held });
  return held;
}

/** Asks what a message belongs to. It has no effect before the answer. */
export function askTarget(
  draft: InterviewDraft,
  message: Message,
  among: readonly DecidedTarget[],
): void {
  const { id, text, targets } = hold(draft, message, among, false);
  draft.replies.push({ say: "which_target", held: id, text, offers: offersOf(draft, targets) });
}

/** Stores a message that was read as small talk, so that a button can open a request with it. */
export function holdSmallTalk(draft: InterviewDraft, message: Message): string {
  const { id } = hold(draft, message, [{ is: "aside" }, { is: "new_request" }], true);
  draft.conversation.smallTalk = { held: id, by: message.by };
  return id;
}

/** Offers to undo an uncertain target of a message. */
export function offerToTakeBack(
  draft: InterviewDraft,
  message: Message,
  target: DecidedTarget,
  others: readonly DecidedTarget[],
): void {
  if (message.chosen) return;
  const { id } = hold(draft, message, [target, ...others], true);
  draft.replies.push({ say: "not_meant", held: id });
}

/** Tells the author how a message without a chosen target was filed. */
export function tellDefault(draft: InterviewDraft, { chosen, text }: Message): void {
  if (!chosen?.isByDefault) return;
  const [offer] = offersOf(draft, [{ name: chosen.target.is, target: chosen.target }]);
  draft.replies.push({ say: "taken_as", text, offer: offer! });
  draft.replies.push({ say: "not_meant", held: chosen.held });
}

/** Returns whether a target has an effect, so that the message is processed again. */
export const isHeardAgain = ({ is }: TargetChoice): boolean =>
  is !== "aside" && is !== "not_for_bot";

/** Files a row under one of its targets, and has its message processed with that target. */
function settle(
  draft: InterviewDraft,
  held: HeldMessage,
  name: string,
  { isByDefault }: { isByDefault: boolean },
): boolean {
  const target = held.targets.find((each) => each.name === name)?.target;
  if (!target) return false;
  draft.effects.push({ do: "settle_held", held, as: name, target, isByDefault });
  if (!isHeardAgain(target)) draft.replies.push({ say: "plain", key: "acknowledgement" });
  return true;
}

/** Handles the button that chooses a message's target; returns whether it was such a button. */
export function chooseHeldTarget(
  draft: InterviewDraft,
  name: string,
  { by }: { by: Person },
): boolean {
  const { held } = draft.context;
  if (!held || held.by !== by.id) return notYours(draft);
  if (held.settledAs !== null && held.settledAs !== "aside") return stale(draft);
  delete draft.conversation.smallTalk;
  return settle(draft, held, name, { isByDefault: false });
}

const notYours = (draft: InterviewDraft): false => {
  draft.replies.push({ say: "plain", key: "no_form" });
  return false;
};
const stale = (draft: InterviewDraft): false => {
  draft.replies.push({ say: "plain", key: "held_settled" });
  return false;
};

/** Files a message under its most probable target after a working day without a choice. */
export function settleUntapped(draft: InterviewDraft): void {
  const { held } = draft.context;
  const [likeliest] = held?.targets ?? [];
  if (held && held.settledAs === null && likeliest)
    settle(draft, held, likeliest.name, { isByDefault: true });
}

/** Undoes a message's target and asks what it belongs to; returns whether it did. */
export function takeBack(draft: InterviewDraft, { by }: { by: Person }): boolean {
  const { held } = draft.context;
  if (!held || held.by !== by.id) return notYours(draft);
  const was = held.targets.find(({ name }) => name === held.settledAs)?.target;
  if (!was) return stale(draft);
  undo(draft, held, was);
  const left = held.targets.filter(({ name }) => name !== held.settledAs);
  const targets: HeldTargets =
    left.length < maxOffered && left.every(({ target: { is } }) => is !== "aside")
      ? [...left, { name: "aside", target: { is: "aside" } }]
      : left;
  draft.effects.push({ do: "hold_again", held: held.id, targets });
  draft.replies.push({
    say: "which_target",
    held: held.id,
    text: held.text,
    offers: offersOf(draft, targets),
  });
  return true;
}

function undo(draft: InterviewDraft, { message }: HeldMessage, was: TargetChoice): void {
  const { by } = draft.event;
  switch (was.is) {
    case "new_request":
      for (const interview of draft.conversation.interviews)
        if (interview.message === message) applyControl(draft, interview, "cancel");
      return;
    case "answer":
    case "not_known": {
      const interview = was.request === undefined ? undefined : findInterview(draft, was.request);
      const question =
        interview &&
        (Object.keys(interview.answers) as InterviewQuestion[]).find(
          (each) => interview.answers[each]?.message === message,
        );
      if (
        interview &&
        question &&
        interview.phase !== "done" &&
        interview === currentInterview(draft.conversation)
      )
        return reopenQuestion(draft, interview, question);
      if (interview && question) return retractAnswer(draft, interview, question);
      draft.effects.push({ do: "take_back", message });
      return;
    }
    case "addition":
      draft.effects.push({ do: "take_back", message });
      return;
    case "resolved":
    case "withdrawn": {
      const interview = was.request === undefined ? undefined : findInterview(draft, was.request);
      draft.effects.push({ do: "take_back", message });
      if (interview && !interview.filed) restoreInterview(draft, interview);
      else if (was.request !== undefined && was.is === "withdrawn")
        draft.caseActions.push({ request: was.request, act: "restore", by });
      return;
    }
  }
}
