/**
 * Whose language is spoken: what somebody chose, else what their platform tells of them, else the
 * workspace's, else English.
 */

import { languageOfLocale } from "../../lib/i18n.ts";
import { and, eq, inArray, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Reader } from "../../storage/store.ts";
import { WorkspaceSettings } from "./settings.ts";

const usual = "en";
const p = sql.placeholder;

const spoken = prepared("language", ({ db, t: { people, workspaces } }: Reader) =>
  db
    .select({ settings: workspaces.settings, language: people.language, locale: people.locale })
    .from(workspaces)
    .leftJoin(people, and(eq(people.workspace, workspaces.id), eq(people.id, p("person"))))
    .where(eq(workspaces.id, p("workspace"))),
);

export interface PersonLanguages {
  /** The person's. */
  person: string;
  /** The workspace's. */
  workspace: string;
  /** What the person's platform told last. */
  locale: string | null;
}

/** `locale` is what the platform tells now, where it tells anything. */
export async function readPersonLanguages(
  on: Reader,
  workspace: string,
  person: string,
  locale?: string,
): Promise<PersonLanguages> {
  const [row] = await spoken(on, { workspace, person });
  const common = languageOfLocale(WorkspaceSettings.parse(row?.settings ?? {}).language) ?? usual;
  return {
    person: languageOfLocale(row?.language) ?? languageOfLocale(locale ?? row?.locale) ?? common,
    workspace: common,
    locale: row?.locale ?? null,
  };
}

/** The languages of many people at once. */
export async function readLanguagesOfPeople(
  on: Reader,
  workspace: string,
  ids: readonly string[],
): Promise<(person: string) => string> {
  const { db, t } = on;
  const { workspace: common } = await readPersonLanguages(on, workspace, "");
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
  return (person) => known.get(person) ?? common;
}
