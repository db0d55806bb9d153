/**
 * Languages of people: their own choice, else the platform's locale, else the workspace's language,
 * else English.
 */

import { z } from "zod";
import { normaliseTimeZone } from "../lib/dates/time-zone.ts";
import { languageOfLocale } from "../lib/i18n.ts";
import { and, eq, inArray, sql } from "./drizzle.ts";
import { prepared } from "./prepared.ts";
import type { Reader } from "./store.ts";

const defaultLanguage = "en";
/** The language and the time zone in a workspace's settings, which the workspace feature owns. */
const WorkspaceDefaults = z
  .looseObject({ language: z.string().optional(), zone: z.string().optional() })
  .catch({});
const p = sql.placeholder;

const byPerson = prepared("language", ({ db, t: { people, workspaces } }: Reader) =>
  db
    .select({
      settings: workspaces.settings,
      language: people.language,
      locale: people.locale,
      guest: people.guest,
      zone: people.zone,
    })
    .from(workspaces)
    .leftJoin(people, and(eq(people.workspace, workspaces.id), eq(people.id, p("person"))))
    .where(eq(workspaces.id, p("workspace"))),
);

export interface PersonLanguages {
  person: string;
  workspace: string;
  /** The last locale that the platform gave. */
  locale: string | null;
  /** Whether the platform last reported the person as a guest. */
  guest: boolean;
  /** Time zone of the person, else of the workspace (IANA). */
  zone: string | undefined;
}

/**
 * Reads the languages of a person and the workspace, and what else each turn needs of the person.
 *
 * @param locale - The locale that the platform gives now, if any.
 */
export async function readPersonLanguages(
  reader: Reader,
  workspace: string,
  person: string,
  locale?: string,
): Promise<PersonLanguages> {
  const [row] = await byPerson(reader, { workspace, person });
  const defaults = WorkspaceDefaults.parse(row?.settings);
  const workspaceLanguage = languageOfLocale(defaults.language) ?? defaultLanguage;
  return {
    person:
      languageOfLocale(row?.language) ??
      languageOfLocale(locale ?? row?.locale) ??
      workspaceLanguage,
    workspace: workspaceLanguage,
    locale: row?.locale ?? null,
    guest: row?.guest ?? false,
    zone: row?.zone ?? normaliseTimeZone(defaults.zone),
  };
}

/** Reads the languages of many people at once. */
export async function readLanguagesOfPeople(
  reader: Reader,
  workspace: string,
  ids: readonly string[],
): Promise<(person: string) => string> {
  const { db, t } = reader;
  const { workspace: workspaceLanguage } = await readPersonLanguages(reader, workspace, "");
  const rows = await db
    .select({ id: t.people.id, language: t.people.language, locale: t.people.locale })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), inArray(t.people.id, [...ids])));
  const known = new Map(
    rows.map(({ id, language, locale }) => [
      id,
      languageOfLocale(language) ?? languageOfLocale(locale),
    ]),
  );
  return (person) => known.get(person) ?? workspaceLanguage;
}
