/** Time zones as platforms and people name them. */
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { normaliseTimeZone } from "../../../src/lib/dates/time-zone.ts";

const windows = createRequire(import.meta.url)("windows-iana") as typeof import("windows-iana");

const accepted = (zone: string | undefined): boolean => {
  if (zone === undefined) return false;
  new Intl.DateTimeFormat("en", { timeZone: zone }).format(0);
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId === zone;
};

describe("normaliseZone", () => {
  it.each([
    ["US/Pacific-New", "America/Los_Angeles"],
    ["New York", "America/New_York"],
    ["berlin", "Europe/Berlin"],
    ["Berlin time", "Europe/Berlin"],
    ["São Paulo", "America/Sao_Paulo"],
    ["Kyiv", "Europe/Kyiv"],
    ["IST", "Asia/Kolkata"],
    ["jst", "Asia/Tokyo"],
    ["PST", "America/Los_Angeles"],
    ["CEST", "Europe/Berlin"],
    ["BST", "Europe/London"],
    ["europe/BERLIN", "Europe/Berlin"],
    [" America/New York ", "America/New_York"],
    ["W. Europe Standard Time", "Europe/Berlin"],
    ["india standard time", "Asia/Calcutta"],
    ["Central Standard Time (Mexico)", "America/Mexico_City"],
    ["Pacific Daylight Time", "America/Los_Angeles"],
    ["+02:00", "+02:00"],
    ["UTC+2", "+02:00"],
    ["UTC−3", "-03:00"],
    ["GMT-5", "-05:00"],
    ["UTC+05:30", "+05:30"],
    ["Etc/GMT+5", "Etc/GMT+5"],
    ["-00:00", "UTC"],
    ["Z", "UTC"],
  ])("reads %s as %s", (name, zone) => {
    expect(normaliseTimeZone(name)).toBe(zone);
  });

  it("returns a name that Temporal and Intl accept for all of Windows, ICU and IANA", () => {
    const names = [
      ...Intl.supportedValuesOf("timeZone"),
      ...windows.WINDOWS_TO_IANA_MAP.flatMap(({ windowsName, iana }) => [windowsName, ...iana]),
    ];
    expect(names.length).toBeGreaterThan(900);
    expect(names.filter((name) => !accepted(normaliseTimeZone(name)))).toEqual([]);
  });

  it.each([
    "",
    " ",
    "Mars/Olympus",
    "Europe/Berlin; drop",
    "Europe/Berlin\0",
    "x".repeat(10_240),
    "__proto__",
    "constructor",
    "+24:00",
    "UTC+99",
    "2027-03-01T00:00[Europe/Berlin]",
    "12:00-05:00",
    "Etc/Unknown",
    "localtime",
    " standard time",
    "../../etc/localtime",
    null,
    undefined,
    7,
    {},
  ])("returns undefined for %j", (name) => {
    expect(normaliseTimeZone(name)).toBeUndefined();
  });
});
