/** Arrivals that are a note, or change one: they are applied to the sealed notes at once and never stored. */
import * as conversations from "../storage/conversations.ts";
import { and, eq, inArray, isNotNull, notInArray } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival, ArrivalOf } from "../surface/arrival.ts";
import { messageKey, placeKey } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import { homeIn } from "./access.ts";
import { readBox } from "./box.ts";
import { type Errand, errandOf, readPath, type Source } from "./errand.ts";
import type { Seals } from "./seal.ts";
import { columnNoteIn, isAddCommand, noteIn, readCommand } from "./spoken.ts";
import { keyOf, type Template } from "./templates.ts";

/** What somebody typed, wherever a platform lets them type it. */
function typedIn(arrival: Arrival): Prose[] {
  switch (arrival.kind) {
    case "message":
    case "edited":
    case "command":
      return [arrival.text];
    case "submitted":
      return Object.values(arrival.values).map((value) => [value]);
    default:
      return [];
  }
}

/** Said to a colleague by name, where the bot only overhears. */
const isToSomebodyElse = ({ addressed, text }: ArrivalOf<"message">): boolean => {
  const first = text.find((span) => typeof span !== "string" || span.trim() !== "");
  return !addressed && typeof first === "object" && "person" in first;
};

/** The form behind *Write*, sent; or the button, where the form did not open. */
const isWriteForm = (arrival: Arrival): boolean =>
  (arrival.kind === "submitted" && readPath(arrival.form)?.verb === "write") || (arrival.kind === "press" && readPath(arrival.press)?.verb === "write");

/** What says which arrivals are notes. */
export interface NoteReader {
  seals: Seals;
  /** Keys of the columns that boards have, in all languages. */
  columns: ReadonlySet<string>;
}

export const columnsIn = (templates: readonly Template[]): ReadonlySet<string> =>
  new Set(
    templates
      .flatMap((template) => [template, ...Object.values(template.also ?? {})])
      .flatMap(({ columns }) => columns.flatMap(({ key, title }) => [key, keyOf(title)])),
  );

/** The note that an arrival says: its words in whichever spelling, kind of arrival or command of ours. */
function wordsOf(arrival: Arrival, columns: ReadonlySet<string>): Prose | undefined {
  if (arrival.kind === "message" && isToSomebodyElse(arrival)) return undefined;
  if (arrival.kind === "command" && (arrival.command as string) === "retro") {
    const errand = errandOf(arrival);
    if (errand?.verb === "add") return errand.text;
    const words = readCommand(arrival.text) ? undefined : columnNoteIn(arrival.text, columns);
    if (words) return words;
  }
  if (arrival.kind === "submitted" && arrival.form.startsWith("retro/")) return undefined;
  for (const text of typedIn(arrival)) {
    const words = noteIn(text, columns);
    if (words) return words;
  }
  return undefined;
}

/** "wind: slow builds" in direct messages, while a board with such a column collects that its author has to do with. */
async function bareNote(on: Reader, columns: ReadonlySet<string>, arrival: Arrival): Promise<Prose | undefined> {
  if ((arrival.kind !== "message" && arrival.kind !== "edited") || arrival.place.kind !== "personal") return undefined;
  const { workspace, place, by, text } = arrival;
  if (!columnNoteIn(text, columns)) return undefined;
  const remembered = (await conversations.read(on, workspace, placeKey(place)))?.state as { retro?: { current?: string; home?: string } } | undefined;
  const { current, home } = remembered?.retro ?? {};
  const from = homeIn(home, place);
  const { retrospectives, retroPeople } = on.t;
  const boards = await on.db
    .select({
      id: retrospectives.id,
      home: retrospectives.home,
      columns: retrospectives.columns,
      facilitator: retrospectives.facilitator,
      person: retroPeople.person,
    })
    .from(retrospectives)
    .leftJoin(retroPeople, and(eq(retroPeople.retrospective, retrospectives.id), eq(retroPeople.person, by.id)))
    .where(and(eq(retrospectives.workspace, workspace), eq(retrospectives.phase, "collect")));
  const theirs = boards.filter(
    (board) => board.person !== null || board.facilitator === by.id || board.id === current || (from && board.home === placeKey(from)),
  );
  return columnNoteIn(text, new Set(theirs.flatMap((board) => board.columns.flatMap(({ key, title }) => [key, keyOf(title)]))));
}

/** Whether a retrospective is under way in the workspace. Without one, words that look like a note are what else they say. */
async function isUnderWay({ db, t }: Reader, workspace: string): Promise<boolean> {
  const rows = await db
    .select({ id: t.retrospectives.id })
    .from(t.retrospectives)
    .where(and(eq(t.retrospectives.workspace, workspace), notInArray(t.retrospectives.phase, ["closed", "cancelled"])))
    .limit(1);
  return rows.length > 0;
}

/** The words of a note in an arrival: the plain command's at any time, and in any other spelling while a retrospective is under way. */
async function noteOf(on: Reader, columns: ReadonlySet<string>, arrival: Arrival): Promise<Prose | undefined> {
  const words = wordsOf(arrival, columns);
  if (!words) return bareNote(on, columns, arrival);
  const isCommand = arrival.kind === "command" || typedIn(arrival).some(isAddCommand);
  return isCommand || (await isUnderWay(on, arrival.workspace)) ? words : undefined;
}

/** Keyed digest of the message that an arrival is or is about. */
function messageOf(seals: Seals, arrival: Arrival): string | undefined {
  const isMessage = arrival.kind === "message" || arrival.kind === "edited" || arrival.kind === "deleted" || arrival.kind === "command";
  return isMessage && arrival.message !== undefined ? seals.blind(messageKey(arrival.place, arrival.message)) : undefined;
}

/** The retrospective in which a message waits as a note for the reveal. */
async function boardOfMessage({ db, t }: Reader, seals: Seals, workspace: string, message: string): Promise<string | undefined> {
  const rows = await db
    .select({ id: t.retrospectives.id, box: t.retrospectives.box })
    .from(t.retrospectives)
    .where(and(eq(t.retrospectives.workspace, workspace), inArray(t.retrospectives.phase, ["opening", "collect"]), isNotNull(t.retrospectives.box)));
  return rows.find(({ box }) => {
    try {
      const { heard, sealed } = readBox(seals, box);
      return heard.includes(message) || sealed.some((note) => note.message === message);
    } catch {
      return false; // sealed with another key
    }
  })?.id;
}

/**
 * How to deal with an arrival: `apply` it, `drop` its words, or neither.
 * @param overheard - Whether it is talk among colleagues in a conversation that is none of ours.
 */
export async function fateOf(on: Reader, { seals, columns }: NoteReader, arrival: Arrival, overheard: boolean): Promise<"apply" | "drop" | undefined> {
  if (isWriteForm(arrival)) return "apply";
  const isChange = arrival.kind === "edited" || arrival.kind === "deleted";
  const message = isChange ? messageOf(seals, arrival) : undefined;
  if (message && (await boardOfMessage(on, seals, arrival.workspace, message))) return "apply";
  if (!(await noteOf(on, columns, arrival))) return undefined;
  return overheard ? "drop" : "apply";
}

/** What an arrival wants of a retrospective; undefined where it wants nothing. */
export async function noteErrand(on: Reader, { seals, columns }: NoteReader, arrival: Arrival): Promise<Errand | undefined> {
  if (arrival.kind === "press") return undefined;
  const message = messageOf(seals, arrival);
  const edited = arrival.kind === "edited" || arrival.kind === "deleted";
  const source: Source = { event: seals.blind(arrival.id), ...(message && { message }), ...(edited && { edited: true }) };
  const form = isWriteForm(arrival) ? errandOf(arrival) : undefined;
  if (form) return { ...form, source };
  const id = edited && message ? await boardOfMessage(on, seals, arrival.workspace, message) : undefined;
  return { verb: "add", more: [], text: (await noteOf(on, columns, arrival)) ?? [], source, ...(id && { id }) };
}
