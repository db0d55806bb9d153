/** Search of a feature's things by a person, who sees only what they may see in that place. */
import type { Words } from "../lib/i18n.ts";
import type { ConversationRef } from "../platform/conversation-ref.ts";

/** `team`: the place is the team's brief channel. Without `text` their own things are sought. */
export interface FeatureSearch {
  workspace: string;
  person: string;
  place: ConversationRef;
  team: boolean;
  guest: boolean;
  text: string;
  now: Date;
  words: Words;
}
