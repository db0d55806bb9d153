/**
 * The parts of an erasure that no rule for a column says: what goes with somebody's direct
 * messages, and where their place cannot simply be taken by nobody.
 */

import {
  type ConversationRef,
  conversationKey,
  type PlatformName,
  unreadableConversation,
} from "../../../platform/conversation-ref.ts";
import { ensureConversationRow } from "../../../storage/conversations.ts";
import { and, eq, inArray, isNotNull, isNull, or } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import {
  deleteTableRow,
  lockTableRows,
  type TableRow,
  updateTableRow,
} from "../../../storage/table-rows.ts";
import { WorkspaceSettings, writeWorkspaceSettings } from "../../workspace/settings.ts";
import { columnContains, escapedInJson } from "../export/export-lines.ts";
import type { ErasureContext } from "./erase-person.ts";
import { personalDataMap } from "./personal-data-map.ts";
import { placeholderConversation } from "./placeholder-conversation.ts";

/** Gives how many rows went. */
export async function eraseSpecialColumns(work: ErasureContext): Promise<number> {
  await leaveSettings(work);
  await leaveRotas(work);
  await leavePictures(work);
  await leaveBoxes(work);
  await endRequests(work);
  await handOnDuties(work);
  return removeTheirs(work);
}

/**
 * Whether a key, an id or a subject is made with somebody's id: `slack/dm/U1`,
 * `checks/U1/2027-03-02`.
 */
const names = (text: unknown, person: string): boolean =>
  typeof text === "string" && text.split("/").includes(person);

const isTheirs = (place: unknown, person: string): boolean => {
  const { surface, kind, id } = place as ConversationRef;
  // it cannot be read, and has their id in it
  if (surface === unreadableConversation.surface) return true;
  return kind === "personal" && id === person;
};

/**
 * What lies in their direct messages, with the retrospectives that they held there alone; what came
 * from them and is not dealt with; what was to come.
 */
async function removeTheirs(work: ErasureContext): Promise<number> {
  const { w, workspace, person } = work;
  const { t } = w;
  const inPlace = `"${escapedInJson(person)}"`;
  const found: [keyof Tables, TableRow[]][] = [
    [
      "setAside",
      (
        await lockTableRows(w, "setAside", workspace, columnContains(t.setAside.key, person))
      ).filter(({ key }) => names(key, person)),
    ],
    [
      "addresses",
      (
        await lockTableRows(w, "addresses", workspace, columnContains(t.addresses.place, inPlace))
      ).filter(({ place }) => isTheirs(place, person)),
    ],
    [
      "conversations",
      (
        await lockTableRows(
          w,
          "conversations",
          workspace,
          columnContains(t.conversations.place, inPlace),
        )
      ).filter(({ place }) => isTheirs(place, person)),
    ],
    [
      "outbox",
      (await lockTableRows(w, "outbox", workspace, columnContains(t.outbox.place, inPlace))).filter(
        ({ place }) => isTheirs(place, person),
      ),
    ],
    [
      "jobs",
      (
        await lockTableRows(
          w,
          "jobs",
          workspace,
          or(columnContains(t.jobs.conversation, person), columnContains(t.jobs.subject, person)),
        )
      ).filter(
        ({ conversation, subject }) => names(conversation, person) || names(subject, person),
      ),
    ],
    [
      "inbox",
      (
        await lockTableRows(
          w,
          "inbox",
          workspace,
          or(
            columnContains(t.inbox.conversation, person),
            columnContains(t.inbox.id, person),
            columnContains(t.inbox.once, person),
            columnContains(t.inbox.body, inPlace),
          ),
        )
      ).filter(
        ({ conversation, id, once, body }) =>
          [conversation, id, once].some((text) => names(text, person)) ||
          (body as { by?: { id?: string } } | null)?.by?.id === person,
      ),
    ],
    [
      "retrospectives",
      (
        await lockTableRows(
          w,
          "retrospectives",
          workspace,
          columnContains(t.retrospectives.home, person),
        )
      ).filter(({ home }) => names(home, person)),
    ],
    [
      "retroSeries",
      (
        await lockTableRows(w, "retroSeries", workspace, columnContains(t.retroSeries.home, person))
      ).filter(({ home }) => names(home, person)),
    ],
  ];
  for (const [table, rows] of found)
    for (const row of rows) await deleteTableRow(w, table, personalDataMap[table].keyColumns, row);
  return found.reduce((sum, [, rows]) => sum + rows.length, 0);
}

/** Nobody waits for the agreement of somebody who is not there. */
async function leaveSettings({ w, workspace, person }: ErasureContext): Promise<void> {
  const [row] = await lockTableRows(w, "workspaces", workspace);
  const settings = WorkspaceSettings.parse(row?.settings ?? {});
  const approvals = Object.entries(settings.approvals).flatMap(([kind, approval]) => {
    const people = approval.people.filter((one) => one !== person);
    return people.length > 0 ? [[kind, { ...approval, people }]] : [];
  });
  if (JSON.stringify(Object.fromEntries(approvals)) !== JSON.stringify(settings.approvals))
    await writeWorkspaceSettings(
      w,
      workspace,
      WorkspaceSettings.parse({ ...settings, approvals: Object.fromEntries(approvals) }),
    );
}

/**
 * What comes due for everybody, in the direct messages of whoever had it planned, and what the team
 * put off for a while.
 */
const everybodys = ["check/digest", "entwine/refresh", "wake"];

async function handOnDuties({ w, workspace, person, at }: ErasureContext): Promise<void> {
  const { jobs, conversations } = w.t;
  // Their requests go on in the room, too.
  for (const { place } of await lockTableRows(
    w,
    "conversations",
    workspace,
    columnContains(conversations.place, `"${escapedInJson(person)}"`),
  ))
    if (isTheirs(place, person))
      await ensureConversationRow(
        w,
        workspace,
        placeholderConversation((place as ConversationRef).surface),
        at,
      );
  for (const row of await lockTableRows(
    w,
    "jobs",
    workspace,
    and(
      inArray(jobs.kind, everybodys),
      isNull(jobs.doneAt),
      columnContains(jobs.conversation, person),
    ),
  )) {
    if (!names(row.conversation, person)) continue;
    const room = placeholderConversation(String(row.conversation).split("/", 1)[0] as PlatformName);
    await updateTableRow(w, "jobs", ["id"], row, { conversation: conversationKey(room) });
  }
}

async function leaveRotas({ w, workspace, person }: ErasureContext): Promise<void> {
  for (const row of await lockTableRows(
    w,
    "retroSeries",
    workspace,
    columnContains(w.t.retroSeries.rota, `"${escapedInJson(person)}"`),
  ))
    await updateTableRow(w, "retroSeries", ["id"], row, {
      rota: (row.rota as string[]).filter((one) => one !== person),
    });
}

/**
 * Who was counted in a picture keeps the next one from telling of the difference: a stranger counts
 * in their place, who is nobody's and in no other picture.
 */
async function leavePictures({ w, workspace, person, newId }: ErasureContext): Promise<void> {
  for (const row of await lockTableRows(
    w,
    "pictures",
    workspace,
    columnContains(w.t.pictures.people, `"${escapedInJson(person)}"`),
  ))
    await updateTableRow(w, "pictures", personalDataMap.pictures.keyColumns, row, {
      people: (row.people as string[]).map((one) => (one === person ? `erased/${newId()}` : one)),
    });
}

/** Notes that wait for the reveal. */
async function leaveBoxes({
  w,
  workspace,
  person,
  withoutSealedNotes,
}: ErasureContext): Promise<void> {
  for (const row of await lockTableRows(
    w,
    "retrospectives",
    workspace,
    isNotNull(w.t.retrospectives.box),
  )) {
    const box = withoutSealedNotes?.(row.box as string, row.id as string, person);
    if (box !== undefined) await updateTableRow(w, "retrospectives", ["id"], row, { box });
  }
}

/** What they were still being asked about ends, and nobody is put in touch with them any more. */
async function endRequests(work: ErasureContext): Promise<void> {
  const { w, workspace, person, at, newId } = work;
  const { requests, introductions } = w.t;
  const theirs = await lockTableRows(w, "requests", workspace, eq(requests.requester, person));
  const ids = theirs.map(({ id }) => id as string);
  if (ids.length === 0) return;
  for (const row of theirs) {
    const open =
      ["asking", "waiting", "parked", "confirming"].includes(String(row.status)) &&
      isTheirs(row.place, person);
    if (!open) continue;
    const { id } = await work.pseudonymFor(String(row.id));
    await updateTableRow(w, "requests", ["id"], row, { status: "cancelled", updatedAt: at });
    await w.db
      .insert(w.t.historyEntries)
      .values({ id: newId(), workspace, request: String(row.id), status: "cancelled", by: id, at });
  }
  const waiting = and(
    inArray(introductions.state, ["asked", "accepted"]),
    or(inArray(introductions.request, ids), inArray(introductions.other, ids)),
  );
  for (const row of await lockTableRows(w, "introductions", workspace, waiting))
    await updateTableRow(w, "introductions", ["id"], row, { state: "declined" });
}
