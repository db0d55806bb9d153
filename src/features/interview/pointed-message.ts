/** Finds the message of a colleague at which the words "can you take this up?" point. */
import type { PrepareContext } from "../../core/feature.ts";
import { isPointing } from "../../nlu/rules/pointing.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import type { InterviewConversation } from "../cases/interview-state.ts";

/**
 * Reads the message at the top of a thread in which the bot was mentioned with words that only
 * point at it; `undefined` for other words, and where a request is talked about.
 */
export async function readPointedMessage(
  { platforms, isConfidentialText }: Pick<PrepareContext, "platforms" | "isConfidentialText">,
  { workspace, place, addressed, text, by, message: own }: InboundEventOf<"message">,
  { talks }: InterviewConversation,
): Promise<
  { author: Person; message: string; text: RichText; outside?: true | undefined } | undefined
> {
  const { thread, surface, kind } = place;
  if (
    !addressed ||
    !thread ||
    thread === own ||
    kind === "personal" ||
    !isPointing(toPlainText(text))
  )
    return undefined;
  if (talks.some(({ phase, message }) => phase !== "done" && message !== thread)) return undefined;
  const platform = platforms.get(surface);
  const found = await platform?.readMessage?.(workspace, place, thread);
  if (!found || !toPlainText(found.text).trim() || isConfidentialText(found.text)) return undefined;
  const isOutsider = (await platform?.membershipOf?.(workspace, found.author.id)) === "outsider";
  return isOutsider
    ? { author: by, message: thread, text: found.text, outside: true }
    : { ...found, message: thread };
}
