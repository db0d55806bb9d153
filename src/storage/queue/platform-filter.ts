/**
 * SQL conditions for the conversations that this process serves; other processes may serve others.
 */
import { type PlatformName, platformNames } from "../../platform/conversation-ref.ts";
import { type AnyColumn, like, or, type SQL, sql } from "../drizzle.ts";

export type ServedPlatforms = readonly PlatformName[];

/** A pattern that no conversation key matches, not even an empty one. */
const matchesNothing = "\uFFFF";

/** Condition for prepared statements. Its placeholders are filled by `platformPlaceholders`. */
export const isOnPlaceholderPlatforms = (conversation: AnyColumn): SQL =>
  or(...platformNames.map((surface) => like(conversation, sql.placeholder(`in_${surface}`))))!;
export const platformPlaceholders = (served: ServedPlatforms): Record<string, string> =>
  Object.fromEntries(
    platformNames.map((surface) => [
      `in_${surface}`,
      served.includes(surface) ? `${surface}/%` : matchesNothing,
    ]),
  );

/** Condition that a conversation key begins with the name of a served platform. */
export const isOnPlatforms = (conversation: AnyColumn, served: ServedPlatforms): SQL =>
  or(...served.map((surface) => like(conversation, `${surface}/%`))) ?? sql`false`;
