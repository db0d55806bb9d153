/** Directory of workspaces, people and addresses of conversations. */

import type { Json } from "../platform/adapter.ts";
import {
  type ConversationRef,
  conversationKey,
  type Person,
  withoutThread,
} from "../platform/conversation-ref.ts";
import { and, asc, eq, inArray, isNull, sql } from "./drizzle.ts";
import { prepared, preparedList } from "./prepared.ts";
import type { Reader, Writer } from "./store.ts";

const p = sql.placeholder;

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
  return (id) => ({ id, ...(names.get(id) && { name: names.get(id) as string }) });
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
