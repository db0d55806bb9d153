/**
 * What a model alone takes a message for is offered as a button, and the words are kept until a tap
 * decides.
 */
import type { ConversationControl } from "../../nlu/judge.ts";
import { type InterviewAction, interviewActions } from "../cases/interview-actions.ts";
import type { Interview } from "../cases/interview-state.ts";

/**
 * The button that does what somebody may have meant; undefined where nothing of the kind can be
 * done now.
 */
export function actionForControl(
  control: ConversationControl,
  { request, pending, phase }: Interview,
): { verb: InterviewAction["verb"]; press: string } | undefined {
  const { encode } = interviewActions;
  switch (control) {
    case "skip":
      return pending && { verb: "skip", press: encode("skip", request, pending) };
    case "what_for":
    case "help":
      return pending && { verb: "why", press: encode("why", request, pending) };
    case "resume":
      return phase === "parked" ? { verb: "resume", press: encode("resume", request) } : undefined;
    case "yes":
      return phase === "confirming"
        ? { verb: "right", press: encode("right", request) }
        : undefined;
    case "not_a_request":
      return { verb: "no_request", press: encode("no_request", request) };
    case "all_at_once":
      return { verb: "form", press: encode("form", request) };
    case "back":
    case "later":
    case "cancel":
    case "person":
      return { verb: control, press: encode(control, request) };
    case "no":
    case "new_request":
      return undefined;
  }
}
