/**
 * All that the ledger holds on one person, put in order for reading: in sections, the newest first,
 * a page at a time.
 */

import type { PersonalDataLine } from "../features/privacy/export/export-lines.ts";
import { personalDataLines } from "../features/privacy/export/personal-data.ts";
import type { Visitor } from "../storage/sign-ins.ts";
import type { Reader } from "../storage/store.ts";

const types = {
  requests: ["request", "request_in_hand", "answer", "step", "trade", "introduction", "mention"],
  checks: ["enrolment", "check", "counted_in"],
  retrospectives: [
    "retrospective",
    "retrospective_note",
    "retrospective_vote",
    "retrospective_action",
    "retrospective_series",
  ],
  organisation: ["change", "chain", "day_off", "installation", "advocate"],
  you: ["person", "member", "place", "sign_in"],
  talk: ["said", "arrival", "conversation", "duty"],
} as const;

export type PersonalDataSection = keyof typeof types;
export const personalDataSections = Object.keys(types) as PersonalDataSection[];

/**
 * What nobody has put in a section yet is shown all the same, with what is remembered of the talk.
 */
export const personalDataSectionOf = (type: string): PersonalDataSection =>
  personalDataSections.find((section) => (types[section] as readonly string[]).includes(type)) ??
  "talk";

/** When it happened or was planned, as an ISO instant or date; empty where it has no time. */
export function exportLineTime({
  at,
  date,
  created_at,
  asked_at,
  received_at,
  queued_at,
  updated_at,
  due,
  from,
  until,
}: PersonalDataLine): string {
  return String(
    at ??
      date ??
      created_at ??
      asked_at ??
      received_at ??
      queued_at ??
      updated_at ??
      due ??
      from ??
      until ??
      "",
  );
}

/** How much there is in each section. */
export async function countPersonalDataLines(
  read: Reader,
  { workspace, person }: Visitor,
): Promise<Record<PersonalDataSection, number>> {
  const counts = Object.fromEntries(personalDataSections.map((section) => [section, 0])) as Record<
    PersonalDataSection,
    number
  >;
  for await (const { type } of personalDataLines(read, workspace, person))
    counts[personalDataSectionOf(type)]++;
  return counts;
}

/** Lines of a page, some two screens of a phone. */
const pageLength = 20;

/** One page of a section, the last one where there are not so many; pages count from 1. */
export async function readPersonalDataSection(
  read: Reader,
  { workspace, person }: Visitor,
  section: PersonalDataSection,
  wanted: number,
) {
  const all: PersonalDataLine[] = [];
  for await (const line of personalDataLines(read, workspace, person))
    if (personalDataSectionOf(line.type) === section) all.push(line);
  const pages = Math.max(1, Math.ceil(all.length / pageLength));
  const page = Math.min(Math.max(1, wanted), pages);
  const lines = all
    .toSorted((a, b) => exportLineTime(b).localeCompare(exportLineTime(a)))
    .slice((page - 1) * pageLength, page * pageLength);
  return { lines, page, pages };
}
