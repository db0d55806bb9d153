/**
 * Choice among the claims on a message: the best one, or several that the bot asks about; and what
 * a model's suggestion may change in it. Pure.
 */
import type {
  DecidedTarget,
  MessageTarget,
  TargetAct,
  TargetSuggestion,
} from "../message-target.ts";

/** A target with its probability and the evidence for it. */
export interface TargetClaim {
  target: DecidedTarget;
  chance: number;
  reasons: readonly string[];
}

/** A claim before its probability is known. */
export type ScoredClaim = Omit<TargetClaim, "chance"> & { score: number };

/**
 * Minimum lead (difference of probabilities) of the best claim over the second; higher if it ends a
 * request. Of 306 whole conversations 72 % are right with 0.15 and 70 % with 0.3, with 5 and 13
 * questions by button per hundred messages.
 */
const minLead = 0.15;
const minLeadToEnd = 0.3;
/** Minimum probability of a claim that is offered. */
const minChance = 0.08;
/** Maximum number of claims offered with buttons. */
const maxOffered = 3;

/** Targets that differ from another only in phrasing, not in their object. */
const variantOf: Partial<Record<DecidedTarget["is"], DecidedTarget["is"]>> = {
  not_known: "answer",
  withdrawn: "resolved",
  not_for_bot: "aside",
};

/** Returns whether two targets are for the same thing. */
export function isAlike(one: DecidedTarget, other: DecidedTarget): boolean {
  const matter = ({ is }: DecidedTarget) => variantOf[is] ?? is;
  const object = (target: DecidedTarget) =>
    "request" in target ? target.request : "thing" in target ? target.thing : undefined;
  return matter(one) === matter(other) && object(one) === object(other);
}

/**
 * Returns the claims after the best one that are about something else and probable enough to be
 * offered.
 */
export function rivalsOf([best, ...claims]: readonly TargetClaim[]): TargetClaim[] {
  const rivals: TargetClaim[] = [];
  for (const claim of claims)
    if (
      claim.chance >= minChance &&
      [best!, ...rivals].every(({ target }) => !isAlike(target, claim.target))
    )
      rivals.push(claim);
  return rivals.slice(0, maxOffered - 1);
}

/** Returns the best target if it leads clearly, else those close to it. */
export function chooseTarget(claims: readonly TargetClaim[]): MessageTarget {
  const [best] = claims;
  const rivals = rivalsOf(claims);
  const chance = claims
    .filter(({ target }) => isAlike(target, best!.target))
    .reduce((sum, each) => sum + each.chance, 0);
  const needed = best!.target.is === "withdrawn" ? minLeadToEnd : minLead;
  if (rivals.length === 0 || chance - rivals[0]!.chance >= needed) return best!.target;
  return { is: "unclear", among: [best!, ...rivals].map(({ target }) => target) };
}

/** Converts scores to probabilities that sum to 1, best first. */
export function toChances(claims: readonly ScoredClaim[]): TargetClaim[] {
  const most = Math.max(...claims.map(({ score }) => score));
  const total = claims.reduce((sum, { score }) => sum + Math.exp(score - most), 0);
  return claims
    .map(({ target, score, reasons }) => ({
      target,
      chance: Math.exp(score - most) / total,
      reasons,
    }))
    .toSorted((one, other) => other.chance - one.chance);
}

// Merging of a suggested target, which a model reads from the words, with what the resolver finds
// without it. Pure.

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
