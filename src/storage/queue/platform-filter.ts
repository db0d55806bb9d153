/**
 * What a process can deal with: the conversations on the surfaces that it speaks on. Another one
 * may have the others.
 */
import type { PlatformName } from "../../platform/conversation-ref.ts";
import { type AnyColumn, like, or, type SQL, sql } from "../drizzle.ts";

export type ServedPlatforms = readonly PlatformName[];

const surfaces = ["slack", "teams", "terminal"] as const satisfies PlatformName[];

/** A pattern that no conversation is like, not even one that is empty. */
const noConversation = "\uFFFF";

/**
 * The same in a statement that is prepared once, whatever the reach: `given(reach)` is among its
 * values.
 */
export const isOnPlaceholderPlatforms = (conversation: AnyColumn): SQL =>
  or(...surfaces.map((surface) => like(conversation, sql.placeholder(`in_${surface}`))))!;
export const platformPlaceholders = (reach: ServedPlatforms): Record<string, string> =>
  Object.fromEntries(
    surfaces.map((surface) => [
      `in_${surface}`,
      reach.includes(surface) ? `${surface}/%` : noConversation,
    ]),
  );

/** Whether a conversation is within reach: its key begins with its surface's name. */
export const isOnPlatforms = (conversation: AnyColumn, reach: ServedPlatforms): SQL =>
  or(...reach.map((surface) => like(conversation, `${surface}/%`))) ?? sql`false`;
