/** The parts of an erasure that no rule for a column says: what goes with somebody's direct messages, and where their place cannot simply be taken by nobody. */
import { Settings, writeSettings } from "../organisation/settings.ts";
import { changeRow, type Row, removeRow, rowsOf } from "../storage/any-table.ts";
import { begin } from "../storage/conversations.ts";
import { and, eq, inArray, isNotNull, isNull, or } from "../storage/drizzle.ts";
import type { Tables } from "../storage/schema.ts";
import { nowhere, type Place, placeKey, type SurfaceName } from "../surface/place.ts";
import type { Work } from "./erase.ts";
import { holdings } from "./holdings.ts";
import { holds, inJson } from "./lines.ts";
import { roomOf } from "./room.ts";

/** Gives how many rows went. */
export async function eraseApart(work: Work): Promise<number> {
  await leaveSettings(work);
  await leaveRotas(work);
  await leavePictures(work);
  await leaveBoxes(work);
  await endRequests(work);
  await handOnDuties(work);
  return removeTheirs(work);
}

/** Whether a key, an id or a subject is made with somebody's id: `slack/dm/U1`, `checks/U1/2027-03-02`. */
const names = (text: unknown, person: string): boolean => typeof text === "string" && text.split("/").includes(person);

const isTheirs = (place: unknown, person: string): boolean => {
  const { surface, kind, id } = place as Place;
  if (surface === nowhere.surface) return true; // it cannot be read, and has their id in it
  return kind === "personal" && id === person;
};

/** What lies in their direct messages, with the retrospectives that they held there alone; what came from them and is not dealt with; what was to come. */
async function removeTheirs(work: Work): Promise<number> {
  const { w, workspace, person } = work;
  const { t } = w;
  const inPlace = `"${inJson(person)}"`;
  const found: [keyof Tables, Row[]][] = [
    ["setAside", (await rowsOf(w, "setAside", workspace, holds(t.setAside.key, person))).filter(({ key }) => names(key, person))],
    ["places", (await rowsOf(w, "places", workspace, holds(t.places.place, inPlace))).filter(({ place }) => isTheirs(place, person))],
    ["conversations", (await rowsOf(w, "conversations", workspace, holds(t.conversations.place, inPlace))).filter(({ place }) => isTheirs(place, person))],
    ["outbox", (await rowsOf(w, "outbox", workspace, holds(t.outbox.place, inPlace))).filter(({ place }) => isTheirs(place, person))],
    [
      "duties",
      (await rowsOf(w, "duties", workspace, or(holds(t.duties.conversation, person), holds(t.duties.subject, person)))).filter(
        ({ conversation, subject }) => names(conversation, person) || names(subject, person),
      ),
    ],
    [
      "arrivals",
      (
        await rowsOf(
          w,
          "arrivals",
          workspace,
          or(holds(t.arrivals.conversation, person), holds(t.arrivals.id, person), holds(t.arrivals.once, person), holds(t.arrivals.body, inPlace)),
        )
      ).filter(
        ({ conversation, id, once, body }) =>
          [conversation, id, once].some((text) => names(text, person)) || (body as { by?: { id?: string } } | null)?.by?.id === person,
      ),
    ],
    ["retrospectives", (await rowsOf(w, "retrospectives", workspace, holds(t.retrospectives.home, person))).filter(({ home }) => names(home, person))],
    ["retroSeries", (await rowsOf(w, "retroSeries", workspace, holds(t.retroSeries.home, person))).filter(({ home }) => names(home, person))],
  ];
  for (const [table, rows] of found) for (const row of rows) await removeRow(w, table, holdings[table].keys, row);
  return found.reduce((sum, [, rows]) => sum + rows.length, 0);
}

/** Nobody waits for the agreement of somebody who is not there. */
async function leaveSettings({ w, workspace, person }: Work): Promise<void> {
  const [row] = await rowsOf(w, "workspaces", workspace);
  const settings = Settings.parse(row?.settings ?? {});
  const approvals = Object.entries(settings.approvals).flatMap(([kind, approval]) => {
    const people = approval.people.filter((one) => one !== person);
    return people.length > 0 ? [[kind, { ...approval, people }]] : [];
  });
  if (JSON.stringify(Object.fromEntries(approvals)) !== JSON.stringify(settings.approvals))
    await writeSettings(w, workspace, Settings.parse({ ...settings, approvals: Object.fromEntries(approvals) }));
}

/** What comes due for everybody, in the direct messages of whoever had it planned, and what the team put off for a while. */
const everybodys = ["check/digest", "entwine/refresh", "wake"];

async function handOnDuties({ w, workspace, person, at }: Work): Promise<void> {
  const { duties, conversations } = w.t;
  // Their requests go on in the room, too.
  for (const { place } of await rowsOf(w, "conversations", workspace, holds(conversations.place, `"${inJson(person)}"`)))
    if (isTheirs(place, person)) await begin(w, workspace, roomOf((place as Place).surface), at);
  for (const row of await rowsOf(w, "duties", workspace, and(inArray(duties.kind, everybodys), isNull(duties.doneAt), holds(duties.conversation, person)))) {
    if (!names(row.conversation, person)) continue;
    const room = roomOf(String(row.conversation).split("/", 1)[0] as SurfaceName);
    await changeRow(w, "duties", ["id"], row, { conversation: placeKey(room) });
  }
}

async function leaveRotas({ w, workspace, person }: Work): Promise<void> {
  for (const row of await rowsOf(w, "retroSeries", workspace, holds(w.t.retroSeries.rota, `"${inJson(person)}"`)))
    await changeRow(w, "retroSeries", ["id"], row, { rota: (row.rota as string[]).filter((one) => one !== person) });
}

/** Who was counted in a picture keeps the next one from telling of the difference: a stranger counts in their place, who is nobody's and in no other picture. */
async function leavePictures({ w, workspace, person, newId }: Work): Promise<void> {
  for (const row of await rowsOf(w, "pictures", workspace, holds(w.t.pictures.people, `"${inJson(person)}"`)))
    await changeRow(w, "pictures", holdings.pictures.keys, row, {
      people: (row.people as string[]).map((one) => (one === person ? `erased/${newId()}` : one)),
    });
}

/** Notes that wait for the reveal. */
async function leaveBoxes({ w, workspace, person, unsealed }: Work): Promise<void> {
  for (const row of await rowsOf(w, "retrospectives", workspace, isNotNull(w.t.retrospectives.box))) {
    const box = unsealed?.(row.box as string, row.id as string, person);
    if (box !== undefined) await changeRow(w, "retrospectives", ["id"], row, { box });
  }
}

/** What they were still being asked about ends, and nobody is put in touch with them any more. */
async function endRequests(work: Work): Promise<void> {
  const { w, workspace, person, at, newId } = work;
  const { requests, introductions } = w.t;
  const theirs = await rowsOf(w, "requests", workspace, eq(requests.requester, person));
  const ids = theirs.map(({ id }) => id as string);
  if (ids.length === 0) return;
  for (const row of theirs) {
    const open = ["asking", "waiting", "parked", "confirming"].includes(String(row.status)) && isTheirs(row.place, person);
    if (!open) continue;
    const { id } = await work.standIn(String(row.id));
    await changeRow(w, "requests", ["id"], row, { status: "cancelled", updatedAt: at });
    await w.db.insert(w.t.steps).values({ id: newId(), workspace, request: String(row.id), status: "cancelled", by: id, at });
  }
  const waiting = and(inArray(introductions.state, ["asked", "accepted"]), or(inArray(introductions.request, ids), inArray(introductions.other, ids)));
  for (const row of await rowsOf(w, "introductions", workspace, waiting)) await changeRow(w, "introductions", ["id"], row, { state: "declined" });
}
