/**
 * Who speaks, and where. Ids are the platform's own; a workspace keeps two platforms' ids apart.
 */
import { z } from "zod";

/**
 * `id` is stable and unique within a workspace (Slack `U…`, Teams the Entra object id where there
 * is one); `name` is what the platform told with the event, if anything.
 */
export const Person = z.strictObject({ id: z.string(), name: z.string().optional() });
export type Person = z.infer<typeof Person>;

/** The platforms that there are; a new one begins with its name here. */
export const platformNames = ["slack", "teams", "terminal"] as const;
export type PlatformName = (typeof platformNames)[number];

/** Platforms with groups of their own, from which a business group can take its members. */
const groupPlatforms = ["slack", "teams"] as const satisfies PlatformName[];
export type GroupPlatform = (typeof groupPlatforms)[number];
export const groupPlatformOf = (platform: unknown): GroupPlatform | undefined =>
  groupPlatforms.find((name) => name === platform);

/** Returns the platform of a workspace (`slack:T…`), or the one of that name. */
export const platformNameOf = (workspaceOrName: string): PlatformName | undefined =>
  platformNames.find((name) => name === workspaceOrName.split(":", 1)[0]);

/**
 * A place to speak: a person's direct messages (`id` is the person's), a group chat or a channel
 * (`id` is the platform's), and the thread in it.
 */
export const ConversationRef = z.strictObject({
  surface: z.enum(platformNames),
  kind: z.enum(["personal", "group", "channel"]),
  id: z.string(),
  thread: z.string().optional(),
});
export type ConversationRef = z.infer<typeof ConversationRef>;

/** Stands for a place that cannot be read. No surface has it, so that nothing is sent there. */
export const unreadableConversation: ConversationRef = Object.freeze({
  surface: "nowhere" as PlatformName,
  kind: "personal",
  id: "",
});

/**
 * The conversation that a place holds: one key a thread, or a place without threads. Unique within
 * a workspace.
 */
export const conversationKey = ({ surface, kind, id, thread }: ConversationRef): string =>
  [surface, kind === "personal" ? "dm" : kind, id, ...(thread ? [thread] : [])].join("/");

/** The place that a key was made of; `nowhere` for what is none. */
export function parseConversationKey(key: string): ConversationRef {
  const [surface, kind, id, thread] = key.split("/");
  return (
    ConversationRef.safeParse({
      surface,
      kind: kind === "dm" ? "personal" : kind,
      id,
      ...(thread && { thread }),
    }).data ?? unreadableConversation
  );
}

/** The place without its thread. */
export const withoutThread = ({ thread: _, ...place }: ConversationRef): ConversationRef => place;

/** One message of a place, whichever events tell of it. */
export const messageKey = (place: ConversationRef, message: string): string =>
  `${conversationKey(withoutThread(place))}/${message}`;

/** Where teams read their briefs: by workspace, or by surface where that has one workspace only. */
export interface BriefChannels {
  readonly [workspaceOrSurface: string]: ConversationRef | undefined;
}

/** No workspace's briefs go to a channel of another. */
export const briefChannelOf = (
  intake: BriefChannels,
  workspace: string,
  surface: PlatformName,
): ConversationRef | undefined => intake[workspace] ?? intake[surface];

/** Whether the team of a workspace reads its briefs at a place. */
export const isBriefChannel = (
  intake: BriefChannels,
  workspace: string,
  { surface, kind, id }: ConversationRef,
): boolean => kind !== "personal" && briefChannelOf(intake, workspace, surface)?.id === id;

/**
 * Stands where somebody was who had their name erased; with `:2` and so on for further ones in the
 * story of one request. No platform has such ids.
 */
export const erasedId = "erased";
export const isErasedId = (id: string): boolean => id === erasedId || id.startsWith(`${erasedId}:`);
