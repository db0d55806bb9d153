/**
 * Choice of a target: the stored part of a target until a button, or a day without one, decides.
 */
import type { TargetChoice } from "../platform/event.ts";
import type { DecidedTarget, OpenThing } from "./message-target.ts";

export const toTargetChoice = (target: DecidedTarget): TargetChoice => ({
  is: target.is,
  ...("request" in target && { request: target.request }),
  ...("control" in target && { control: target.control }),
  ...("thing" in target &&
    target.thing && {
      ...{ feature: target.thing.feature, thing: target.thing.id, answers: target.thing.answers },
      ...(target.thing.request !== undefined && { request: target.thing.request }),
      ...(target.thing.isPrivate && { isPrivate: true as const }),
    }),
});

/**
 * Returns the chosen target. An answer to a question that was answered meanwhile adds to its
 * request. `undefined` if the target no longer exists.
 */
export function findChosenTarget(
  { is, feature, thing: id, answers, request, control }: TargetChoice,
  things: readonly OpenThing[],
): DecidedTarget | undefined {
  const thing = things.find(
    (each) => each.feature === feature && each.id === id && each.answers === answers,
  );
  switch (is) {
    case "answer":
    case "not_known":
      if (!thing && request !== undefined) return { is: "addition", request };
      return thing && { is, thing };
    case "agreement":
    case "refusal":
      return thing && { is, thing };
    case "control":
      return control === undefined ? undefined : { is, control, ...(thing && { thing }) };
    case "resolved":
    case "withdrawn":
      return request === undefined ? undefined : { is, request, ...(thing && { thing }) };
    case "addition":
    case "keep_private":
      return request === undefined ? undefined : { is, request };
    default:
      return { is };
  }
}
