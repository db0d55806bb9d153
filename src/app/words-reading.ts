/** Turns readings of the judge into the chances that the message target is found by. */
import {
  type OpenThing,
  type TargetAct,
  targetActs,
  type WordsReading,
} from "../core/message-target.ts";
import type { Readings, SmallTalkLabel } from "../nlu/judge.ts";
import { readNonAnswer } from "../nlu/rules/non-answers.ts";
import { isPrivacyWish } from "../nlu/rules/private-marker.ts";
import { beginsLikeRequest } from "../nlu/rules/request-opening.ts";

/** Small talk that is no answer to a question. */
const asides = new Set<SmallTalkLabel>(["greeting", "thanks", "about_bot"]);

/** Share of a request's chance that it keeps while something is open, by how it begins. */
const requestWhileOpen = { beginsLikeRequest: 0.9, otherwise: 0.2 } as const;

type Chances = Record<TargetAct, number>;

const minChance = 0.001;

const chances = (some: Partial<Chances>): Chances => {
  const all = Object.fromEntries(
    targetActs.map((act) => [act, Math.max(some[act] ?? 0, minChance)]),
  ) as Chances;
  const sum = Object.values(all).reduce((total, chance) => total + chance, 0);
  for (const act of targetActs) all[act] /= sum;
  return all;
};

/** Chance that the words ask for something. */
const requestChance = ({ request }: Readings): number =>
  request
    ? request.isRequest.label
      ? request.isRequest.confidence
      : Math.min(0.5, 1 - request.isRequest.confidence)
    : 0;

/** Whether the words leave the question open that they answer. */
const leavesOpen = (text: string, thing: OpenThing | undefined): boolean =>
  thing !== undefined &&
  !thing.isOffer &&
  !thing.isPrivate &&
  thing.answers !== "kind" &&
  thing.answers !== "none" &&
  readNonAnswer(text, thing.answers) !== undefined;

/** Estimates the chances from the readings of controls, requests and small talk. */
function estimateActs(text: string, thing: OpenThing | undefined, readings: Readings): Chances {
  const { control, request } = readings;
  if (control?.label === "yes") return chances({ agreement: 0.95 });
  if (control?.label === "no") return chances({ refusal: 0.95 });
  if (control?.label === "new_request") return chances({ new_request: 0.95 });
  if (leavesOpen(text, thing)) return chances({ not_known: 0.95 });
  const asks = requestChance(readings);
  const { label, confidence } = request?.smallTalk ?? { label: "other", confidence: 0 };
  // a weak reading of small talk is no reason to drop an answer
  const talks = (1 - asks) * confidence ** 2;
  if (!thing) {
    const rest = 1 - asks;
    return chances({ new_request: asks, [label === "status" ? "status" : "aside"]: rest });
  }
  const agrees = label === "acknowledgement";
  const talk: Partial<Chances> =
    label === "status"
      ? { status: talks }
      : agrees
        ? { agreement: talks }
        : asides.has(label)
          ? { aside: talks }
          : {};
  const asksAnew =
    asks *
    (beginsLikeRequest(text) && !thing.mayBeginLikeRequest
      ? requestWhileOpen.beginsLikeRequest
      : requestWhileOpen.otherwise);
  const taken = Object.values(talk).reduce((sum, chance) => sum + chance, asksAnew);
  return chances({ ...talk, new_request: asksAnew, answer: Math.max(0.01, 1 - taken) });
}

/** Weight of the act's own reading against what the other readings tell (geometric mean). */
const actWeight = 0.7;

const combine = (act: Chances, estimate: Chances): Chances =>
  chances(
    Object.fromEntries(
      targetActs.map((one) => [one, act[one] ** actWeight * estimate[one] ** (1 - actWeight)]),
    ),
  );

/** Combines the reading of the act, where there is one, with what the other readings tell. */
export function interpretReadings(
  text: string,
  thing: OpenThing | undefined,
  readings: Readings,
): WordsReading {
  const { act, control, request } = readings;
  const estimate = estimateActs(text, thing, readings);
  const isAboutConversation =
    control && control.label !== "yes" && control.label !== "no" && control.label !== "new_request";
  const broken = request?.kind.label === "factory_issue" ? request.kind.confidence : 0;
  return {
    acts:
      act && !(control && thing?.isOffer) && !leavesOpen(text, thing)
        ? combine(act.chances, estimate)
        : estimate,
    control: isAboutConversation ? control.label : undefined,
    isPrivacyWish: isPrivacyWish(text),
    isIncident: request?.security.label === true,
    urgent: broken * requestChance(readings),
    readings,
  };
}
