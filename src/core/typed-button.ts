/** Words that are the label of a button on the bot's last message press it. */
import { type ActionButton, cardActions } from "../platform/card.ts";
import type { InboundEventOf } from "../platform/event.ts";
import { type RichText, toPlainText, withoutMentions } from "../platform/rich-text.ts";
import { outboxRowById, type QueuedOutboxRow } from "../storage/queue/outbox.ts";
import type { Reader } from "../storage/store.ts";

/** Key of a conversation's state: the outbox id of the last message that a turn posted there. */
const lastMessageKey = "last_message";

/** Maximum characters of words that are compared with labels. */
const maxLabelCharacters = 60;

const fold = (text: RichText | string): string =>
  (typeof text === "string" ? text : toPlainText(text))
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")
    .replace(/\s+/g, " ");

/** Returns the part of the state that a turn's messages change. */
export function stateAfterPosting(
  queued: readonly Pick<QueuedOutboxRow, "id" | "kind" | "place">[],
  { platform, id }: QueuedOutboxRow["place"],
): Record<string, unknown> {
  const last = queued.findLast(
    ({ kind, place }) => kind === "post" && place.platform === platform && place.id === id,
  );
  return last ? { [lastMessageKey]: last.id } : {};
}

/**
 * Returns the press that a message stands for; `undefined` if its words are no label. Forms cannot
 * be opened by a message, so their buttons are no match. Only messages to the bot are compared.
 */
export async function readTypedPress(
  read: Reader,
  event: InboundEventOf<"message">,
  state: Readonly<Record<string, unknown>>,
): Promise<InboundEventOf<"press"> | undefined> {
  const { message: _, text, addressed, quoted, chosen, ...common } = event;
  const last = state[lastMessageKey];
  if (!addressed || quoted || chosen || typeof last !== "string") return undefined;
  const words = fold(withoutMentions(text));
  if (words === "" || words.length > maxLabelCharacters) return undefined;
  const row = await outboxRowById(read, event.workspace, last);
  const isMeant = ({ label, opensForm }: ActionButton): boolean =>
    !opensForm && fold(label) === words;
  const button = row?.message && cardActions(row.card).find(isMeant);
  return button ? { ...common, kind: "press", press: button.press, card: row.message! } : undefined;
}
