/** Resolution of the colleague's message to which words such as "can you take this up?" refer. */
import type { PrepareContext } from "../../../core/feature.ts";
import type { MessageTarget } from "../../../core/message-target.ts";
import { readPointing } from "../../../nlu/rules/references/pointing.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import { outboxRowByMessage } from "../../../storage/queue/outbox.ts";
import type { InterviewConversation } from "../model/interview-state.ts";

type Platforms = Pick<PrepareContext, "read" | "platforms" | "isConfidentialText">;

/** A colleague's message, and the person whose request it becomes. */
export interface PointedMessage {
  author: Person;
  message: string;
  text: RichText;
  /** The text of each, if several messages were forwarded at once. */
  parts?: RichText[] | undefined;
  outside?: true | undefined;
  /** Whether the words may have a matter of their own, so that the bot asks. */
  isDoubtful?: boolean;
}

/** Returns the text of each message that is pointed at. */
export const textsOf = ({ text, parts }: PointedMessage): RichText[] => parts ?? [text];

/** Targets of words that belong to nothing that is open. */
const isOfNothingOpen: ReadonlySet<MessageTarget["is"]> = new Set([
  "new_request",
  "aside",
  "unclear",
]);

/**
 * Returns the message to which words without a matter of their own refer: the one that they quote
 * or forward, or the root of the thread in which they mention the bot. A request forwarded without
 * a comment belongs to its author too; several forwarded at once are requests of their own, whatever
 * the words beside them. `undefined` for other words, for answers of the people of an
 * open request, and in a thread about another request.
 */
export async function readPointedMessage(
  { read, platforms, isConfidentialText }: Platforms,
  event: InboundEventOf<"message">,
  { interviews }: InterviewConversation,
  target: MessageTarget,
): Promise<PointedMessage | undefined> {
  const { workspace, place, addressed, text, by, quoted, chosen } = event;
  const isForwardedRequest =
    (target.is === "new_request" &&
      quoted?.author !== undefined &&
      toPlainText(quoted.text) === toPlainText(text)) ||
    (quoted?.parts !== undefined && isOfNothingOpen.has(target.is));
  const pointing = isForwardedRequest ? "surely" : readPointing(toPlainText(text));
  if (!addressed || pointing === "no" || mayBelongHere()) return undefined;
  const platform = platforms.get(place.platform);
  const isQuoted = quoted?.author !== undefined || quoted?.parts !== undefined;
  const found: PointedMessage | undefined = isQuoted
    ? { ...quoted, author: quoted.author ?? by, message: quoted.message ?? event.message }
    : await readThreadTop();
  if (!found || !toPlainText(found.text).trim() || isConfidentialText(found.text)) return undefined;
  const isOutsider = (await platform?.membershipOf?.(workspace, found.author.id)) === "outsider";
  return isOutsider ? { ...found, author: by, outside: true } : found;

  function mayBelongHere(): boolean {
    if (isOfNothingOpen.has(target.is)) return pointing === "perhaps" && interviews.length > 0;
    return (
      pointing === "perhaps" ||
      interviews.some(
        ({ phase, requester, raisedBy }) =>
          phase !== "done" && (requester.id === by.id || raisedBy?.id === by.id),
      )
    );
  }

  async function readThreadTop(): Promise<PointedMessage | undefined> {
    const { thread, kind } = place;
    if (!thread || thread === event.message || kind === "personal") return undefined;
    if (interviews.some(({ phase, message }) => phase !== "done" && message !== thread))
      return undefined;
    if (await outboxRowByMessage(read, workspace, place, thread)) return undefined;
    const top = await platform?.readMessage?.(workspace, place, thread);
    const isDoubtful = pointing === "perhaps" && !chosen;
    return top && { ...top, message: thread, isDoubtful };
  }
}
