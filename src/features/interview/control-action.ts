/**
 * What a model alone takes a message for is offered as a button, and the words are kept until a tap
 * decides.
 */
import type { ConversationControl } from "../../nlu/judge.ts";
import type { RequestAction } from "../cases/action-codec.ts";
import type { Interview } from "../cases/interview-state.ts";

/**
 * The button that does what somebody may have meant; undefined where nothing of the kind can be
 * done now.
 */
export function actionForControl(
  control: ConversationControl,
  { request, pending, phase }: Interview,
): RequestAction | undefined {
  switch (control) {
    case "skip":
      return pending && { verb: "skip", request, question: pending };
    case "what_for":
    case "help":
      return pending && { verb: "why", request, question: pending };
    case "resume":
      return phase === "parked" ? { verb: "resume", request } : undefined;
    case "yes":
      return phase === "confirming" ? { verb: "right", request } : undefined;
    case "not_a_request":
      return { verb: "no_request", request };
    case "all_at_once":
      return { verb: "form", request };
    case "back":
    case "later":
    case "cancel":
    case "person":
      return { verb: control, request };
    case "no":
    case "new_request":
      return undefined;
  }
}
