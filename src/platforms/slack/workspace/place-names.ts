/**
 * Names of public channels and user groups, which Slack's messages give by id only. Needs the
 * scopes `channels:read` and `usergroups:read`; without one, its names are missing.
 */
import type { SlackCall } from "./api-call.ts";

/** Returns the name of a channel or user group by its id, if it is known and public. */
export type NameOf = (id: string) => string | undefined;

/** Knows no names. */
export const noNames: NameOf = () => undefined;

/** Reads with the known names; if others are missing, fetches them and reads again. */
export type ReadWithNames = <T>(read: (nameOf: NameOf) => T) => Promise<T>;

/** Reads where names cannot be fetched. */
export const readWithoutNames: ReadWithNames = async (read) => read(noNames);

/** Names of user groups and channels, instead of their ids. */
export interface SlackPlaceNames {
  /** @param team the workspace, which a token of a whole organisation needs */
  readerFor(team: string): ReadWithNames;
  /** Returns the id of the user group with a handle (`crm-team`). */
  groupIdOf(team: string, handle: string): Promise<string | undefined>;
}

/** Age (ms) from which a name is fetched again: channels and groups are renamed. */
const freshMs = 60 * 60_000;
/** Delay (ms) before Slack is asked again after it did not tell. */
const retryMs = 60_000;
const maxNames = 20_000;

interface Known {
  name: string | undefined;
  until: number;
}

const isGroupId = (id: string): boolean => id.startsWith("S");

/** Opens names that are fetched when they are first needed, and remembered for a while. */
export function openSlackPlaceNames(
  call: SlackCall,
  now: () => number = () => performance.now(),
): SlackPlaceNames {
  /** Names by workspace and id; without a name if there is none to show. */
  const known = new Map<string, Known>();
  const keyOf = (team: string, id: string): string => `${team}/${id}`;

  function keep(team: string, id: string, name: string | undefined): void {
    if (known.size >= maxNames) known.clear();
    known.set(keyOf(team, id), { name, until: now() + (name === undefined ? retryMs : freshMs) });
  }

  const isFresh = (team: string, id: string): boolean =>
    (known.get(keyOf(team, id))?.until ?? 0) > now();

  async function fetchChannel(team: string, id: string): Promise<void> {
    const { channel } = await call("conversations.info", { channel: id });
    const { name, is_private } = channel as { name?: string; is_private?: boolean };
    // a private channel's name is for its members only
    keep(team, id, is_private ? undefined : name);
  }

  async function fetchGroups(team: string): Promise<{ id: string; handle: string }[]> {
    const { usergroups } = await call("usergroups.list", { team_id: team });
    const groups = usergroups as { id: string; handle: string }[];
    for (const { id, handle } of groups) keep(team, id, handle);
    return groups;
  }

  async function fetchMissing(team: string, ids: ReadonlySet<string>): Promise<void> {
    for (const id of ids) keep(team, id, known.get(keyOf(team, id))?.name);
    const channels = [...ids].filter((id) => !isGroupId(id));
    await Promise.allSettled([
      ...channels.map((id) => fetchChannel(team, id)),
      ...(channels.length < ids.size ? [fetchGroups(team)] : []),
    ]);
  }

  return {
    readerFor: (team) => async (read) => {
      const missing = new Set<string>();
      const nameOf: NameOf = (id) => {
        if (!isFresh(team, id)) missing.add(id);
        return known.get(keyOf(team, id))?.name;
      };
      const first = read(nameOf);
      if (missing.size === 0) return first;
      await fetchMissing(team, missing);
      return read(nameOf);
    },
    async groupIdOf(team, handle) {
      const groups = await fetchGroups(team).catch(() => []);
      return groups.find((group) => group.handle === handle)?.id;
    },
  };
}
