/**
 * Invariant: one check for each person and local date, at the chosen time. Compares the direct
 * messages with what people asked for.
 */
import { hourMs } from "../../../lib/dates/calendar-dates.ts";
import type { SimulatedPerson, SimulatedTenant } from "../people/screen.ts";
import type { InvariantContext, InvariantObserver } from "./observer.ts";

/** Maximum delay of a check, including the jitter. */
const maxDelayMs = 2 * hourMs + 15 * 60_000;

/** A person's check settings, as given to the bot. */
interface Settings {
  on: boolean;
  at: string;
  zone: string;
  /** Time of the setting; checks around that time may follow the earlier settings. */
  since: number;
  /** Number of snoozes by date. */
  snoozed: Map<string, number>;
  asked: Map<string, number>;
  /** Dates on which the person requested the check, which is not sent again then. */
  requested: Set<string>;
  /** The last check that was answered, and the last that was asked. */
  answered?: string;
  last?: string;
  /** Asked once a week, according to the card. */
  weekly?: boolean;
  /** Whether the person may have chosen the frequency. */
  chosePace?: boolean;
}

const wall = (instant: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);

export function observeDailyChecks({ world, database }: InvariantContext): InvariantObserver & {
  settles(
    tenant: SimulatedTenant,
    person: SimulatedPerson,
    change: { on?: boolean; at?: string; zone?: string },
  ): void;
  /** Marks the person's settings as unknown until they are set again. */
  doubts(tenant: SimulatedTenant, person: SimulatedPerson): void;
  choosesPace(tenant: SimulatedTenant, person: SimulatedPerson): void;
  snoozes(tenant: SimulatedTenant, person: SimulatedPerson, date: string): void;
  answers(tenant: SimulatedTenant, person: SimulatedPerson, date: string): void;
  /** Returns the times within a day at which people are to be asked. */
  times(from: number): number[];
  /** Excuses missed or misplaced checks for a time (ms) after a fault. */
  unsettled(ms: number): void;
} {
  const people = new Map<string, Settings>();
  const settingsOf = (tenant: SimulatedTenant, person: SimulatedPerson): Settings =>
    people.getOrInsertComputed(`${tenant.workspace} ${person.id}`, () => ({
      on: false,
      at: "15:00",
      zone: person.zone,
      since: 0,
      snoozed: new Map(),
      asked: new Map(),
      requested: new Set(),
    }));
  /** Returns whether weekly was chosen; later changes of the time keep it. */
  const isWeeklyByChoice = (who: string, { chosePace }: Settings): boolean =>
    chosePace === true &&
    database.one("select weekly from enrolments where workspace || ' ' || person = ?", who)
      ?.weekly === 1;
  let calmFrom = 0;
  const { time } = world;

  return {
    times: (from) =>
      [...people.values()].map(({ at, zone }) => {
        const due = wall(from, zone).withPlainTime(at);
        return (due.epochMilliseconds < from ? due.add({ days: 1 }) : due).epochMilliseconds;
      }),
    unsettled(ms) {
      calmFrom = Math.max(calmFrom, time.now() + ms);
    },
    settles(tenant, person, change) {
      Object.assign(settingsOf(tenant, person), change, { since: time.now() });
    },
    doubts(tenant, person) {
      settingsOf(tenant, person).since = Number.POSITIVE_INFINITY;
    },
    choosesPace(tenant, person) {
      settingsOf(tenant, person).chosePace = true;
    },
    snoozes(tenant, person, date) {
      const { snoozed } = settingsOf(tenant, person);
      snoozed.set(date, (snoozed.get(date) ?? 0) + 1);
    },
    answers(tenant, person, date) {
      settingsOf(tenant, person).answered = date;
    },
    shown(tenant, { buttons, room }, kind) {
      const presses = buttons.map(({ press }) => press);
      const [, , date] =
        presses.find((press) => press.startsWith("check/answer/"))?.split("/") ?? [];
      if (kind !== "post" || !date) return;
      const person = tenant.people.find(({ id }) => id === room);
      // cards of checks on request have these buttons
      if (presses.some((press) => press === "check/mine" || press === "check/help")) {
        if (person) settingsOf(tenant, person).requested.add(date);
        return;
      }
      world.count("daily checks");
      world.hold(
        "daily",
        person !== undefined,
        () => `a check was asked in ${room}, where others read`,
      );
      if (!person) return;
      const settings = settingsOf(tenant, person);
      const { asked, snoozed, at, zone, since, on } = settings;
      asked.set(date, (asked.get(date) ?? 0) + 1);
      settings.last = date;
      settings.weekly ||= presses.includes("check/daily");
      const whom = `${person.id} of ${tenant.workspace} (${zone} ${at})`;
      world.hold(
        "daily",
        asked.get(date)! <= 1 + (snoozed.get(date) ?? 0),
        () => `${whom} was asked ${asked.get(date)} times on ${date}`,
      );
      if (snoozed.has(date) || time.now() - since < 36 * hourMs || time.now() < calmFrom) return;
      world.hold("daily", on, () => `${whom} was asked, although the checks were switched off`);
      const now = wall(time.now(), zone);
      const due = now.toPlainDate().toZonedDateTime({
        timeZone: zone,
        plainTime: Temporal.PlainTime.from(at),
      }).epochMilliseconds;
      world.hold(
        "daily",
        now.toPlainDate().toString() === date,
        () => `${whom} was asked about ${date} on ${now.toPlainDate()}`,
      );
      world.hold(
        "daily",
        now.dayOfWeek <= 5 && time.now() >= due && time.now() <= due + maxDelayMs,
        () => `${whom} was asked at ${now.toPlainTime()}, on day ${now.dayOfWeek} of the week`,
      );
    },
    onQuiet() {
      for (const [who, settings] of people) {
        const { on, at, zone, since, answered, last, weekly, asked, snoozed } = settings;
        // An answer makes checks daily again; unanswered ones can make them weekly.
        if (
          !on ||
          weekly ||
          !answered ||
          answered !== last ||
          time.now() - since < 72 * hourMs ||
          time.now() - calmFrom < 48 * hourMs
        )
          continue;
        let day = wall(time.now(), zone).toPlainDate();
        const due = () =>
          day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) })
            .epochMilliseconds;
        while (due() + maxDelayMs > time.now() || day.dayOfWeek > 5)
          day = day.subtract({ days: 1 });
        const date = day.toString();
        if (time.now() - due() > 30 * hourMs) continue;
        world.hold(
          "daily",
          asked.has(date) ||
            settings.requested.has(date) ||
            snoozed.has(date) ||
            isWeeklyByChoice(who, settings),
          () => `${who} (${zone} ${at}) was not asked on ${date}, without any fault`,
        );
      }
    },
  };
}
