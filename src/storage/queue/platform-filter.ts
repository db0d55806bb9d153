/**
 * SQL conditions for the conversations that this process serves; other processes may serve others.
 */
import { type PlatformName, platformNames } from "../../platform/conversation-ref.ts";
import { type AnyColumn, like, or, type SQL, sql } from "../drizzle.ts";

/** Platforms that this replica serves. */
export type ServedPlatforms = readonly PlatformName[];

/** A pattern that no conversation key matches, not even an empty one. */
const matchesNothing = "\uFFFF";

/** Condition for prepared statements. Its placeholders are filled by `platformPlaceholders`. */
export const isOnPlaceholderPlatforms = (conversation: AnyColumn): SQL =>
  or(...platformNames.map((platform) => like(conversation, sql.placeholder(`in_${platform}`))))!;

/** Returns the values of the placeholders for the served platforms. */
export const platformPlaceholders = (served: ServedPlatforms): Record<string, string> =>
  Object.fromEntries(
    platformNames.map((platform) => [
      `in_${platform}`,
      served.includes(platform) ? `${platform}/%` : matchesNothing,
    ]),
  );

/** Condition that a conversation key begins with the name of a served platform. */
export const isOnPlatforms = (conversation: AnyColumn, served: ServedPlatforms): SQL =>
  or(...served.map((platform) => like(conversation, `${platform}/%`))) ?? sql`false`;
