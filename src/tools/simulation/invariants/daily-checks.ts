/**
 * One check a local date and person, at their own time: what people have in their direct messages
 * is held to what they asked for.
 */
import type { SimulatedPerson, SimulatedTenant } from "../people/screen.ts";
import type { InvariantContext, InvariantObserver } from "./observer.ts";

const hour = 3_600_000;
/** How late a check may still come, and over how long it is spread. */
const latest = 2 * hour + 15 * 60_000;

/** What somebody told the bot of when to ask them. */
interface Settings {
  on: boolean;
  at: string;
  zone: string;
  /** When that was settled; what is asked around then may be by what was before. */
  since: number;
  /** Dates on which they put the check off, and how often. */
  snoozed: Map<string, number>;
  asked: Map<string, number>;
  /** The last check that they answered, and the last that they were asked. */
  answered?: string;
  last?: string;
  /** They are asked once a week, as the card says. */
  weekly?: boolean;
  /** They may have chosen how often. */
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
  /** Nobody can tell any more when they want to be asked, until they say so. */
  doubts(tenant: SimulatedTenant, person: SimulatedPerson): void;
  choosesPace(tenant: SimulatedTenant, person: SimulatedPerson): void;
  snoozes(tenant: SimulatedTenant, person: SimulatedPerson, date: string): void;
  answers(tenant: SimulatedTenant, person: SimulatedPerson, date: string): void;
  /** When people are to be asked within the day after an instant. */
  times(from: number): number[];
  /** Something happened after which a check may be missed, or come by a wrong clock. */
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
    }));
  /** Once a week by their own choice: what they say next about their time leaves that as it is. */
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
      if (
        kind !== "post" ||
        !date ||
        presses.some((press) => press === "check/mine" || press === "check/help")
      )
        return; // what somebody asked for themselves has those
      world.count("daily checks");
      const person = tenant.people.find(({ id }) => id === room);
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
      if (snoozed.has(date) || time.now() - since < 36 * hour || time.now() < calmFrom) return;
      world.hold("daily", on, () => `${whom} was asked, who is not asked any more`);
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
        now.dayOfWeek <= 5 && time.now() >= due && time.now() <= due + latest,
        () => `${whom} was asked at ${now.toPlainTime()}, on day ${now.dayOfWeek} of the week`,
      );
    },
    onQuiet() {
      for (const [who, settings] of people) {
        const { on, at, zone, since, answered, last, weekly, asked, snoozed } = settings;
        // Whoever answers is asked every working day; whoever does not, may have become weekly.
        if (
          !on ||
          weekly ||
          !answered ||
          answered !== last ||
          time.now() - since < 72 * hour ||
          time.now() - calmFrom < 48 * hour
        )
          continue;
        let day = wall(time.now(), zone).toPlainDate();
        const due = () =>
          day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) })
            .epochMilliseconds;
        while (due() + latest > time.now() || day.dayOfWeek > 5) day = day.subtract({ days: 1 });
        const date = day.toString();
        if (time.now() - due() > 30 * hour) continue;
        world.hold(
          "daily",
          asked.has(date) || snoozed.has(date) || isWeeklyByChoice(who, settings),
          () => `${who} (${zone} ${at}) was not asked on ${date}, though all was well`,
        );
      }
    },
  };
}
