/**
 * Where colleagues are and whether they are to be left alone, as far as Slack lets the app know.
 */
import type { WebClient } from "@slack/web-api";
import type { Presence } from "../../../platform/adapter.ts";

/** Slack tells of so many people's do-not-disturb in one call (`dnd.teamInfo`). */
const most = 50;
/** So many are asked about at the same time. */
const width = 10;

/**
 * The signs of Slack's own "Vacationing" and "Out sick", and words in which people say that they
 * are not there at all.
 */
const awaySigns = new Set([":palm_tree:", ":face_with_thermometer:"]);
const awayWords =
  /\b(?:on (?:leave|holidays?|vacation|pto)|vacationing|annual leave|parental leave|out of (?:the )?office|ooo|out sick|off sick)\b/i;

/**
 * See `Surface.presence`. Takes the optional scopes `users:read` and `dnd:read`; without one, its
 * part is not told.
 */
export async function fetchSlackPresence(
  client: WebClient,
  people: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, Presence>> {
  const told = new Map<string, Presence>();
  try {
    for (let from = 0; from < people.length; from += width) {
      const users = await Promise.all(
        people.slice(from, from + width).map((user) => client.users.info({ user })),
      );
      for (const { user } of users)
        if (user?.id)
          told.set(user.id, {
            ...(user.tz && { zone: user.tz }),
            ...((user.deleted || isAway(user.profile, at)) && { away: true }),
          });
    }
  } catch {} // whoever cannot be looked up is asked all the same
  try {
    for (let from = 0; from < people.length; from += most) {
      const { users = {} } = await client.dnd.teamInfo({
        users: people.slice(from, from + most).join(","),
      });
      for (const [id, quiet] of Object.entries(users)) {
        const until = quietUntil(quiet, at);
        if (until) told.set(id, { ...told.get(id), quietUntil: until });
      }
    }
  } catch {}
  return told;
}

const isAway = (
  profile: { status_emoji?: string; status_text?: string; status_expiration?: number } | undefined,
  at: Date,
): boolean => {
  const { status_emoji = "", status_text = "", status_expiration = 0 } = profile ?? {};
  return (
    (status_expiration === 0 || status_expiration * 1_000 > at.getTime()) &&
    (awaySigns.has(status_emoji) || awayWords.test(status_text))
  );
};

function quietUntil(
  quiet: { dnd_enabled?: boolean; next_dnd_start_ts?: number; next_dnd_end_ts?: number },
  at: Date,
): Date | undefined {
  const { dnd_enabled, next_dnd_start_ts = 0, next_dnd_end_ts = 0 } = quiet;
  const seconds = at.getTime() / 1_000;
  return dnd_enabled && next_dnd_start_ts <= seconds && seconds < next_dnd_end_ts
    ? new Date(next_dnd_end_ts * 1_000)
    : undefined;
}
