/** Audit log: actions that need a permission, and the card that lists them. */

import type { TurnContext } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Json } from "../../platform/adapter.ts";
import {
  type Card,
  type CardElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import { and, desc, eq } from "../../storage/drizzle.ts";
import type { Reader, Store, Writer } from "../../storage/store.ts";

/** A change of a setting or group, and who made it. */
export interface AuditEntry {
  id: string;
  workspace: string;
  /** The setting, or the kind and name of the subject (`group Field sales`). */
  what: string;
  before: Json;
  after: Json;
  /** A person's id, or one of `systemActors`. */
  by: string;
  at: Date;
  why?: RichText | undefined;
}

/** Actors that are not people: the bot itself, and an operator by a command. */
const systemActors = ["entwine", "operator"] as const;

/** Stores an entry of the audit log. */
export async function recordAuditEntry({ db, t }: Writer, entry: AuditEntry): Promise<void> {
  await db.insert(t.auditEntries).values({ ...entry, why: entry.why ?? null });
}

/** Records who added the app to a team, on platforms where that takes a right. */
export const recordInstallation = (
  { w, workspace, newId, at }: Pick<TurnContext, "w" | "workspace" | "newId" | "at">,
  { id: by }: Person,
): Promise<void> =>
  recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: "installation",
    by,
    at,
    before: null,
    after: {},
  });

/** Records an operator's action in each workspace concerned; `after` must not hold people's words. */
export const recordByOperator = (
  store: Store,
  {
    workspaces,
    newId,
    ...entry
  }: Pick<AuditEntry, "what" | "after" | "at"> & {
    workspaces: readonly string[];
    newId(): string;
  },
): Promise<void> =>
  store.write(async (w) => {
    for (const workspace of workspaces)
      await recordAuditEntry(w, {
        ...entry,
        id: newId(),
        workspace,
        before: null,
        by: "operator",
      });
  });

/** Returns who changed a setting last, when and why. */
export async function readLastAuditEntry(
  reader: Reader,
  workspace: string,
  what: string,
): Promise<{ by: Person; at: Date; why: RichText | null } | undefined> {
  const { db, t } = reader;
  const [row] = await db
    .select({ by: t.auditEntries.by, at: t.auditEntries.at, why: t.auditEntries.why })
    .from(t.auditEntries)
    .where(and(eq(t.auditEntries.workspace, workspace), eq(t.auditEntries.what, what)))
    .orderBy(desc(t.auditEntries.at), desc(t.auditEntries.id))
    .limit(1);
  return row && { ...row, by: (await readPersonNames(reader, workspace, [row.by]))(row.by) };
}

/** Returns the person who installed the app last, if the platform told. */
export async function readInstaller(on: Reader, workspace: string): Promise<Person | undefined> {
  const { by } = (await readLastAuditEntry(on, workspace, "installation")) ?? {};
  return systemActors.some((actor) => actor === by?.id) ? undefined : by;
}

type NamedAuditEntry = Omit<AuditEntry, "by"> & { by: Person };

/** Returns the latest entries, newest first. */
export async function readRecentAuditEntries(
  reader: Reader,
  workspace: string,
  limit: number,
): Promise<NamedAuditEntry[]> {
  const { db, t } = reader;
  const rows = await db
    .select()
    .from(t.auditEntries)
    .where(eq(t.auditEntries.workspace, workspace))
    .orderBy(desc(t.auditEntries.at), desc(t.auditEntries.id))
    .limit(limit);
  const person = await readPersonNames(
    reader,
    workspace,
    rows.map(({ by }) => by),
  );
  return rows.map(({ by, why, ...row }) => ({ ...row, by: person(by), why: why ?? undefined }));
}

const isPlain = (value: Json): value is string | number | boolean | null =>
  value === null || typeof value !== "object";

function formatValue(value: string | number | boolean | null, words: Words): string {
  if (value === null) return words.plain("organisation.audit.nothing");
  return typeof value === "boolean"
    ? words.plain(value ? "organisation.audit.on" : "organisation.audit.off")
    : `${value}`;
}

/** Names what was changed; the first word of `what` is its kind. */
function formatSubject(what: string, words: Words): RichText {
  const [kind = "", ...rest] = what.split(" ");
  const key = `organisation.audit.what.${kind}`;
  const of =
    kind === "approval" ? words.plain(`requests.choice.${rest.join(" ")}`) : rest.join(" ");
  return words.keys().includes(key) ? words(key, { of }) : [what];
}

function formatChange({ before, after }: NamedAuditEntry, words: Words): RichText {
  if (before === null && typeof after === "string") return [after];
  if (isPlain(before) && isPlain(after))
    return words("organisation.audit.from_to", {
      before: formatValue(before, words),
      after: formatValue(after, words),
    });
  const isRemoved = after === null || (typeof after === "object" && "code" in after);
  return words(
    before === null
      ? "organisation.audit.made"
      : isRemoved
        ? "organisation.audit.gone"
        : "organisation.audit.changed",
  );
}

function auditItem(entry: NamedAuditEntry, words: Words): CardElement {
  const { what, by: person, at, why = [] } = entry;
  const system = systemActors.find((name) => name === person.id);
  const by = system ? words(`organisation.audit.by.${system}`) : personMention(person);
  return itemElement([...formatSubject(what, words), " ", ...formatChange(entry, words)], {
    note: [
      ...words("organisation.audit.who", { by, at }),
      ...(why.length > 0 ? [" ", ...why] : []),
    ],
  });
}

/** Renders entries of the audit log. */
export const auditCard = (entries: readonly NamedAuditEntry[], words: Words): Card => [
  headingElement(words("organisation.audit")),
  ...(entries.length === 0
    ? [textElement(words("organisation.audit.none"))]
    : entries.map((entry) => auditItem(entry, words))),
  noteElement(words("organisation.audit.all")),
];
