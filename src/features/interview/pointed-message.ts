/** Resolution of the colleague's message to which words such as "can you take this up?" refer. */
import type { PrepareContext } from "../../core/feature.ts";
import type { MessageTarget } from "../../core/message-target.ts";
import { isPointing } from "../../nlu/rules/pointing.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import type { InterviewConversation } from "../cases/interview-state.ts";

type Platforms = Pick<PrepareContext, "platforms" | "isConfidentialText">;

/** A colleague's message with the people whose request it becomes. */
interface PointedMessage {
  author: Person;
  message: string;
  text: RichText;
  outside?: true | undefined;
}

/**
 * Returns the message to which words without other content refer: the one that they quote or
 * forward, or the root of the thread in which they mention the bot. A request forwarded without a
 * comment belongs to its author too. `undefined` for other words, and in a thread about a request.
 */
export async function readPointedMessage(
  { platforms, isConfidentialText }: Platforms,
  event: InboundEventOf<"message">,
  { talks }: InterviewConversation,
  target: MessageTarget,
): Promise<PointedMessage | undefined> {
  const { workspace, place, addressed, text, by, quoted } = event;
  const isForwardedRequest =
    target.is === "new_request" &&
    quoted?.author !== undefined &&
    toPlainText(quoted.text) === toPlainText(text);
  if (!addressed || !(isForwardedRequest || isPointing(toPlainText(text)))) return undefined;
  const platform = platforms.get(place.surface);
  const found = quoted?.author
    ? { author: quoted.author, text: quoted.text, message: quoted.message ?? event.message }
    : await readThreadTop();
  if (!found || !toPlainText(found.text).trim() || isConfidentialText(found.text)) return undefined;
  const isOutsider = (await platform?.membershipOf?.(workspace, found.author.id)) === "outsider";
  return isOutsider ? { ...found, author: by, outside: true } : found;

  async function readThreadTop(): Promise<PointedMessage | undefined> {
    const { thread, kind } = place;
    if (!thread || thread === event.message || kind === "personal") return undefined;
    if (talks.some(({ phase, message }) => phase !== "done" && message !== thread))
      return undefined;
    const top = await platform?.readMessage?.(workspace, place, thread);
    return top && { ...top, message: thread };
  }
}
