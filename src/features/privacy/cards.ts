/** Cards of `/entwine privacy`: a person's data, its export and its erasure. */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../core/actions.ts";
import type { ExportRow, FeatureData } from "../../core/feature-data.ts";
import type { Words } from "../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  factsElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import { type ErasureScope, erasureScopes } from "./erasure/erase-person.ts";

/** The actions of privacy, with their arguments. */
export const privacyActions = defineActions("privacy", {
  overview: {},
  /** Shows the data: a summary, or a page of it. */
  see: {
    args: [
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number)
        .optional(),
    ],
  },
  export: {},
  /** Asks a person how much to erase; as a job, erases it. */
  erase: {},
  do: { args: [z.enum(erasureScopes)] },
  leave: {},
  /** Purges erased rows from the database's files. */
  scrub: { jobOnly: true },
});

/** A decoded action of privacy. */
export type PrivacyAction = ActionIn<typeof privacyActions>;

const button = (words: Words, key: string, press: string, style?: "danger"): Button => ({
  label: words.plain(`privacy.button.${key}`),
  press,
  style,
});

const text = (words: Words, key: string, values?: Parameters<Words>[1]): CardElement =>
  textElement(words(`privacy.${key}`, values));

/** Subjects of the overview, in its order; the whole list is in the README. */
const mainSubjects = [
  "requests",
  "checks",
  "retrospectives",
  "messages",
  "conversations",
  "people",
  "backups",
];

/** Tells what is stored, for how long and who sees it, with buttons for the person's own data. */
export const privacyOverviewCard = (data: readonly FeatureData[], words: Words): Card => [
  headingElement(words("privacy.title")),
  text(words, "about"),
  factsElement(
    describeRetention(data, words)
      .filter(({ subject }) => mainSubjects.includes(subject))
      .toSorted((a, b) => mainSubjects.indexOf(a.subject) - mainSubjects.indexOf(b.subject))
      .map(({ what, term }) => ({ label: what, value: [term] })),
  ),
  noteElement(words("privacy.yours")),
  buttonRow(
    button(words, "see", privacyActions.encode("see")),
    button(words, "export", privacyActions.encode("export")),
    button(words, "erase", privacyActions.encode("erase"), "danger"),
  ),
];

/** Rows in the summary, and rows of a page. */
const maxSummaryRows = 5;
const rowsPerPage = 15;
/** Maximum pages sent as messages when there is no web page. */
export const personalDataMaxPages = 6;

/** Fields with a row's time, in order of preference. */
const timeFields = ["at", "created_at", "date", "asked_at", "updated_at"] as const;
const dateOf = (line: ExportRow): string =>
  String(
    timeFields.map((field) => line[field]).find((value) => value !== null && value !== undefined) ??
      "",
  );

/** Fields shown next to a row's text. */
const detailFields = ["group", "status", "answer", "time", "place", "due"] as const;

function item(line: ExportRow, words: Words): CardElement {
  const label = words.plain(`privacy.kind.${line.type}`);
  const said = [line.title, line.text].find((value) => typeof value === "string" && value !== "");
  const date = dateOf(line).slice(0, 10);
  const details = detailFields.flatMap((field) => (line[field] ? [String(line[field])] : []));
  return itemElement(
    [
      { bold: [label, line.request].filter(Boolean).join(" · ") },
      ...(said ? [` ${String(said).slice(0, 300).toWellFormed()}`] : []),
    ],
    {
      note:
        date || details.length > 0 ? [[date, ...details].filter(Boolean).join(" · ")] : undefined,
    },
  );
}

/** Counts the rows of each type, and shows the newest texts of the person. */
export function personalDataSummaryCard(lines: readonly ExportRow[], words: Words): Card {
  const kinds = Map.groupBy(lines, ({ type }) => type);
  const written = lines.filter(
    ({ type }) => type === "request" || type === "answer" || type === "check",
  );
  const latest = written
    .toSorted((a, b) => dateOf(b).localeCompare(dateOf(a)))
    .slice(0, maxSummaryRows);
  return [
    headingElement(words("privacy.see")),
    factsElement(
      [...kinds].map(([type, all]) => ({
        label: words.plain(`privacy.kind.${type}`),
        value: [`${all.length}`],
      })),
    ),
    ...(latest.length > 0
      ? [text(words, "see.newest"), ...latest.map((line) => item(line, words))]
      : []),
    noteElement(words("privacy.see.anonymous")),
    buttonRow(
      button(words, "all", privacyActions.encode("see", 1)),
      button(words, "export", privacyActions.encode("export")),
    ),
  ];
}

/** Returns the number of pages that a person's data fills. */
export const countPersonalDataPages = (lines: readonly ExportRow[]): number =>
  Math.ceil(lines.length / rowsPerPage);

/** Shows one page of rows; the first is 1. */
export function personalDataPageCard(
  lines: readonly ExportRow[],
  number: number,
  words: Words,
  { more = true } = {},
): Card {
  const from = (number - 1) * rowsPerPage;
  const shown = lines.slice(from, from + rowsPerPage);
  const ends = !more || from + rowsPerPage >= lines.length;
  return [
    headingElement(
      words("privacy.see.page", {
        from: Math.min(from + 1, lines.length),
        to: from + shown.length,
        all: lines.length,
      }),
    ),
    ...shown.map((line) => item(line, words)),
    ...(ends ? [] : [buttonRow(button(words, "more", privacyActions.encode("see", number + 1)))]),
  ];
}

/** Tells what an erasure deletes and what stays, and asks for the scope. */
export function erasurePreviewCard(lines: readonly ExportRow[], words: Words): Card {
  const count = (type: string): number => lines.filter((line) => line.type === type).length;
  const choice = (scope: ErasureScope): Button =>
    button(words, scope, privacyActions.encode("do", scope), "danger");
  return [
    headingElement(words("privacy.erase")),
    text(words, "erase.goes", { checks: count("check") }),
    text(words, "erase.stays", { requests: count("request") }),
    text(words, "erase.words"),
    noteElement(words("privacy.erase.platform")),
    noteElement(words("privacy.erase.final")),
    buttonRow(
      choice("name"),
      choice("words"),
      button(words, "keep", privacyActions.encode("leave")),
    ),
  ];
}

/** Renders one sentence. */
export const privacyTextCard = (key: string, words: Words, values?: Parameters<Words>[1]): Card => [
  text(words, key, values),
];

interface RetentionDescription {
  subject: string;
  /** Description of the data and its term. */
  what: string;
  term: string;
}

/** Returns for how long something is kept, in words. */
export const describeRetention = (
  data: readonly FeatureData[],
  words: Words,
): RetentionDescription[] =>
  data
    .flatMap(({ retention }) => retention?.subjects ?? [])
    .map(({ name, numbers }) => ({
      subject: name,
      what: words.plain(`keep.what.${name}`),
      term: words.plain(`keep.term.${name}`, numbers),
    }));
