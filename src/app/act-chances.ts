/** Probabilities of the acts of a message, which sum to 1, and their combination. Pure. */
import { type TargetAct, targetActs } from "../core/message-target.ts";

/** Probability of each act of a message, from 0 to 1. */
export type ActChances = Record<TargetAct, number>;

/** Lowest probability of an act, so that no reading of words excludes a target by itself. */
export const minActChance = 0.001;

/** Returns probabilities for all acts, each at least a minimum. */
export function toActChances(some: Partial<ActChances>): ActChances {
  let sum = 0;
  for (const act of targetActs) sum += Math.max(some[act] ?? 0, minActChance);
  const all = {} as ActChances;
  for (const act of targetActs) all[act] = Math.max(some[act] ?? 0, minActChance) / sum;
  return all;
}

/** Weight of the act's own reading beside the other readings (geometric mean). */
const actWeight = 0.7;

/** Returns the probability that an estimate leaves for other acts. */
const leftOf = (estimate: Partial<ActChances>): number =>
  1 - Object.values(estimate).reduce((total, chance) => total + chance, 0);

const weigh = (act: number, estimate: number): number =>
  Math.max(act, minActChance) ** actWeight * Math.max(estimate, minActChance) ** (1 - actWeight);

/** Acts that only their own reading distinguishes from an answer. */
const likeAnswers: readonly TargetAct[] = ["answer", "resolved", "withdrawn"];

/** Combines the reading of the act with the estimate; acts similar to answers share the rest. */
export function combineActs(act: ActChances, estimate: Partial<ActChances>): ActChances {
  const alike = likeAnswers.filter((one) => estimate[one] === undefined);
  const alikeAct = alike.reduce((sum, one) => sum + act[one], 0);
  const share = weigh(alikeAct, leftOf(estimate)) / alikeAct;
  const both: Partial<ActChances> = {};
  for (const one of targetActs)
    both[one] = alike.includes(one) ? act[one] * share : weigh(act[one], estimate[one] ?? 0);
  return toActChances(both);
}

/** Returns the probabilities without a reading of the act: the rest counts as an answer. */
export const actsWithoutReading = (estimate: Partial<ActChances>): ActChances =>
  toActChances({ ...estimate, answer: leftOf(estimate) });

/** Moves the probability of acts that the words exclude to another act. */
export const moveChance = (
  acts: ActChances,
  from: readonly TargetAct[],
  to: TargetAct,
): ActChances => {
  const moved = from.reduce((sum, act) => sum + acts[act], 0);
  const none = Object.fromEntries(from.map((act) => [act, 0]));
  return toActChances({ ...acts, ...none, [to]: acts[to] + moved });
};

/** Returns all acts that probability can be moved from to one. */
export const likeAllBut = (act: TargetAct): TargetAct[] => targetActs.filter((one) => one !== act);

/** Gives two acts the same probability, so that evidence besides the words decides, or the bot asks. */
export const evenOut = (acts: ActChances, one: TargetAct, other: TargetAct): ActChances => {
  const half = (acts[one] + acts[other]) / 2;
  return { ...acts, [one]: half, [other]: half };
};

/** Minimum probability of an act that short words say explicitly. */
const minExplicitChance = 0.5;

/** Raises the probability of an act at the cost of an answer. */
export const favourAct = (acts: ActChances, act: TargetAct): ActChances =>
  acts[act] >= minExplicitChance
    ? acts
    : toActChances({
        ...acts,
        [act]: minExplicitChance,
        answer: acts.answer * (1 - minExplicitChance),
      });
