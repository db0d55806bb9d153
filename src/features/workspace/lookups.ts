/** Look-ups of a turn about the workspace, mostly from its platform. */
import type { PrepareContext, TurnInput } from "../../core/feature.ts";
import {
  briefChannelOf,
  type ConversationRef,
  type Person,
} from "../../platform/conversation-ref.ts";
import type { Reader } from "../../storage/store.ts";
import { cutNames, groupOf, type WorkspaceAction } from "./actions.ts";
import { blockedMessageOf, findChannelContacts } from "./blocked-channel.ts";
import { readGroup } from "./groups.ts";
import { readAdmins } from "./preferences.ts";

/** Facts that are looked up before the turn. */
export interface WorkspaceLookups {
  /** Whether the person administers the workspace on its platform. */
  isPlatformAdmin: boolean;
  /** Whether the action came from the brief channel of a platform that does not tell its admins. */
  inBriefChannel: boolean;
  briefChannel: ConversationRef | undefined;
  /** Members of the platform's group that the action is about; `undefined` without an answer. */
  platformMembers: Person[] | undefined;
  /** People to tell that the channel of a message is blocked. */
  channelContacts: readonly Person[];
}

/** Looks up what a turn of the settings needs from the database and the platform. */
export async function lookUpForWorkspace(
  { read, platforms, briefChannels }: PrepareContext,
  { event, action }: TurnInput<WorkspaceAction>,
): Promise<WorkspaceLookups> {
  const { workspace, by, place } = event;
  const platform = platforms.get(place.platform);
  const isKnownAdmin =
    event.kind === "due" || (await readAdmins(read, workspace)).some(({ id }) => id === by.id);
  const isAdmin = isKnownAdmin ? undefined : await platform?.isAdmin?.(workspace, by.id);
  const briefChannel = briefChannelOf(briefChannels, workspace, place.platform);
  const source = action && (await memberSourceOf(read, workspace, action));
  return {
    isPlatformAdmin: isAdmin === true,
    inBriefChannel: isAdmin === undefined && briefChannel?.id === place.id,
    briefChannel,
    platformMembers:
      source === undefined ? undefined : await platform?.membersOf?.(workspace, source),
    channelContacts:
      action?.verb === "find_contacts"
        ? await findChannelContacts({ read, platforms }, workspace, blockedMessageOf(action))
        : [],
  };
}

/** Returns the id of the platform's group whose members an action needs. */
async function memberSourceOf(
  reader: Reader,
  workspace: string,
  action: WorkspaceAction,
): Promise<string | undefined> {
  const given = cutNames(action.values).source?.trim();
  if (given) return given;
  if (action.verb !== "group" && action.verb !== "refresh") return undefined;
  const source = (await readGroup(reader, workspace, groupOf(action) ?? ""))?.source;
  return source && source.kind !== "list" ? source.id : undefined;
}
