/** Helpers of erasures, shared by the engine and features. */
import {
  type ConversationRef,
  erasedId,
  type PlatformName,
  unreadableConversation,
} from "../platform/conversation-ref.ts";

/**
 * Returns the placeholder for direct messages of erased people, to which nothing is posted (see
 * `turn-context.ts`). Jobs about erased people, or about no person, are due in it.
 */
export const placeholderConversation = (surface: PlatformName): ConversationRef => ({
  surface,
  kind: "personal",
  id: erasedId,
});

/** Returns whether a key, id or subject contains a person's id: `slack/dm/U1`, `checks/U1/3`. */
export const isPathOf = (path: unknown, person: string): boolean =>
  typeof path === "string" && path.split("/").includes(person);

/**
 * Returns whether a stored place is a person's direct messages. An unreadable place counts, because
 * its row was found by the person's id.
 */
export function isDirectMessagesOf(place: unknown, person: string): boolean {
  const { surface, kind, id } = place as ConversationRef;
  return surface === unreadableConversation.surface || (kind === "personal" && id === person);
}
