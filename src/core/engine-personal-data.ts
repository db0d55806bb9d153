/** Personal data in the engine's tables: columns, erasure, and rows of the personal export. */
import { cardToPlainText } from "../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  type PlatformName,
} from "../platform/conversation-ref.ts";
import { ensureConversationRow } from "../storage/conversations.ts";
import { and, asc, eq, inArray, isNull, or, type SQL } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import {
  columnContains,
  deleteTableRow,
  escapedInJson,
  lockTableRows,
  type TableRow,
  updateTableRow,
} from "../storage/table-rows.ts";
import {
  type ErasureContext,
  type ExportRow,
  isDirectMessagesOf,
  isoInstantOrNull,
  isPathOf,
  type PersonalDataMap,
  placeholderConversation,
  plainTextOrNull,
} from "./feature-data.ts";

/** Columns of the engine's tables with personal data, and those without. */
export const enginePersonalData = {
  workspaces: {
    keyColumns: ["id"],
    personalColumns: { settings: "apart" },
    impersonalColumns: ["id"],
  },
  people: {
    keyColumns: ["workspace", "id"],
    ownerColumn: "id",
    personalColumns: {},
    impersonalColumns: ["workspace", "name", "zone", "locale", "language"],
  },
  addresses: {
    keyColumns: ["workspace", "key"],
    personalColumns: { key: "apart", place: "apart", address: "json" },
    impersonalColumns: ["workspace"],
  },
  conversations: {
    keyColumns: ["workspace", "key"],
    nameColumns: ["state"],
    personalColumns: { key: "apart", place: "apart", state: "json" },
    impersonalColumns: ["workspace"],
  },
  inbox: {
    keyColumns: ["seq"],
    personalColumns: { id: "apart", conversation: "apart", once: "apart", body: "json" },
    impersonalColumns: ["workspace", "kind", "holder", "note"],
  },
  outbox: {
    keyColumns: ["seq"],
    nameColumns: ["card"],
    personalColumns: { conversation: "text", place: "apart", card: "apart" },
    impersonalColumns: [
      "id",
      "workspace",
      "request",
      "question",
      "kind",
      "target",
      "state",
      "holder",
      "message",
      "code",
    ],
  },
  jobs: {
    keyColumns: ["id"],
    personalColumns: { conversation: "apart", subject: "apart" },
    impersonalColumns: ["id", "workspace", "kind", "holder"],
  },
  replicas: { keyColumns: ["id"], personalColumns: {}, impersonalColumns: ["id", "host"] },
  setAside: {
    keyColumns: ["tableName", "workspace", "key"],
    personalColumns: { key: "apart" },
    impersonalColumns: ["workspace", "tableName", "code"],
  },
  installations: {
    keyColumns: ["workspace"],
    personalColumns: { installedBy: "id" },
    impersonalColumns: ["workspace", "platform", "app", "organisation", "bot", "token", "scopes"],
  },
  usedOnce: { keyColumns: ["id"], personalColumns: {}, impersonalColumns: ["id"] },
  signIns: {
    keyColumns: ["hash"],
    ownerColumn: "person",
    personalColumns: {},
    impersonalColumns: ["hash", "workspace", "kind"],
  },
} as const satisfies PersonalDataMap;

/** Moves jobs for everybody from the person's direct messages to the placeholder. */
async function moveSharedJobs(erasure: ErasureContext): Promise<void> {
  const { w, workspace, person, at, sharedJobs } = erasure;
  const { jobs, conversations } = w.t;
  // Their requests continue in the placeholder too.
  for (const { place } of await lockTableRows(
    w,
    "conversations",
    workspace,
    columnContains(conversations.place, `"${escapedInJson(person)}"`),
  ))
    if (isDirectMessagesOf(place, person))
      await ensureConversationRow(
        w,
        workspace,
        placeholderConversation((place as ConversationRef).platform),
        at,
      );
  for (const row of await lockTableRows(
    w,
    "jobs",
    workspace,
    and(
      inArray(jobs.kind, [...sharedJobs]),
      isNull(jobs.doneAt),
      columnContains(jobs.conversation, person),
    ),
  )) {
    if (!isPathOf(row.conversation, person)) continue;
    const [platform] = String(row.conversation).split("/", 1) as [PlatformName];
    const conversation = conversationKey(placeholderConversation(platform));
    await updateTableRow(w, "jobs", ["id"], row, { conversation });
  }
}

/** Deletes the person's direct messages, their events and the jobs for them. */
async function deleteDirectMessages({ w, workspace, person }: ErasureContext): Promise<number> {
  const { setAside, addresses, conversations, outbox, jobs, inbox } = w.t;
  const inPlace = `"${escapedInJson(person)}"`;
  const isTheirPlace = ({ place }: TableRow): boolean => isDirectMessagesOf(place, person);
  const isTheirEvent = ({ conversation, id, once, body }: TableRow): boolean =>
    [conversation, id, once].some((path) => isPathOf(path, person)) ||
    (body as { by?: { id?: string } } | null)?.by?.id === person;
  const targets = [
    ["setAside", columnContains(setAside.key, person), ({ key }) => isPathOf(key, person)],
    ["addresses", columnContains(addresses.place, inPlace), isTheirPlace],
    ["conversations", columnContains(conversations.place, inPlace), isTheirPlace],
    ["outbox", columnContains(outbox.place, inPlace), isTheirPlace],
    [
      "jobs",
      or(columnContains(jobs.conversation, person), columnContains(jobs.subject, person)),
      ({ conversation, subject }) => isPathOf(conversation, person) || isPathOf(subject, person),
    ],
    [
      "inbox",
      or(
        columnContains(inbox.conversation, person),
        columnContains(inbox.id, person),
        columnContains(inbox.once, person),
        columnContains(inbox.body, inPlace),
      ),
      isTheirEvent,
    ],
  ] satisfies [keyof typeof enginePersonalData, SQL | undefined, (row: TableRow) => boolean][];
  let deleted = 0;
  for (const [table, where, isTheirs] of targets)
    for (const row of (await lockTableRows(w, table, workspace, where)).filter(isTheirs)) {
      await deleteTableRow(w, table, enginePersonalData[table].keyColumns, row);
      deleted += 1;
    }
  return deleted;
}

/** Deletes the rows of a person's direct messages; jobs that others share move. Counts the rows. */
export async function eraseEngineRows(erasure: ErasureContext): Promise<number> {
  await moveSharedJobs(erasure);
  return deleteDirectMessages(erasure);
}

/** Yields the rows of the engine's tables that are about a person. */
export async function* enginePersonalRows(
  on: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  yield* rowsOnPerson(on, workspace, person);
  yield* rowsOnConversations(on, workspace, person);
}

async function* rowsOnPerson(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  const { people, addresses, signIns, installations } = t;
  const rows = await db
    .select()
    .from(people)
    .where(and(eq(people.workspace, workspace), eq(people.id, person)));
  for (const { workspace: _, id, welcomedAt, nudgedAt, ...row } of rows)
    yield {
      type: "person",
      workspace,
      person: id,
      ...row,
      welcomed_at: isoInstantOrNull(welcomedAt),
      nudged_at: isoInstantOrNull(nudgedAt),
    };
  const reached = await db
    .select()
    .from(addresses)
    .where(
      and(
        eq(addresses.workspace, workspace),
        columnContains(addresses.place, escapedInJson(person)),
      ),
    );
  for (const { key, place, address, updatedAt } of reached)
    if (place.id === person)
      yield {
        type: "place",
        workspace,
        place: key,
        address: JSON.stringify(address),
        updated_at: isoInstantOrNull(updatedAt),
      };
  const signedIn = await db
    .select({ kind: signIns.kind, until: signIns.expiresAt })
    .from(signIns)
    .where(and(eq(signIns.workspace, workspace), eq(signIns.person, person)));
  for (const { kind, until } of signedIn)
    yield { type: "sign_in", workspace, kind, until: isoInstantOrNull(until) };
  const installed = await db
    .select({ platform: installations.platform, at: installations.installedAt })
    .from(installations)
    .where(and(eq(installations.workspace, workspace), eq(installations.installedBy, person)));
  for (const { platform, at } of installed)
    yield { type: "installation", workspace, surface: platform, at: isoInstantOrNull(at) };
}

/** Yields the person's conversations, the messages to them, their jobs and their events. */
async function* rowsOnConversations(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  const { conversations, outbox, jobs, inbox } = t;
  const inJson = `"${escapedInJson(person)}"`;
  const remembered = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.workspace, workspace), columnContains(conversations.key, person)));
  for (const { key, place, state, updatedAt } of remembered)
    if (place.id === person)
      yield {
        type: "conversation",
        workspace,
        place: key,
        text: JSON.stringify(state),
        updated_at: isoInstantOrNull(updatedAt),
      };
  const said = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.workspace, workspace), columnContains(outbox.place, inJson)))
    .orderBy(asc(outbox.seq));
  for (const { place, card, kind, state, queuedAt, sentAt } of said)
    if (place.id === person)
      yield {
        type: "said",
        workspace,
        kind,
        status: state,
        text: cardToPlainText(card),
        queued_at: isoInstantOrNull(queuedAt),
        at: isoInstantOrNull(sentAt),
      };
  const planned = await db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.workspace, workspace),
        or(columnContains(jobs.conversation, person), columnContains(jobs.subject, person)),
      ),
    )
    .orderBy(asc(jobs.dueAt));
  for (const { kind, conversation, subject, dueAt, doneAt } of planned)
    if (isPathOf(conversation, person) || isPathOf(subject, person))
      yield {
        type: "job",
        workspace,
        what: kind,
        due: isoInstantOrNull(dueAt),
        at: isoInstantOrNull(doneAt),
      };
  const received = await db
    .select()
    .from(inbox)
    .where(
      and(
        eq(inbox.workspace, workspace),
        or(columnContains(inbox.conversation, person), columnContains(inbox.body, inJson)),
      ),
    )
    .orderBy(asc(inbox.seq));
  for (const { kind, conversation, body, receivedAt, doneAt } of received)
    if (body?.by.id === person || isPathOf(conversation, person))
      yield {
        type: "arrival",
        workspace,
        kind,
        text: body?.by.id === person && "text" in body ? plainTextOrNull(body.text) : null,
        at: isoInstantOrNull(receivedAt),
        done_at: isoInstantOrNull(doneAt),
      };
}
