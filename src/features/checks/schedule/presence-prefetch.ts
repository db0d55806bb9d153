/**
 * Prefetches time zone and presence from the platform ten minutes before a check is due, 50 people
 * a minute.
 *
 * Best effort: people who could not be looked up are asked all the same.
 */
import type { BulkJob } from "../../../core/bulk-job.ts";
import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import { normaliseTimeZone } from "../../../lib/dates/time-zone.ts";
import type { Presence } from "../../../platform/adapter.ts";
import { upsertPerson } from "../../../storage/directory.ts";
import {
  and,
  asc,
  between,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type Param,
  type SQL,
  sql,
} from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "../../../storage/queue/platform-filter.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { rescheduleInZone } from "./enrolments.ts";

type Enrolment = Pick<
  Tables["enrolments"]["$inferSelect"],
  "workspace" | "person" | "conversation" | "nextAt"
>;

const prefetchAheadMs = 10 * 60_000;
/** Slack answers for some hundred people a minute. */
const maxPeopleAtOnce = 50;
/** In real time, because it protects the platform's rate limit. */
const minPauseMs = 60_000;
const presenceMaxAgeMs = 60 * 60_000;

/** Creates the look-up of who is away, before questions are due. */
export function createPresencePrefetch(): NonNullable<BulkJob["prefetch"]> {
  let notBefore = 0;
  return async ({ store, platforms, now }) => {
    const withPresence = [...platforms.values()].filter(({ presence }) => presence);
    if (withPresence.length === 0 || performance.now() < notBefore) return;
    const servedPlatforms = withPresence.map(({ name }) => name);
    const [first] = await firstSoon(store.read, {
      ...platformPlaceholders(servedPlatforms),
      ...timeLimits(now()),
    });
    if (!first) return;
    notBefore = performance.now() + minPauseMs;
    const due = await store.write((w) => claim(w, servedPlatforms, now()));
    for (const [workspace, people] of Map.groupBy(due, (one) => one.workspace)) {
      const [{ conversation, nextAt }] = people as [Enrolment, ...Enrolment[]];
      const presences = await platforms.get(conversation.split("/", 1)[0]!)?.presence?.(
        workspace,
        people.map(({ person }) => person),
        nextAt ?? now(),
      );
      if (presences && presences.size > 0)
        await store.write((w) => savePresences(w, people, presences));
    }
  };
}

/** Condition on people who are due soon and were not looked up lately. */
const isSoon = (
  { t: { enrolments } }: Reader,
  onPlatforms: SQL,
  { from, to, since }: Record<"from" | "to" | "since", Date | Param>,
) => {
  const { nextAt, lookedAt } = enrolments;
  return and(
    isNotNull(nextAt),
    between(nextAt, from, to),
    or(isNull(lookedAt), lt(lookedAt, since)),
    onPlatforms,
  );
};

const timeLimits = (now: Date) => ({
  from: now,
  to: new Date(now.getTime() + prefetchAheadMs),
  since: new Date(now.getTime() - presenceMaxAgeMs),
});

const firstSoon = prepared("checks_soon", (reader: Reader) => {
  const { person, nextAt, conversation } = reader.t.enrolments;
  const at = (name: string): Param => sql.param(sql.placeholder(name), nextAt);
  const soon = isSoon(reader, isOnPlaceholderPlatforms(conversation), {
    from: at("from"),
    to: at("to"),
    since: at("since"),
  });
  return reader.db.select({ person }).from(reader.t.enrolments).where(soon).limit(1);
});

/** Claims people to look up, so that no other replica does. */
async function claim(w: Writer, servedPlatforms: ServedPlatforms, now: Date): Promise<Enrolment[]> {
  const { enrolments } = w.t;
  const { workspace, person, nextAt, conversation } = enrolments;
  const soon = isSoon(w, isOnPlatforms(conversation, servedPlatforms), timeLimits(now));
  const found = await w.lock(
    w.db
      .select({ workspace, person, conversation, nextAt })
      .from(enrolments)
      .where(soon)
      .orderBy(asc(nextAt))
      .limit(maxPeopleAtOnce),
    "skip",
  );
  for (const [sameWorkspace, people] of Map.groupBy(found, (one) => one.workspace)) {
    const ids = people.map((one) => one.person);
    await w.db
      .update(enrolments)
      .set({ lookedAt: now })
      .where(and(eq(workspace, sameWorkspace), inArray(person, ids)));
  }
  return found;
}

async function savePresences(
  w: Writer,
  people: readonly Enrolment[],
  presences: ReadonlyMap<string, Presence>,
): Promise<void> {
  const { enrolments } = w.t;
  for (const { workspace, person, nextAt } of people) {
    const { zone, away, quietUntil } = presences.get(person) ?? {};
    const until = away && nextAt ? new Date(nextAt.getTime() + dayMs) : quietUntil;
    if (until && !Number.isNaN(until.getTime()))
      await w.db
        .update(enrolments)
        .set({ quietUntil: until })
        .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
    const knownZone = normaliseTimeZone(zone);
    if (knownZone) {
      await upsertPerson(w, workspace, { id: person }, knownZone);
      await rescheduleInZone(w, workspace, person, knownZone);
    }
  }
}
