/** All that the ledger holds on one person, put in order for reading: in sections, the newest first, a page at a time. */
import { aboutPerson } from "../privacy/about.ts";
import type { AboutLine } from "../privacy/lines.ts";
import type { Visitor } from "../storage/sign-ins.ts";
import type { Reader } from "../storage/store.ts";

const types = {
  requests: ["request", "request_in_hand", "answer", "step", "trade", "introduction", "mention"],
  checks: ["enrolment", "check", "counted_in"],
  retrospectives: ["retrospective", "retrospective_note", "retrospective_vote", "retrospective_action", "retrospective_series"],
  organisation: ["change", "chain", "day_off", "installation", "advocate"],
  you: ["person", "member", "place", "sign_in"],
  talk: ["said", "arrival", "conversation", "duty"],
} as const;

export type Section = keyof typeof types;
export const sections = Object.keys(types) as Section[];

/** What nobody has put in a section yet is shown all the same, with what is remembered of the talk. */
export const sectionOf = (type: string): Section => sections.find((section) => (types[section] as readonly string[]).includes(type)) ?? "talk";

/** When it happened or was planned, as an ISO instant or date; empty where it has no time. */
export function timeOf({ at, date, created_at, asked_at, received_at, queued_at, updated_at, due, from, until }: AboutLine): string {
  return String(at ?? date ?? created_at ?? asked_at ?? received_at ?? queued_at ?? updated_at ?? due ?? from ?? until ?? "");
}

/** How much there is in each section. */
export async function countMine(read: Reader, { workspace, person }: Visitor): Promise<Record<Section, number>> {
  const counts = Object.fromEntries(sections.map((section) => [section, 0])) as Record<Section, number>;
  for await (const { type } of aboutPerson(read, workspace, person)) counts[sectionOf(type)]++;
  return counts;
}

/** Lines of a page, some two screens of a phone. */
const pageLength = 20;

/** One page of a section, the last one where there are not so many; pages count from 1. */
export async function readMine(read: Reader, { workspace, person }: Visitor, section: Section, wanted: number) {
  const all: AboutLine[] = [];
  for await (const line of aboutPerson(read, workspace, person)) if (sectionOf(line.type) === section) all.push(line);
  const pages = Math.max(1, Math.ceil(all.length / pageLength));
  const page = Math.min(Math.max(1, wanted), pages);
  const lines = all.toSorted((a, b) => timeOf(b).localeCompare(timeOf(a))).slice((page - 1) * pageLength, page * pageLength);
  return { lines, page, pages };
}
