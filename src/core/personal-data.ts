/** Parts of an erasure that the engine's tables and those of features share. */
import {
  type ConversationRef,
  erasedId,
  type PlatformName,
  unreadableConversation,
} from "../platform/conversation-ref.ts";

/**
 * Placeholder for direct messages of erased people; nothing is ever posted there (see
 * `turn-context.ts`). Jobs about erased people, or about nobody any more, come due in it.
 */
export const placeholderConversation = (surface: PlatformName): ConversationRef => ({
  surface,
  kind: "personal",
  id: erasedId,
});

/** Whether a key, an id or a subject is made with a person's id: `slack/dm/U1`, `checks/U1/3`. */
export const isPathOf = (path: unknown, person: string): boolean =>
  typeof path === "string" && path.split("/").includes(person);

/**
 * Whether a stored place is a person's direct messages. A place that cannot be read counts, where
 * its row was found by the person's id.
 */
export function isDirectMessagesOf(place: unknown, person: string): boolean {
  const { surface, kind, id } = place as ConversationRef;
  return surface === unreadableConversation.surface || (kind === "personal" && id === person);
}
