/**
 * Adjustment of a target to its audience: answers to private questions, and messages in a thread
 * that do not mention the bot. Pure.
 */
import type { TargetClaim } from "./choose-target.ts";
import type { MessageTarget, OpenThing, WordsReading } from "./message-target.ts";

/**
 * Probability of a problem from which an answer to a private question is also treated as a problem.
 */
const minUrgentChance = 0.6;

/** Returns whether a message in the author's own thread is about the request, and for the team. */
export const isForTeam = (claims: readonly TargetClaim[], words: WordsReading): boolean => {
  const [{ target, reasons }] = claims as [TargetClaim, ...TargetClaim[]];
  return (
    target.is === "resolved" ||
    (target.is === "addition" &&
      (reasons.includes("sharedWord") || words.saysMore || words.urgent >= minUrgentChance))
  );
};

/**
 * Keeps a problem or a wish in an answer to a private question from being lost, and the answer from
 * being shown to others: it is stored as an answer and offered as a request.
 */
export function keepPublic(
  target: MessageTarget,
  words: WordsReading,
  newest: OpenThing | undefined,
): MessageTarget {
  const isProblem = words.urgent >= minUrgentChance || words.acts.new_request >= minUrgentChance;
  if (newest?.mayTellOfProblems) {
    // a problem may describe the person's day; an explicit request is for the team
    if (target.is === "new_request" && (words.urgent >= minUrgentChance || !words.asksOutright))
      return { is: "answer", thing: newest, mayBeRequest: true };
    if (target.is === "unclear" && target.among.some(({ is }) => is === "answer"))
      return { is: "answer", thing: newest, mayBeRequest: isProblem || undefined };
  }
  if (target.is !== "answer" || !target.thing.isPrivate || !isProblem) return target;
  return target.thing.mayTellOfProblems ? { ...target, mayBeRequest: true } : { is: "new_request" };
}
