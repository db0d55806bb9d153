/**
 * Normalises time zones, as platforms and people write them, to names that Temporal and Intl
 * accept.
 */
import { createRequire } from "node:module";
import type * as WindowsZones from "windows-iana";

/**
 * Common abbreviations that Temporal refuses or ICU maps elsewhere; an ambiguous one stands for its
 * most populous zone.
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

/** Zones that people may mean by an abbreviation that several use, the most populous first. */
const sharedAbbreviations: Readonly<Record<string, readonly string[]>> = {
  IST: ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
  CST: ["America/Chicago", "Asia/Shanghai"],
  BST: ["Europe/London", "Asia/Dhaka"],
  PST: ["America/Los_Angeles", "Asia/Manila"],
  AST: ["America/Halifax", "Asia/Riyadh"],
  EST: ["America/New_York", "Australia/Sydney"],
  GST: ["Asia/Dubai", "Atlantic/South_Georgia"],
  ECT: ["America/Guayaquil", "America/Martinique"],
  AMT: ["America/Manaus", "Asia/Yerevan"],
};

/** Returns the zones that a person may mean by an abbreviation; empty if it is no shared one. */
export const zonesOfAbbreviation = (text: string): readonly string[] =>
  sharedAbbreviations[text.trim().toUpperCase()] ?? [];

/** Longest accepted text; the longest zone name has 40 characters. */
const maxNameLength = 64;

/** Largest offset from UTC of zones in use. */
const maxOffsetHours = 14;

/** Cached results by name: a lookup takes 100 µs, and each message may need one. */
const normalised = new Map<string, string | undefined>();
const maxCachedNames = 2_000;

/**
 * Returns the normalised name of a zone: IANA names and aliases in any case, offsets (`+02:00`,
 * `UTC+2`), abbreviations and Windows names. Returns `undefined` for anything else; never throws.
 */
export function normaliseTimeZone(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > maxNameLength) return undefined;
  if (normalised.has(text)) return normalised.get(text);
  if (normalised.size >= maxCachedNames) normalised.clear();
  const zone = zoneNamed(
    text.trim().replace("\u2212", "-").normalize("NFD").replaceAll(/\p{M}/gu, ""),
  );
  normalised.set(text, zone);
  return zone;
}

function zoneNamed(name: string): string | undefined {
  if (!/^[\w+:/.() -]+$/.test(name)) return undefined;
  const offset = /^(?:(?:UTC|GMT)\s?)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i.exec(name);
  if (offset) return fromOffset(offset[1]!, Number(offset[2]), Number(offset[3] ?? 0));
  if (/^z(?:ulu)?$/i.test(name)) return "UTC";
  if (/\d:/.test(name)) return undefined; // Temporal also reads the zone of a date and time
  const upper = name.toUpperCase();
  const iana = name.includes("/") ? name.replaceAll(" ", "_") : name;
  return (
    (Object.hasOwn(abbreviations, upper) ? abbreviations[upper] : undefined) ??
    acceptedName(iana) ??
    acceptedName(resolveAlias(iana)) ??
    acceptedName(zoneOfWindowsName(name)) ??
    zoneOfCity(name) ??
    zoneOfCity(name.replace(/ time$/i, ""))
  );
}

/** Returns the zone of a city name (`New York`) if it is unambiguous. */
function zoneOfCity(name: string): string | undefined {
  const city = `/${name.replaceAll(" ", "_")}`.toLowerCase();
  const [zone, ...others] = Intl.supportedValuesOf("timeZone").filter((each) =>
    each.toLowerCase().endsWith(city),
  );
  if (others.length > 0) return undefined;
  // a newer name of a zone (Kyiv) is accepted, but not listed
  return acceptedName(zone) ?? acceptedName(`Europe${city}`) ?? acceptedName(`Asia${city}`);
}

function fromOffset(sign: string, hours: number, minutes: number): string | undefined {
  if (hours * 60 + minutes > maxOffsetHours * 60) return undefined;
  if (hours + minutes === 0) return "UTC";
  return acceptedName(
    `${sign}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`,
  );
}

/** Returns the name in Temporal's spelling if Temporal and Intl accept it. */
function acceptedName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    const { timeZoneId } = new Temporal.ZonedDateTime(0n, name);
    new Intl.DateTimeFormat("en", { timeZone: timeZoneId });
    return timeZoneId;
  } catch {
    return undefined;
  }
}

/** Resolves aliases that ICU knows and Temporal has dropped (`US/Pacific-New`). */
function resolveAlias(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Loaded on first use: takes 4 ms and 6 MB. */
const load = createRequire(import.meta.url);
let windowsZones: ReadonlyMap<string, string | undefined> | undefined;

/** Returns the most populous zone of a Windows name (`W. Europe Standard Time`), by CLDR. */
function zoneOfWindowsName(name: string): string | undefined {
  if (!/ time\b/i.test(name)) return undefined;
  windowsZones ??= new Map(
    (load("windows-iana") as typeof WindowsZones).WINDOWS_TO_IANA_MAP.filter(
      ({ territory }) => territory === "001",
    ).map(({ windowsName, iana }) => [windowsName.toLowerCase(), iana[0]]),
  );
  return windowsZones.get(name.toLowerCase().replace(" daylight time", " standard time"));
}
