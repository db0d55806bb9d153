/** Time zones, absence and do-not-disturb of people, if the app's scopes allow it. */
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Presence } from "../../../platform/adapter.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { SlackWorkspaceClient } from "./clients.ts";
import { isSlackTeamAdmin } from "./membership.ts";
import { type SlackProfiles, slackTimeZone } from "./profiles.ts";

/** Maximum number of people in one call of `dnd.teamInfo`. */
const dndMaxPeople = 50;
/** Number of parallel calls of `users.info`. */
const parallelLookups = 10;

/** Emoji of Slack's "Vacationing" and "Out sick", and words for absence in our languages. */
const awayEmoji = new Set([":palm_tree:", ":face_with_thermometer:"]);
const awayWords = new RegExp(
  `\\b(?:${[
    "on (?:leave|holidays?|vacation|pto)|vacationing|annual leave|(?:parental|maternity) leave",
    "out of (?:the )?office|ooo|out sick|off sick",
    "(?:im|in) urlaub|urlaub bis|(?:bin |sind )?nicht im (?:haus|buro)|abwesend|elternzeit|mutterschutz|krank(?:geschrieben|gemeldet)?",
    "en (?:vacances|conges?|rtt)|conge (?:maternite|parental|maladie)|absente?|malade|hors du bureau",
    "de (?:vacaciones|baja)|fuera de (?:la )?oficina|ausente|enferm[oa]",
  ].join("|")})\\b`,
);
/** A status that is only such a word, or goes on with its end: "Urlaub bis 3.8.", "PTO (back Mon)". */
const awayAlone =
  /^(?:vacation|holidays?|pto|urlaub|vacances|conges?|vacaciones)\s*(?:$|[-–:,(\d]|(?:until|till?|back|bis|jusqu|hasta)\b)/;

/**
 * Fetches presence (`PlatformAdapter.presence`) and updates the cached profiles, so that a later
 * message does not restore an older time zone. People about whom Slack returns nothing count as
 * present. Needs the optional scopes `users:read` and `dnd:read`; without one, its part is missing.
 */
export async function fetchSlackPresence(
  { client, profiles }: { client: WebClient; profiles: SlackProfiles },
  people: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, Presence>> {
  const known = new Map<string, Presence>();
  for (let from = 0; from < people.length; from += parallelLookups) {
    const users = await Promise.all(people.slice(from, from + parallelLookups).map(profiles.renew));
    for (const user of users)
      if (user?.id)
        known.set(user.id, {
          zone: slackTimeZone(user),
          away: user.deleted || isAway(user.profile, at) || undefined,
        });
  }
  try {
    for (let from = 0; from < people.length; from += dndMaxPeople) {
      const { users = {} } = await client.dnd.teamInfo({
        users: people.slice(from, from + dndMaxPeople).join(","),
      });
      for (const [id, quiet] of Object.entries(users)) {
        const until = quietUntil(quiet, at);
        if (until) known.set(id, { ...known.get(id), quietUntil: until });
      }
    }
  } catch {}
  return known;
}

const withoutAccents = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const isAway = (
  profile: { status_emoji?: string; status_text?: string; status_expiration?: number } | undefined,
  at: Date,
): boolean => {
  const { status_emoji = "", status_text = "", status_expiration = 0 } = profile ?? {};
  return (
    (status_expiration === 0 || status_expiration * 1_000 > at.getTime()) &&
    (awayEmoji.has(status_emoji) ||
      [awayWords, awayAlone].some((words) => words.test(withoutAccents(status_text.trim()))))
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

/**
 * Returns whether a person administers the workspace. Calls Slack each time. Needs the optional
 * scope `users:read`.
 */
export async function isSlackAdmin(
  client: WebClient,
  team: string,
  person: string,
): Promise<boolean | undefined> {
  try {
    const { user } = await client.users.info({ user: person });
    return user && isSlackTeamAdmin(team, user);
  } catch {
    return undefined;
  }
}

/** Matches a user group's id, also within a mention: `S0614TZR7`. */
const userGroup = /\bS[A-Z0-9]{5,}\b/;

/**
 * Lists the members of a user group, named by its id or handle. Needs the optional scope
 * `usergroups:read`. Slack reports an empty group as an error.
 * @param team the workspace, which a token of a whole organisation needs
 */
export async function listUserGroupMembers(
  { client, names }: Pick<SlackWorkspaceClient, "client" | "names">,
  team: string,
  group: string,
): Promise<Person[] | undefined> {
  const [id] = userGroup.exec(group) ?? [];
  const usergroup = id ?? (await names.groupIdOf(team, group.trim().replace(/^@/, "")));
  if (!usergroup) return undefined;
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup, team_id: team });
    return users.map((id) => ({ id }));
  } catch (error) {
    return error instanceof WebAPIPlatformError && error.data.error === "subteam_is_empty"
      ? []
      : undefined;
  }
}
