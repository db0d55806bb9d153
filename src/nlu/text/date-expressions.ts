/** Reading of dates in running text: "by end of March", "in six weeks", "bis Ende Q2". */
import { type DateRule, lastOfMonth, namedTimes, nextDate, plainDate } from "./named-times.ts";
import { foldText } from "./normalise.ts";

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
const inUnits =
  "(day|tag|jour|dia|week|woche|semaine|semana|month|monat|mois|mes|quarter|quartal|trimestre|year|jahr|an|ano)";
const roughly =
  "(?:the next |den nachsten |a |about |around |roughly |approximately |some |ca\\.? |circa |etwa |ungefahr |environ |unos |unas )*";
/**
 * "Within two months" is a date; "an answer within two days" is a measure, as is a duration beside a
 * month: "in September the minutes leave in two days".
 */
const afterDuration = new RegExp(
  `\\b(?:in|dans|d'ici|en|dentro de|(?:after|within|binnen|nach|innerhalb von|apres|sous|despues de)(?! \\S+ (?:days|tagen?|jours|dias)))\\s+${roughly}${count}(?:\\s+of)?\\s+(?:full |more )?${inUnits}(?!\\w* (?:after|nach|apres|despues|of going))`,
);
/** "Two months from now", or "six weeks" as the whole text. */
const fromNow = new RegExp(
  `\\b${count}\\s+${inUnits}[a-z]* (?:from (?:now|today)|ab (?:jetzt|heute)|a partir d)|^\\W*${roughly}${count}\\s+${inUnits}[a-z]*\\W*$`,
);

const ordinals: Record<string, number> = Object.fromEntries(
  [
    "first erste erstes ersten premier primer",
    "second zweite zweites zweiten deuxieme segundo",
    "third dritte drittes dritten troisieme tercer",
    "fourth last vierte viertes vierten letzte letztes letzten quatrieme dernier cuarto ultimo",
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1])),
);

const end = "(?:end|ende|fin|final(?:es)?|close|late)";
const start = "(?:start|beginning|begin|early|anfang|debut|principios|comienzo|inicio)";

const nextYear =
  "(?:next year|nachste[ns] jahre?s?|kommende[ns] jahre?s?|l'an(?:nee)? prochaine?|(?:el )?(?:ano que viene|proximo ano))";
/** Returns the year in words or digits; undefined if none is named. */
const yearOf = (said: string | undefined, today: Temporal.PlainDate): number | undefined =>
  said === undefined ? undefined : /^\d/.test(said) ? Number(said) : today.year + 1;

const endOfQuarter = (year: number, number: number) => lastOfMonth(plainDate(year, number * 3, 1));
const parseNumber = (said: string | undefined) => numbers[said ?? ""] ?? Number(said);

/** Rules, most specific first: the first match counts. */
const rules: DateRule[] = [
  [
    /\b(20\d\d)[-/](\d\d)[-/](\d\d)\b/,
    ([, y, m, d], today) => nextDate(today, Number(m), Number(d), Number(y)),
  ],
  [
    /\b(\d{1,2})(?:[./](\d{1,2})[./]|-(\d{1,2})-(?=20))(20\d\d|\d\d)?(?!\d)|(?<=\b(?:by|until|on|before|bis|am|zum|vor dem|le|au|avant le|d'ici le|el|al|para el|antes del) )(\d{1,2})\/(\d{1,2})\b(?![\d/])/,
    ([, d1, m1, m2, y, d2, m3], today) =>
      nextDate(today, Number(m1 ?? m2 ?? m3), Number(d1 ?? d2), Number(y)),
  ],
  [
    /\b(?<!\d[./])(0[1-9]|1[0-2])\/(20\d\d)\b/,
    ([, m, y], today) => nextDate(today, Number(m), "last", Number(y)),
  ],
  [
    new RegExp(
      `\\b(\\d{1,2})(?:st|nd|rd|th|er|\\.)?\\s+(?:of |de |del )?(${month})\\b\\.?(?:\\s+(?:de )?(20\\d\\d))?`,
    ),
    ([, d, m, y], today) => nextDate(today, months[m ?? ""] ?? 1, Number(d), Number(y)),
  ],
  [
    new RegExp(`\\b(${month})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!\\d|:)(?:,?\\s+(20\\d\\d))?`),
    ([, m, d, y], today) => nextDate(today, months[m ?? ""] ?? 1, Number(d), Number(y)),
  ],
  [
    new RegExp(`\\b(?:mid|middle of|mitte|mi|mediados de)[\\s-]+(${month})\\b(?:\\s+(20\\d\\d))?`),
    ([, m, y], today) => nextDate(today, months[m ?? ""] ?? 1, 15, Number(y)),
  ],
  [
    new RegExp(`\\b${start}\\s+(?:of |de |du |des )?(${month})\\b(?:\\s+(20\\d\\d))?`),
    ([, m, y], today) => nextDate(today, months[m ?? ""] ?? 1, 1, Number(y)),
  ],
  [
    new RegExp(
      `\\b${start}\\s+(?:of |von |de |du |del )?(?:q|quartal |quarter )([1-4])\\b(?:[\\s/]+(20\\d\\d|\\d\\d\\b))?`,
    ),
    ([, q, y], today) => nextDate(today, 3 * Number(q) - 2, 1, Number(y)),
  ],
  [
    /\b(?:q|quartal |quarter )([1-4])\b(?:[\s/]+(20\d\d|\d\d\b))?/,
    ([, q, y], today) => nextDate(today, 3 * Number(q), "last", Number(y)),
  ],
  [
    new RegExp(
      `\\b(?:([1-4])(?:st|nd|rd|th|er|e|eme|o|\\.)?|(${Object.keys(ordinals).join("|")})) (?:quarter|quartals?|trimestre)\\b(?:\\s+(?:of |de |von )?(20\\d\\d|${nextYear}))?`,
    ),
    ([, n, word, y], today) =>
      nextDate(today, 3 * (ordinals[word ?? ""] ?? Number(n)), "last", yearOf(y, today)),
  ],
  [
    /\bh([12])\b(?:[\s/]+(20\d\d|\d\d\b))?/,
    ([, h, y], today) => nextDate(today, 6 * Number(h), "last", Number(y)),
  ],
  [
    new RegExp(
      `\\b(?:([12])(?:st|nd|er|e|\\.)?|(${Object.keys(ordinals).join("|")})) (?:half|halbjahr(?:es)?|semestre)\\b(?:\\s+(?:of |de |von )?(20\\d\\d|${nextYear}))?`,
    ),
    ([, n, word, y], today) => {
      const half = Math.min(2, ordinals[word ?? ""] ?? Number(n));
      return nextDate(today, 6 * half, "last", yearOf(y, today));
    },
  ],
  [
    /\b(?:kw|calendar week|week (?=\d+\b(?! of))) ?(\d{1,2})\b/,
    ([, w], today) => fridayOfWeek(today, Number(w)),
  ],
  [
    new RegExp(
      `\\b${count}\\s+(?:weeks|wochen|semaines|semanas)\\s+(?:from|after|ab|nach|apres|despues del?)\\s+(?:the |dem |next )?(\\w+day|\\w+tag|mittwoch|\\w+di|lunes|martes|miercoles|jueves|viernes)\\b`,
    ),
    ([, n, day], today) => nextWeekday(day ?? "", today)?.add({ weeks: parseNumber(n) }),
  ],
  [
    /\b(?:half a year|six months' time|(?:einem )?halben jahr|medio ano)\b/,
    (_, today) => today.add({ months: 6 }),
  ],
  [/\bfortnight\b/, (_, today) => today.add({ weeks: 2 })],
  [
    fromNow,
    ([, n1, unit1, n2, unit2], today) =>
      addUnits(today, parseNumber(n1 ?? n2), unit1 ?? unit2 ?? ""),
  ],
  [
    /\b(?:mid(?:dle of)?|mitte(?: des)?|mi|mediados del?)[\s-]+(?:next month|nachsten monats?|mois prochain|proximo mes|mes que viene)/,
    (_, today) => today.add({ months: 1 }).with({ day: 15 }),
  ],
  [
    /\b(?:next|following|nachste[snmr]?|kommende[snmr]?|prochaine?|proxim[oa]|que viene)\s+(quarter|quartals?|trimestre|month|monats?|mois|mes|week|woche|semaine|semana|year|jahr(?:es)?|annee|ano)\b|\b(quarter|trimestre|mois|mes|semaine|semana|annee|ano) (?:prochaine?|proximo|que viene)/,
    ([, a, b], today) => endOfNextUnit(today, a ?? b ?? ""),
  ],
  [
    new RegExp(
      `\\b${end}\\s+(?:of |of the |of this |d'|de l'|de |du |de la |del |des |dieses |diesen |de este )?(?:current )?(week|woche|semaine|semana|month|monats?|mois|mes|quarter|quartals?|trimestre|year|jahr(?:es)?|annee|ano)\\b|\\b(jahresende|monatsende|quartalsende|year[- ]end|month[- ]end|quarter[- ]end|eoy|eom|eoq|eow)`,
    ),
    ([, a, b], today) => endOfUnit(today, a ?? b ?? ""),
  ],
  [
    new RegExp(
      `\\b(?:by|until|till|before|last day of|in|im|bis|ab|end|ende|end of|late|fin|fin de|finales de|finales|final de|d'ici|avant|para|hasta|antes de|en|this|kommenden|next|since|von|for|fur|pour|around|about|last week of|by the end of)\\s+(?:the end of )?(${month})\\b(?:\\s+(?:de )?(20\\d\\d))?`,
    ),
    ([, m, y], today) => nextDate(today, months[m ?? ""] ?? 1, "last", Number(y)),
  ],
  [afterDuration, ([, n, unit], today) => addUnits(today, parseNumber(n), unit ?? "")],
  [
    new RegExp(`^\\W*(${month})(?: (20\\d\\d))?\\W*$`),
    ([, m, y], today) => nextDate(today, months[m ?? ""] ?? 1, "last", Number(y)),
  ],
  [
    /\b(?:day after tomorrow|ubermorgen|apres-demain|pasado manana)\b/,
    (_, today) => today.add({ days: 2 }),
  ],
  [
    /\b(?:tomorrow|(?<!guten )morgen|demain|(?<!por la |esta )manana)\b/,
    (_, today) => today.add({ days: 1 }),
  ],
  [
    /^\W*(?:by |until |bis |end of )?(?:today|tonight|this (?:morning|afternoon|evening)|heute(?: (?:abend|nachmittag))?|aujourd'hui|ce soir|cet apres-midi|hoy|esta tarde|esta noche|eod)\W*$/,
    (_, today) => today,
  ],
  [
    /\b(?:by|on|until|before|bis zum|am|zum) (?:the )?(\d{1,2})(?:st|nd|rd|th|\.)(?= *$| *[,;!)]|\.$)|(?:^|(?:d'ici|avant|pour|antes del?|para|hasta) )(?:le|el) (\d{1,2})(?= *$| *[,;!)]|\.$)/,
    ([, a, b], today) => dayOfMonth(today, Number(a ?? b)),
  ],
  ...namedTimes,
  [
    /\b(?:this week|diese woche|cette semaine|esta semana)\b/,
    (_, today) => endOfUnit(today, "week"),
  ],
  [/\b(?:this month|diesen monat|ce mois|este mes)\b/, (_, today) => endOfUnit(today, "month")],
  [
    /\b(?:this quarter|within the quarter|dieses quartal|ce trimestre|este trimestre)\b/,
    (_, today) => endOfUnit(today, "quarter"),
  ],
  [/\b(?:this year|dieses jahr|cette annee|este ano)\b/, (_, today) => endOfUnit(today, "year")],
];

function addUnits(today: Temporal.PlainDate, number: number, unit: string): Temporal.PlainDate {
  if (/^(da|ta|jo|di)/.test(unit)) return today.add({ days: number });
  if (/^(we|wo|se)/.test(unit)) return today.add({ weeks: number });
  if (/^m/.test(unit)) return today.add({ months: number });
  return /^(qu|tr)/.test(unit) ? today.add({ months: 3 * number }) : today.add({ years: number });
}

/** Returns a day of this month or the next: "by the 15th". */
function dayOfMonth(today: Temporal.PlainDate, day: number): Temporal.PlainDate | undefined {
  const { year, month } = today.day <= day ? today : today.add({ months: 1 });
  return day < 1 || day > 31 ? undefined : plainDate(year, month, day);
}

/** Returns the Friday of an ISO week, this year or next. */
function fridayOfWeek(today: Temporal.PlainDate, week: number): Temporal.PlainDate | undefined {
  if (week < 1 || week > 53) return undefined;
  const friday = (year: number) => {
    const fourth = plainDate(year, 1, 4);
    return fourth.add({ days: 5 - fourth.dayOfWeek + 7 * (week - 1) });
  };
  return Temporal.PlainDate.compare(friday(today.year), today) < 0
    ? friday(today.year + 1)
    : friday(today.year);
}

/** Returns the next day with that name. */
function nextWeekday(said: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const weekday = weekdays.findIndex((pattern) => pattern.test(said));
  return weekday < 0
    ? undefined
    : today.add({ days: ((weekday + 1 - today.dayOfWeek + 6) % 7) + 1 });
}

function endOfUnit(today: Temporal.PlainDate, unit: string): Temporal.PlainDate {
  if (/week|woche|semai?na?e?|eow/.test(unit))
    return today.add({ days: (12 - today.dayOfWeek) % 7 });
  if (/^(quart|trim|eoq)/.test(unit)) return endOfQuarter(today.year, Math.ceil(today.month / 3));
  return /year|jahr|ann?e?o|annee|eoy/.test(unit)
    ? plainDate(today.year, 12, 31)
    : lastOfMonth(today);
}

function endOfNextUnit(today: Temporal.PlainDate, unit: string): Temporal.PlainDate {
  if (/week|woche|semai?na?e?/.test(unit)) return endOfUnit(today.add({ weeks: 1 }), "week");
  if (/quart|trim/.test(unit)) return endOfUnit(today.add({ months: 3 }), "quarter");
  return /year|jahr|ann?e?o/.test(unit)
    ? plainDate(today.year + 1, 12, 31)
    : lastOfMonth(today.add({ months: 1 }));
}

/** The last clause that names a deadline: "quotes in a day *by June*". */
const deadlinePart =
  /^.*\b((?:by|until|till|before|bis|d'ici|avant|antes del?|hasta)\b(?:[^,;]|,(?= *\d))*)/s;

/**
 * Returns the ISO date that a text names, relative to `today` (ISO), or undefined. A bare month
 * means its last day, a day without year the next one. Numeric dates are day.month. A deadline
 * counts before any other date, which can be a measure ("quotes in a day by June").
 */
export function readDateExpression(text: string, today: string): string | undefined {
  const said = foldText(text);
  const from = Temporal.PlainDate.from(today);
  const [, deadline] = deadlinePart.exec(said) ?? [];
  const found = (deadline && firstDate(deadline, from)) || firstDate(said, from);
  return found?.toString();
}

function firstDate(said: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const dates = rules.values().map(([pattern, day]) => {
    const found = pattern.exec(said);
    return found && day(found, today);
  });
  return dates.find(Boolean) ?? nextWeekday(said, today);
}
