/**
 * The direct messages of those who were erased: nobody reads there and nothing is said (see
 * `core/turn-messages.ts`). What is about nobody, or about nobody any more, comes due there.
 */
import {
  type ConversationRef,
  erasedId,
  type PlatformName,
} from "../../../platform/conversation-ref.ts";

export const placeholderConversation = (surface: PlatformName): ConversationRef => ({
  surface,
  kind: "personal",
  id: erasedId,
});
