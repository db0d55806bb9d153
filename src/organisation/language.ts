/** Whose language is spoken: what somebody chose, else what their platform tells of them, else the workspace's, else English. */
import { and, eq, inArray, sql } from "../storage/drizzle.ts";
import { prepared } from "../storage/prepared.ts";
import type { Reader } from "../storage/store.ts";
import { languageOf } from "../words.ts";
import { Settings } from "./settings.ts";

const usual = "en";
const p = sql.placeholder;

const spoken = prepared("language", ({ db, t: { people, workspaces } }: Reader) =>
  db
    .select({ settings: workspaces.settings, language: people.language, locale: people.locale })
    .from(workspaces)
    .leftJoin(people, and(eq(people.workspace, workspaces.id), eq(people.id, p("person"))))
    .where(eq(workspaces.id, p("workspace"))),
);

export interface Languages {
  /** The person's. */
  own: string;
  /** The workspace's. */
  common: string;
  /** What the person's platform told last. */
  locale: string | null;
}

/** `locale` is what the platform tells now, where it tells anything. */
export async function languagesOf(on: Reader, workspace: string, person: string, locale?: string): Promise<Languages> {
  const [row] = await spoken(on, { workspace, person });
  const common = languageOf(Settings.parse(row?.settings ?? {}).language) ?? usual;
  return { own: languageOf(row?.language) ?? languageOf(locale ?? row?.locale) ?? common, common, locale: row?.locale ?? null };
}

/** The languages of many people at once. */
export async function languagesIn(on: Reader, workspace: string, ids: readonly string[]): Promise<(person: string) => string> {
  const { db, t } = on;
  const { common } = await languagesOf(on, workspace, "");
  const rows = await db
    .select({ id: t.people.id, language: t.people.language, locale: t.people.locale })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), inArray(t.people.id, [...ids])));
  const known = new Map(rows.map(({ id, language, locale }) => [id, languageOf(language) ?? languageOf(locale)]));
  return (person) => known.get(person) ?? common;
}
