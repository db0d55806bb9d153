/** Months as people type them after a command. */
import { availableLanguages } from "../../../lib/i18n.ts";
import { isMonth, monthAfter } from "../periods.ts";

/** Letters from which a month's name is understood. */
const minLetters = 3;

/** Reads the number of a month (1 to 12) from its name in any of our languages, or its beginning. */
function monthNumber(name: string): number | undefined {
  if (name.length < minLetters) return undefined;
  for (const locale of availableLanguages) {
    const format = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
    for (let month = 1; month <= 12; month++)
      if (
        format
          .format(Date.UTC(2026, month - 1, 15))
          .toLocaleLowerCase(locale)
          .startsWith(name)
      )
        return month;
  }
  return undefined;
}

/**
 * Reads a month that is not in the future (`2026-11`, `november`, `Nov 2025`); the present one when
 * nothing is typed, and `undefined` for anything else. A name without a year is that of the last
 * twelve months.
 * @param present in the notation `2026-11`
 */
export function parseMonth(typed: string, present: string): string | undefined {
  const text = typed.trim().toLocaleLowerCase();
  if (text === "") return present;
  if (isMonth(text)) return text <= present ? text : undefined;
  const [, name = "", year] = /^(\p{L}+)\.?\s*(\d{4})?$/u.exec(text) ?? [];
  const number = monthNumber(name);
  if (number === undefined) return undefined;
  const inYear = (of: string) => `${of}-${String(number).padStart(2, "0")}`;
  if (year) return inYear(year) <= present ? inYear(year) : undefined;
  const thisYear = inYear(present.slice(0, 4));
  return thisYear <= present ? thisYear : monthAfter(thisYear, -12);
}
