/** Questions in the replies of a turn, and the label of the button that words stand for. Pure. */
import type { MessageTarget } from "../../../core/message-target.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { ConversationControl } from "../../../nlu/judge.ts";
import { type Asked, questionsAsked } from "../../cases/requester/shown-cards.ts";
import { actionForControl } from "../dialogue/controls.ts";
import type { Reply } from "../dialogue/reply.ts";
import type { Interview } from "../model/interview-state.ts";

/** Lists what the buttons of replies ask. */
export const askedIn = (replies: readonly Reply[]): Asked[] =>
  replies.flatMap((reply): Asked[] => {
    switch (reply.say) {
      case "ask":
      case "brief":
      case "reminder":
      case "not_on_offer":
      case "which_part":
        return [{ of: "interview", request: reply.request }];
      case "about":
        return reply.key === "parked" ? [{ of: "interview", request: reply.request }] : [];
      case "which_target":
        return [{ of: "held", held: reply.held }];
      case "notice":
      case "outcome":
      case "routine_outcome":
      case "which_verdict":
      case "which_choice":
        return questionsAsked(reply);
      default:
        return [];
    }
  });

/** Returns the label of the button that does what the words asked for; `undefined` for answers. */
export function saidButton(
  target: MessageTarget | undefined,
  interviews: readonly Interview[],
  words: Words,
): string | undefined {
  const verb = target && verbOf(target, interviews);
  return verb && words.plain(`requests.button.${verb}`);
}

function verbOf(target: MessageTarget, interviews: readonly Interview[]): string | undefined {
  switch (target.is) {
    case "resolved":
      return "solved";
    case "withdrawn":
      return "cancel";
    case "agreement":
    case "control": {
      const control = target.is === "control" ? (target.control as ConversationControl) : "yes";
      const interview = interviews.find(({ request }) => request === target.thing?.request);
      return interview && actionForControl(control, interview)?.verb;
    }
    default:
      return undefined;
  }
}
