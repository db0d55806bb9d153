/** Directory of workspaces, people and addresses of conversations. */

import { z } from "zod";
import { normaliseTimeZone } from "../lib/dates/time-zone.ts";
import { languageOfLocale } from "../lib/i18n.ts";
import type { Json } from "../platform/adapter.ts";
import {
  type ConversationRef,
  conversationKey,
  isErasedId,
  type Person,
  withoutThread,
} from "../platform/conversation-ref.ts";
import { and, asc, eq, inArray, isNull, sql } from "./drizzle.ts";
import { prepared, preparedList } from "./prepared.ts";
import type { Reader, Writer } from "./store.ts";

const p = sql.placeholder;

/** Lists the ids of all workspaces, sorted. */
export async function listWorkspaces({ db, t }: Reader): Promise<string[]> {
  const rows = await db
    .select({ id: t.workspaces.id })
    .from(t.workspaces)
    .orderBy(asc(t.workspaces.id));
  return rows.map(({ id }) => id);
}

/** Inserts a workspace unless it exists. */
export async function upsertWorkspace({ db, t }: Writer, id: string, at: Date): Promise<void> {
  await db.insert(t.workspaces).values({ id, createdAt: at }).onConflictDoNothing();
}

/** Stores a person's name, zone and locale as reported by the platform. */
export async function upsertPerson(
  { db, t }: Writer,
  workspace: string,
  { id, name }: Person,
  zone?: string,
  locale?: string,
): Promise<void> {
  await db
    .insert(t.people)
    .values({ workspace, id, name: name ?? null, zone: zone ?? null, locale: locale ?? null })
    .onConflictDoUpdate({
      target: [t.people.workspace, t.people.id],
      set: {
        name: name ?? sql`${t.people.name}`,
        zone: zone ?? sql`${t.people.zone}`,
        locale: locale ?? sql`${t.people.locale}`,
      },
    });
}

const namesOf = preparedList("person_names", ({ db, t }: Reader, ids) =>
  db
    .select({ id: t.people.id, name: t.people.name })
    .from(t.people)
    .where(and(eq(t.people.workspace, p("workspace")), inArray(t.people.id, ids))),
);

/** Reads people's names, if platforms sent them, by id. */
export async function readPersonNames(
  on: Reader,
  workspace: string,
  ids: readonly string[],
): Promise<(id: string) => Person> {
  const rows = await namesOf(on, ids, { workspace });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: names.get(id) ?? undefined });
}

/** Lists people of a workspace, erased ones excepted. */
export async function listPeople(
  { db, t }: Reader,
  workspace: string,
  limit: number,
): Promise<Person[]> {
  const rows = await db
    .select({ id: t.people.id, name: t.people.name })
    .from(t.people)
    .where(eq(t.people.workspace, workspace))
    .orderBy(asc(t.people.id))
    .limit(limit);
  return rows
    .filter(({ id }) => !isErasedId(id))
    .map(({ id, name }) => ({ id, name: name ?? undefined }));
}

/** Records that a person was greeted; returns false if they were before. */
export async function markPersonWelcomed(
  { db, t }: Writer,
  workspace: string,
  person: Person,
  at: Date,
): Promise<boolean> {
  await upsertPerson({ db, t } as Writer, workspace, person);
  const rows = await db
    .update(t.people)
    .set({ welcomedAt: at })
    .where(
      and(
        eq(t.people.workspace, workspace),
        eq(t.people.id, person.id),
        isNull(t.people.welcomedAt),
      ),
    )
    .returning({ id: t.people.id });
  return rows.length > 0;
}

const personById = prepared("person", ({ db, t }: Reader) =>
  db
    .select({ zone: t.people.zone, welcomedAt: t.people.welcomedAt, guest: t.people.guest })
    .from(t.people)
    .where(and(eq(t.people.workspace, p("workspace")), eq(t.people.id, p("id")))),
);

/** Reads a person's record without the name. */
export async function readPerson(
  on: Reader,
  workspace: string,
  id: string,
): Promise<{ zone: string | null; welcomedAt: Date | null; guest: boolean } | undefined> {
  const [row] = await personById(on, { workspace, id });
  return row;
}

/** Returns a person's time zone (IANA), or UTC when it is unknown. */
export const readPersonZone = async (on: Reader, workspace: string, id: string): Promise<string> =>
  (await readPerson(on, workspace, id))?.zone ?? "UTC";

const guestsOf = preparedList("person_guests", ({ db, t }: Reader, ids) =>
  db
    .select({ id: t.people.id })
    .from(t.people)
    .where(
      and(
        eq(t.people.workspace, p("workspace")),
        eq(t.people.guest, true),
        inArray(t.people.id, ids),
      ),
    ),
);

/** Returns the guests among some people. */
export const guestsAmong = async (
  on: Reader,
  workspace: string,
  ids: readonly string[],
): Promise<string[]> => (await guestsOf(on, ids, { workspace })).map(({ id }) => id);

const upsertAddress = prepared("place_address_save", ({ db, t }: Writer) =>
  db
    .insert(t.addresses)
    .values({
      workspace: p("workspace"),
      key: p("key"),
      place: p("place"),
      address: p("address"),
      updatedAt: p("at"),
    })
    .onConflictDoUpdate({
      target: [t.addresses.workspace, t.addresses.key],
      set: { address: sql`excluded.address`, updatedAt: sql`excluded.updated_at` },
    }),
);

/** Stores the address of a place; each event may bring a newer one. */
export async function saveConversationAddress(
  w: Writer,
  workspace: string,
  place: ConversationRef,
  address: Json,
  at: Date,
): Promise<void> {
  const top = withoutThread(place);
  await upsertAddress(w, { workspace, key: conversationKey(top), place: top, address, at });
}

const addressByKey = prepared("place_address", ({ db, t }: Reader) =>
  db
    .select({ address: t.addresses.address })
    .from(t.addresses)
    .where(and(eq(t.addresses.workspace, p("workspace")), eq(t.addresses.key, p("key")))),
);

/** Returns the latest address of a place. */
export async function readConversationAddress(
  on: Reader,
  workspace: string,
  place: ConversationRef,
): Promise<Json | undefined> {
  const [row] = await addressByKey(on, { workspace, key: conversationKey(withoutThread(place)) });
  return row?.address ?? undefined;
}

/** Stores whether a person, who need not have written before, is a guest of the workspace. */
export async function savePersonGuest(
  w: Writer,
  workspace: string,
  person: string,
  guest: boolean,
): Promise<void> {
  const { db, t } = w;
  await upsertPerson(w, workspace, { id: person });
  await db
    .update(t.people)
    .set({ guest })
    .where(and(eq(t.people.workspace, workspace), eq(t.people.id, person)));
}

const defaultLanguage = "en";
/** The language and the time zone in a workspace's settings, which the workspace feature owns. */
const WorkspaceDefaults = z
  .looseObject({ language: z.string().optional(), zone: z.string().optional() })
  .catch({});

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

interface PersonLanguages {
  person: string;
  /** Whether the person or the platform told the person's language; else it is the workspace's. */
  isKnown: boolean;
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
  const known = languageOfLocale(row?.language) ?? languageOfLocale(locale ?? row?.locale);
  return {
    person: known ?? workspaceLanguage,
    isKnown: known !== undefined,
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
