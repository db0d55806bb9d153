/**
 * Merging of a suggested target, which a model reads from the words, with what the resolver finds
 * without it. Pure.
 */
import { isAlike, maxOffered } from "./choose-target.ts";
import type {
  DecidedTarget,
  MessageTarget,
  TargetAct,
  TargetSuggestion,
} from "./message-target.ts";

/** Acts that are an answer where nothing is offered that they could be about. */
const answeringActs: readonly TargetAct[] = ["addition", "agreement", "refusal"];

/** Returns whether a target is the suggested one. */
export function isSuggested(target: DecidedTarget, { of, act }: TargetSuggestion): boolean {
  switch (target.is) {
    case "not_for_bot":
      return act === "to_somebody_else";
    case "answer":
      return (
        of === target.thing &&
        (act === "answer" || (!target.thing.isOffer && answeringActs.includes(act)))
      );
    case "not_known":
    case "agreement":
    case "refusal":
      return of === target.thing && act === target.is;
    case "resolved":
    case "withdrawn":
    case "addition":
      return of?.request === target.request && act === target.is;
    default:
      return act === target.is;
  }
}

const isPrivate = (target: DecidedTarget): boolean =>
  "thing" in target && target.thing?.isPrivate === true;

/** Returns whether a target opens, ends, reveals and agrees to nothing, and drops no words. */
const isHarmless = (target: DecidedTarget): boolean =>
  (target.is === "answer" || target.is === "addition") && !isPrivate(target);

/**
 * Returns the target that counts. A suggestion decides by itself only which question or request
 * words belong to. Where anything else depends on it, the bot asks. It never makes the bot hear
 * what was not meant for it.
 * @param own - Target without the suggestion.
 * @param suggested - Target with it.
 */
export function mergeSuggested(own: MessageTarget, suggested: MessageTarget): MessageTarget {
  if (own.is === "not_for_bot") return own;
  const [before, after] = [own, suggested].map((target) =>
    target.is === "unclear" ? target.among : [target],
  ) as [readonly DecidedTarget[], readonly DecidedTarget[]];
  if (suggested.is !== "unclear") {
    if (own.is !== "unclear" && isAlike(own, suggested)) return own;
    const leavesAlone = own.is === "unclear" ? !before.some(isPrivate) : isHarmless(own);
    if (leavesAlone && isHarmless(suggested)) return suggested;
  }
  const among = [after[0]!, before[0]!, ...after.slice(1), ...before.slice(1)]
    .filter((each, index, all) => all.findIndex((one) => isAlike(one, each)) === index)
    .slice(0, maxOffered);
  return among.length === 1 ? own : { is: "unclear", among };
}
