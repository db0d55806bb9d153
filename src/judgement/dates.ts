/** The day that somebody names in passing: "by end of March", "in six weeks", "bis Ende Q2". */
import { folded } from "./text.ts";

const months: Record<string, number> = Object.fromEntries(
  [
    "jan january janner januar janvier enero ene",
    "feb february februar fevrier febrero",
    "mar march marz mars marzo",
    "apr april avril abril abr",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juillet julio",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre",
    "oct okt october oktober octobre octubre",
    "nov november novembre noviembre",
    "dec dez december dezember decembre diciembre dic",
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1])),
);
const month = `(?:${Object.keys(months)
  .sort((a, b) => b.length - a.length)
  .join("|")})`;

const weekdays = [
  "monday montag lundi lunes",
  "tuesday dienstag mardi martes",
  "wednesday mittwoch mercredi miercoles",
  "thursday donnerstag jeudi jueves",
  "friday freitag vendredi viernes",
  "saturday samstag samedi sabado",
  "sunday sonntag dimanche domingo",
].map((names) => new RegExp(`\\b(?:${names.replaceAll(" ", "|")})\\b`));

const numbers: Record<string, number> = Object.fromEntries(
  [
    "a an one ein eine einem einer un une una uno",
    "two zwei deux dos couple",
    "three drei trois tres",
    "four vier quatre cuatro",
    "five funf cinq cinco",
    "six sechs seis",
    "seven sieben sept siete",
    "eight acht huit ocho",
    "nine neun neuf nueve",
    "ten zehn dix diez",
    "eleven elf",
    "twelve zwolf douze doce",
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1])),
);
const count = `(\\d{1,3}|${Object.keys(numbers).join("|")})`;
const ahead = new RegExp(
  `\\b(?:in|after|within|binnen|nach|innerhalb von|dans|d'ici|apres|sous|en|dentro de|despues de)\\s+(?:the next |den nachsten |a )?${count}(?:\\s+of)?\\s+(?:full |more )?(day|tag|jour|dia|week|woche|semaine|semana|month|monat|mois|mes|quarter|quartal|trimestre|year|jahr|an|ano)`,
);

const end = "(?:end|ende|fin|final|close|late)";
const start = "(?:start|beginning|begin|early|anfang|debut|principios|comienzo|inicio)";

const at = (year: number, monthOfYear: number, day: number) => Temporal.PlainDate.from({ year, month: monthOfYear, day }, { overflow: "constrain" });
const lastOf = (day: Temporal.PlainDate) => day.with({ day: day.daysInMonth });
const quarter = (year: number, number: number) => lastOf(at(year, number * 3, 1));
const numbered = (said: string | undefined) => numbers[said ?? ""] ?? Number(said);

/** The first day on or after `today` with that month (and day). */
function next(today: Temporal.PlainDate, monthOfYear: number, day: number | "last", year?: number): Temporal.PlainDate {
  const on = (y: number) => (day === "last" ? lastOf(at(y, monthOfYear, 1)) : at(y, monthOfYear, day));
  if (year) return on(year < 100 ? 2000 + year : year);
  const thisYear = on(today.year);
  return Temporal.PlainDate.compare(thisYear, today) < 0 ? on(today.year + 1) : thisYear;
}

type Rule = [RegExp, (found: RegExpExecArray, today: Temporal.PlainDate) => Temporal.PlainDate | undefined];

/** The first that fits counts, so the more exact come first. */
const rules: Rule[] = [
  [/\b(20\d\d)-(\d\d)-(\d\d)\b/, ([, y, m, d]) => at(Number(y), Number(m), Number(d))],
  [
    /\b(\d{1,2})[./](\d{1,2})[./](20\d\d|\d\d)?(?!\d)/,
    ([, d, m, y], today) => (Number(m) <= 12 && Number(d) <= 31 ? next(today, Number(m), Number(d), Number(y)) : undefined),
  ],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th|er|\\.)?\\s+(?:of |de |del )?(${month})\\b\\.?(?:\\s+(?:de )?(20\\d\\d))?`),
    ([, d, m, y], today) => next(today, months[m ?? ""] ?? 1, Number(d), Number(y)),
  ],
  [
    new RegExp(`\\b(${month})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!\\d|:)(?:,?\\s+(20\\d\\d))?`),
    ([, m, d, y], today) => next(today, months[m ?? ""] ?? 1, Number(d), Number(y)),
  ],
  [
    new RegExp(`\\b(?:mid|middle of|mitte|mi|mediados de)[\\s-]+(${month})\\b(?:\\s+(20\\d\\d))?`),
    ([, m, y], today) => next(today, months[m ?? ""] ?? 1, 15, Number(y)),
  ],
  [new RegExp(`\\b${start}\\s+(?:of |de |du |des )?(${month})\\b(?:\\s+(20\\d\\d))?`), ([, m, y], today) => next(today, months[m ?? ""] ?? 1, 1, Number(y))],
  [
    /\b(?:q|quartal |quarter )([1-4])\b(?:[\s/]+(20\d\d))?/,
    ([, q, y], today) => {
      const day = quarter(Number(y) || today.year, Number(q));
      return Temporal.PlainDate.compare(day, today) < 0 ? quarter(today.year + 1, Number(q)) : day;
    },
  ],
  [
    ahead,
    ([, n, unit = ""], today) =>
      today.add(
        /^(da|ta|jo|di)/.test(unit)
          ? { days: numbered(n) }
          : /^(we|wo|se)/.test(unit)
            ? { weeks: numbered(n) }
            : /^mo|^me/.test(unit)
              ? { months: numbered(n) }
              : /^(qu|tr)/.test(unit)
                ? { months: 3 * numbered(n) }
                : { years: numbered(n) },
      ),
  ],
  [
    /\b(?:next|following|nachste[snmr]?|kommende[snmr]?|prochaine?|proxim[oa]|que viene)\s+(quarter|quartals?|trimestre|month|monats?|mois|mes|week|woche|semaine|semana|year|jahr(?:es)?|annee|ano)\b|\b(quarter|trimestre|mois|mes|semaine|semana|annee|ano) (?:prochaine?|proximo|que viene)/,
    ([, a, b], today) => later(today, a ?? b ?? ""),
  ],
  [
    new RegExp(
      `\\b${end}\\s+(?:of |of the |of this |de |du |de la |del |des |dieses |diesen |de este )?(?:current )?(week|woche|semaine|semana|month|monats?|mois|mes|quarter|quartals?|trimestre|year|jahr(?:es)?|annee|ano)\\b|\\b(jahresende|monatsende|quartalsende|year[- ]end|month[- ]end|quarter[- ]end)`,
    ),
    ([, a, b], today) => ending(today, a ?? b ?? ""),
  ],
  [
    new RegExp(
      `\\b(?:by|until|till|before|in|im|bis|ab|end|ende|end of|late|fin|fin de|finales de|finales|final de|d'ici|avant|para|hasta|antes de|en|this|kommenden|next|since|von|for|fur|pour|around|about|last week of|by the end of)\\s+(?:the end of )?(${month})\\b(?:\\s+(?:de )?(20\\d\\d))?`,
    ),
    ([, m, y], today) => next(today, months[m ?? ""] ?? 1, "last", Number(y)),
  ],
  [/\b(?:tomorrow|morgen|demain|manana)\b/, (_, today) => today.add({ days: 1 })],
  [/\b(?:by |until |this |before |im |bis |vor dem |d'ici |avant |antes del )?(?:summer|sommer|ete|verano)\b(?!time)/, (_, today) => next(today, 6, 30)],
  [/\b(?:autumn|fall|herbst|automne|otono)\b/, (_, today) => next(today, 9, 30)],
  [/\b(?:christmas|weihnachten|noel|navidad)\b/, (_, today) => next(today, 12, 24)],
  [/\b(?:this week|diese woche|cette semaine|esta semana)\b/, (_, today) => ending(today, "week")],
  [/\b(?:this month|diesen monat|ce mois|este mes)\b/, (_, today) => ending(today, "month")],
  [/\b(?:this quarter|dieses quartal|ce trimestre|este trimestre)\b/, (_, today) => ending(today, "quarter")],
  [/\b(?:this year|dieses jahr|cette annee|este ano)\b/, (_, today) => ending(today, "year")],
];

function ending(today: Temporal.PlainDate, unit: string): Temporal.PlainDate {
  if (/week|woche|semai?na?e?/.test(unit)) return today.add({ days: (12 - today.dayOfWeek) % 7 });
  if (/^(quart|trim)/.test(unit)) return quarter(today.year, Math.ceil(today.month / 3));
  return /year|jahr|ann?e?o/.test(unit) ? at(today.year, 12, 31) : lastOf(today);
}

function later(today: Temporal.PlainDate, unit: string): Temporal.PlainDate {
  if (/week|woche|semai?na?e?/.test(unit)) return ending(today.add({ weeks: 1 }), "week");
  if (/quart|trim/.test(unit)) return ending(today.add({ months: 3 }), "quarter");
  return /year|jahr|ann?e?o/.test(unit) ? at(today.year + 1, 12, 31) : lastOf(today.add({ months: 1 }));
}

/** The ISO date that a text names, worked out from `today` (ISO), or nothing. A bare month means its last day, and a day without a year the next one to come. Numbers are read as day.month. */
export function readDate(text: string, today: string): string | undefined {
  const said = folded(text);
  const from = Temporal.PlainDate.from(today);
  for (const [pattern, day] of rules) {
    const found = pattern.exec(said);
    const date = found && day(found, from);
    if (date) return date.toString();
  }
  const weekday = weekdays.findIndex((pattern) => pattern.test(said));
  return weekday < 0 ? undefined : from.add({ days: ((weekday + 1 - from.dayOfWeek + 6) % 7) + 1 }).toString();
}
