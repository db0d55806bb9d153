/**
 * References to people and conversations. Ids are the platform's own and unique within a workspace.
 */
import { z } from "zod";

/**
 * Person. `id` is stable (Slack `U…`, Teams the Entra object id where there is one); `name` is what
 * the platform told with the event.
 */
export const Person = z.strictObject({ id: z.string(), name: z.string().optional() });

/** A person on a platform: their id there, and their name where it is known. */
export type Person = z.infer<typeof Person>;

/** Names of all platforms; a new one starts here. */
export const platformNames = ["slack", "teams", "terminal", "browser"] as const;

/** Name of a platform. */
export type PlatformName = (typeof platformNames)[number];

/** Platforms with groups from which a business group can take its members. */
const groupPlatforms = ["slack", "teams"] as const satisfies PlatformName[];

/** Platform with groups of people. */
export type GroupPlatform = (typeof groupPlatforms)[number];
/** Returns the platform of that name, if it has groups. */
export const groupPlatformOf = (platform: unknown): GroupPlatform | undefined =>
  groupPlatforms.find((name) => name === platform);

/** Returns the platform of a workspace (`slack:T…`), or the one with that name. */
export const platformNameOf = (workspaceOrName: string): PlatformName | undefined =>
  platformNames.find((name) => name === workspaceOrName.split(":", 1)[0]);

/** Kinds of conversations. */
export const conversationKinds = ["personal", "group", "channel"] as const;

/**
 * Names the platform of a stored reference `platform`; references that releases up to 0.1.0 stored,
 * or put into a form that is still open, name it `surface`.
 */
export function withPlatformKey(reference: unknown): unknown {
  if (typeof reference !== "object" || reference === null || !("surface" in reference))
    return reference;
  const { surface: platform, ...rest } = reference;
  return { platform, ...rest };
}

/**
 * Reference to a conversation: direct messages (`id` is the person's), a group chat or a channel
 * (`id` is the platform's), and a thread in it.
 */
export const ConversationRef = z.preprocess(
  withPlatformKey,
  z.strictObject({
    platform: z.enum(platformNames),
    kind: z.enum(conversationKinds),
    id: z.string(),
    thread: z.string().optional(),
  }),
);

/** Where a message is posted: direct messages, a channel or a thread of one workspace. */
export type ConversationRef = z.infer<typeof ConversationRef>;

/** Replaces an unreadable reference. No platform serves it, so nothing is sent there. */
export const unreadableConversation: ConversationRef = Object.freeze({
  platform: "nowhere" as PlatformName,
  kind: "personal",
  id: "",
});

/**
 * Returns the key of a conversation, unique within a workspace: one per thread, or per place
 * without threads.
 */
export const conversationKey = ({ platform, kind, id, thread }: ConversationRef): string =>
  [platform, kind === "personal" ? "dm" : kind, id, ...(thread ? [thread] : [])].join("/");

/** Parses a key; returns `unreadableConversation` for any other text. */
export function parseConversationKey(key: string): ConversationRef {
  const [platform, kind, id, thread] = key.split("/");
  return (
    ConversationRef.safeParse({
      platform,
      kind: kind === "dm" ? "personal" : kind,
      id,
      thread,
    }).data ?? unreadableConversation
  );
}

/** Returns the reference without its thread. */
export const withoutThread = ({ thread: _, ...place }: ConversationRef): ConversationRef => place;

/** Returns the key of a message, the same for all events about it. */
export const messageKey = (place: ConversationRef, message: string): string =>
  `${conversationKey(withoutThread(place))}/${message}`;

/** Channels for briefs, by workspace, or by platform if that has one workspace only. */
export interface BriefChannels {
  readonly [workspaceOrPlatform: string]: ConversationRef | undefined;
}

/** Returns the brief channel of a workspace, never one of another workspace. */
export const briefChannelOf = (
  channels: BriefChannels,
  workspace: string,
  platform: PlatformName,
): ConversationRef | undefined => channels[workspace] ?? channels[platform];

/** Returns whether a place is in the brief channel of a workspace. */
export const isBriefChannel = (
  channels: BriefChannels,
  workspace: string,
  { platform, kind, id }: ConversationRef,
): boolean => kind !== "personal" && briefChannelOf(channels, workspace, platform)?.id === id;

/**
 * Id of an erased person, followed by `:2` and so on for further ones in one request. No platform
 * has such ids.
 */
export const erasedId = "erased";
/** Returns whether an id stands for a person who was erased. */
export const isErasedId = (id: string): boolean => id === erasedId || id.startsWith(`${erasedId}:`);
