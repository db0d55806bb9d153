/**
 * Shortly before people are asked, the platform is: where they are now, and whether they are away.
 * A few at a time; whoever could not be looked up is asked all the same.
 */
import type { BulkJob } from "../../../core/feature.ts";
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

type Enrolment = Pick<
  Tables["enrolments"]["$inferSelect"],
  "workspace" | "person" | "conversation" | "nextAt"
>;

/** So long before they are due, in milliseconds. */
const ahead = 10 * 60_000;
/**
 * So many, and as often, in milliseconds of the machine's time: Slack tells of some hundred people
 * a minute.
 */
const handful = 50;
const every = 60_000;
/** Asked again after this, in milliseconds. */
const fresh = 60 * 60_000;
/** Whoever is away is not asked today. Milliseconds. */
const aDay = 24 * 60 * 60_000;

/** Opens the look ahead: see `Bulk.foresee`. */
export function createPresencePrefetch(): NonNullable<BulkJob["prefetch"]> {
  let next = 0;
  return async ({ store, platforms, now }) => {
    const telling = [...platforms.values()].filter(({ presence }) => presence);
    if (telling.length === 0 || performance.now() < next) return;
    const reach = telling.map(({ name }) => name);
    if (
      (await firstSoon(store.read, { ...platformPlaceholders(reach), ...spanOf(now()) })).length ===
      0
    )
      return;
    next = performance.now() + every;
    const due = await store.write((w) => claim(w, reach, now()));
    for (const [workspace, people] of Map.groupBy(due, (one) => one.workspace)) {
      const [{ conversation, nextAt }] = people as [Enrolment, ...Enrolment[]];
      const told = await platforms.get(conversation.split("/", 1)[0]!)?.presence?.(
        workspace,
        people.map(({ person }) => person),
        nextAt ?? now(),
      );
      if (told && told.size > 0) await store.write((w) => keep(w, people, told));
    }
  };
}

/** Who is due soon and was not looked up lately. */
const isSoon = (
  { t: { enrolments } }: Reader,
  reached: SQL,
  { from, to, since }: Record<"from" | "to" | "since", Date | Param>,
) => {
  const { nextAt, lookedAt } = enrolments;
  return and(
    isNotNull(nextAt),
    between(nextAt, from, to),
    or(isNull(lookedAt), lt(lookedAt, since)),
    reached,
  );
};

const spanOf = (now: Date) => ({
  from: now,
  to: new Date(now.getTime() + ahead),
  since: new Date(now.getTime() - fresh),
});

const firstSoon = prepared("checks_soon", (on: Reader) => {
  const { person, nextAt, conversation } = on.t.enrolments;
  const at = (name: string): Param => sql.param(sql.placeholder(name), nextAt);
  const soon = isSoon(on, isOnPlaceholderPlatforms(conversation), {
    from: at("from"),
    to: at("to"),
    since: at("since"),
  });
  return on.db.select({ person }).from(on.t.enrolments).where(soon).limit(1);
});

/** Whoever takes them marks them. */
async function claim(w: Writer, reach: ServedPlatforms, now: Date): Promise<Enrolment[]> {
  const { enrolments } = w.t;
  const { workspace, person, nextAt, conversation } = enrolments;
  const soon = isSoon(w, isOnPlatforms(conversation, reach), spanOf(now));
  const found = await w.lock(
    w.db
      .select({ workspace, person, conversation, nextAt })
      .from(enrolments)
      .where(soon)
      .orderBy(asc(nextAt))
      .limit(handful),
    "skip",
  );
  for (const [theirs, people] of Map.groupBy(found, (one) => one.workspace)) {
    const ids = people.map((one) => one.person);
    await w.db
      .update(enrolments)
      .set({ lookedAt: now })
      .where(and(eq(workspace, theirs), inArray(person, ids)));
  }
  return found;
}

async function keep(
  w: Writer,
  people: readonly Enrolment[],
  told: ReadonlyMap<string, Presence>,
): Promise<void> {
  const { enrolments } = w.t;
  for (const { workspace, person, nextAt } of people) {
    const { zone, away, quietUntil } = told.get(person) ?? {};
    const quiet = away && nextAt ? new Date(nextAt.getTime() + aDay) : quietUntil;
    if (quiet && !Number.isNaN(quiet.getTime()))
      await w.db
        .update(enrolments)
        .set({ quietUntil: quiet })
        .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
    const here = normaliseTimeZone(zone);
    if (here) await upsertPerson(w, workspace, { id: person }, here);
  }
}
