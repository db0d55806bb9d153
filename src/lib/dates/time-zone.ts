/**
 * Time zones as platforms and people name them, brought to names that both Temporal and Intl
 * accept.
 */
import { createRequire } from "node:module";
import type * as WindowsZones from "windows-iana";

/**
 * Abbreviations in daily use that Temporal refuses, or that ICU takes for another place. Those that
 * several places use are the one with most people.
 */
const abbreviations: Readonly<Record<string, string>> = {
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  KST: "Asia/Seoul",
  HKT: "Asia/Hong_Kong",
  SGT: "Asia/Singapore",
  PKT: "Asia/Karachi",
  WIB: "Asia/Jakarta",
  GST: "Asia/Dubai",
  BST: "Europe/London",
  WEST: "Europe/Lisbon",
  CEST: "Europe/Berlin",
  MEZ: "Europe/Berlin",
  MESZ: "Europe/Berlin",
  EEST: "Europe/Athens",
  MSK: "Europe/Moscow",
  EDT: "America/New_York",
  CST: "America/Chicago",
  CDT: "America/Chicago",
  MDT: "America/Denver",
  PST: "America/Los_Angeles",
  PDT: "America/Los_Angeles",
  AST: "America/Halifax",
  ADT: "America/Halifax",
  NST: "America/St_Johns",
  AKST: "America/Anchorage",
  AKDT: "America/Anchorage",
  BRT: "America/Sao_Paulo",
  ART: "America/Argentina/Buenos_Aires",
  AEST: "Australia/Sydney",
  AEDT: "Australia/Sydney",
  ACST: "Australia/Adelaide",
  ACDT: "Australia/Adelaide",
  AWST: "Australia/Perth",
  NZST: "Pacific/Auckland",
  NZDT: "Pacific/Auckland",
  SAST: "Africa/Johannesburg",
  WAT: "Africa/Lagos",
  CAT: "Africa/Maputo",
  EAT: "Africa/Nairobi",
};

/** The longest that is looked at: of the names that there are, none has more than 40 characters. */
const longestName = 64;

/** Hours from UTC, as far as zones in use go. */
const furthestOffsetHours = 14;

/** What each name came to: to find out takes 100 µs, and each message may bring one. */
const known = new Map<string, string | undefined>();
const mostKnown = 2_000;

/**
 * Returns the zone that a text names, as a name that Temporal and Intl accept: IANA names and
 * aliases in any case, offsets
 * (`+02:00`, `UTC+2`), abbreviations and the names that Windows has for zones. Returns `undefined`
 * for anything else; never throws.
 */
export function normaliseTimeZone(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > longestName) return undefined;
  if (known.has(text)) return known.get(text);
  if (known.size >= mostKnown) known.clear();
  const zone = zoneNamed(text.trim().replace("\u2212", "-"));
  known.set(text, zone);
  return zone;
}

function zoneNamed(name: string): string | undefined {
  if (!/^[\w+:/.() -]+$/.test(name)) return undefined;
  const offset = /^(?:(?:UTC|GMT)\s?)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i.exec(name);
  if (offset) return fromOffset(offset[1]!, Number(offset[2]), Number(offset[3] ?? 0));
  if (/^z(?:ulu)?$/i.test(name)) return "UTC";
  if (/\d:/.test(name)) return undefined; // Temporal finds a zone in a date and time too
  const upper = name.toUpperCase();
  const iana = name.includes("/") ? name.replaceAll(" ", "_") : name;
  return (
    (Object.hasOwn(abbreviations, upper) ? abbreviations[upper] : undefined) ??
    accepted(iana) ??
    accepted(canonical(iana)) ??
    accepted(windows(name)) ??
    ofCity(name)
  );
}

/** The zone that a city alone names (`New York`), where there is just one. */
function ofCity(name: string): string | undefined {
  const city = `/${name.replaceAll(" ", "_")}`.toLowerCase();
  const [zone, ...others] = Intl.supportedValuesOf("timeZone").filter((each) =>
    each.toLowerCase().endsWith(city),
  );
  return others.length === 0 ? accepted(zone) : undefined;
}

function fromOffset(sign: string, hours: number, minutes: number): string | undefined {
  if (hours * 60 + minutes > furthestOffsetHours * 60) return undefined;
  if (hours + minutes === 0) return "UTC";
  return accepted(`${sign}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`);
}

/** The name as Temporal writes it, where both accept it. */
function accepted(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    const { timeZoneId } = new Temporal.ZonedDateTime(0n, name);
    new Intl.DateTimeFormat("en", { timeZone: timeZoneId });
    return timeZoneId;
  } catch {
    return undefined;
  }
}

/** ICU knows aliases that Temporal has left (`US/Pacific-New`). */
function canonical(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Loaded once such a name comes by: that takes 4 ms and 6 MB. */
const load = createRequire(import.meta.url);
let windowsZones: ReadonlyMap<string, string | undefined> | undefined;

/** The zone of most people under a name that Windows has (`W. Europe Standard Time`), by CLDR. */
function windows(name: string): string | undefined {
  if (!/ time\b/i.test(name)) return undefined;
  windowsZones ??= new Map(
    (load("windows-iana") as typeof WindowsZones).WINDOWS_TO_IANA_MAP.filter(
      ({ territory }) => territory === "001",
    ).map(({ windowsName, iana }) => [windowsName.toLowerCase(), iana[0]]),
  );
  return windowsZones.get(name.toLowerCase().replace(" daylight time", " standard time"));
}
