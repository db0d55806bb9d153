/**
 * Arrivals that are a note, or change one: they are applied to the sealed notes at once and never
 * stored.
 */

import type { TurnInput } from "../../core/feature.ts";
import { conversationKey, messageKey } from "../../platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../../platform/event.ts";
import type { RichText } from "../../platform/rich-text.ts";
import * as conversations from "../../storage/conversations.ts";
import { and, eq, inArray, isNotNull, notInArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { decodeBoardHome } from "./access.ts";
import { type DecodedRetroAction, type RetroCommand, toRetroCommand } from "./actions.ts";
import type { NoteSource } from "./board/board.ts";
import { type NoteCipher, readSealedNotes } from "./note-encryption.ts";
import {
  findColumnNote,
  findRetroNote,
  isAddNoteCommand,
  parseRetroCommand,
} from "./parse-command.ts";
import { columnKey, type RetroTemplate } from "./templates.ts";

type Input = TurnInput<DecodedRetroAction>;

/** What somebody typed, wherever a platform lets them type it. */
function typedIn(event: InboundEvent): RichText[] {
  switch (event.kind) {
    case "message":
    case "edited":
    case "command":
      return [event.text];
    case "submitted":
      return Object.values(event.values).map((value) => [value]);
    default:
      return [];
  }
}

/** Said to a colleague by name, where the bot only overhears. */
const isToSomebodyElse = ({ addressed, text }: InboundEventOf<"message">): boolean => {
  const first = text.find((span) => typeof span !== "string" || span.trim() !== "");
  return !addressed && typeof first === "object" && "person" in first;
};

/** The form behind *Write*, sent; or the button, where the form did not open. */
const isWriteForm = ({ event, action }: Input): boolean =>
  (event.kind === "submitted" || event.kind === "press") && action?.verb === "write";

/** What says which arrivals are notes. */
export interface NoteReader {
  cipher: NoteCipher;
  /** Keys of the columns that boards have, in all languages. */
  columns: ReadonlySet<string>;
}

export const templateColumnKeys = (templates: readonly RetroTemplate[]): ReadonlySet<string> =>
  new Set(
    templates
      .flatMap((template) => [template, ...Object.values(template.translations ?? {})])
      .flatMap(({ columns }) => columns.flatMap(({ key, title }) => [key, columnKey(title)])),
  );

/**
 * The note that an arrival says: its words in whichever spelling, kind of arrival or command of
 * ours.
 */
function wordsOf({ event, action }: Input, columns: ReadonlySet<string>): RichText | undefined {
  if (event.kind === "message" && isToSomebodyElse(event)) return undefined;
  if (event.kind === "command" && (event.command as string) === "retro") {
    if (action?.verb === "add") return action.text;
    const words = parseRetroCommand(event.text) ? undefined : findColumnNote(event.text, columns);
    if (words) return words;
  }
  if (event.kind === "submitted" && event.form.startsWith("retro/")) return undefined;
  for (const text of typedIn(event)) {
    const words = findRetroNote(text, columns);
    if (words) return words;
  }
  return undefined;
}

/**
 * "wind: slow builds" in direct messages, while a board with such a column collects that its author
 * has to do with.
 */
async function bareNote(
  on: Reader,
  columns: ReadonlySet<string>,
  event: InboundEvent,
): Promise<RichText | undefined> {
  if ((event.kind !== "message" && event.kind !== "edited") || event.place.kind !== "personal")
    return undefined;
  const { workspace, place, by, text } = event;
  if (!findColumnNote(text, columns)) return undefined;
  const remembered = (
    await conversations.readConversationRow(on, workspace, conversationKey(place))
  )?.state as { retro?: { current?: string; home?: string } } | undefined;
  const { current, home } = remembered?.retro ?? {};
  const from = decodeBoardHome(home, place);
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
    .leftJoin(
      retroPeople,
      and(eq(retroPeople.retrospective, retrospectives.id), eq(retroPeople.person, by.id)),
    )
    .where(and(eq(retrospectives.workspace, workspace), eq(retrospectives.phase, "collect")));
  const theirs = boards.filter(
    (board) =>
      board.person !== null ||
      board.facilitator === by.id ||
      board.id === current ||
      (from && board.home === conversationKey(from)),
  );
  return findColumnNote(
    text,
    new Set(
      theirs.flatMap((board) => board.columns.flatMap(({ key, title }) => [key, columnKey(title)])),
    ),
  );
}

/**
 * Whether a retrospective is under way in the workspace. Without one, words that look like a note
 * are what else they say.
 */
async function isUnderWay({ db, t }: Reader, workspace: string): Promise<boolean> {
  const rows = await db
    .select({ id: t.retrospectives.id })
    .from(t.retrospectives)
    .where(
      and(
        eq(t.retrospectives.workspace, workspace),
        notInArray(t.retrospectives.phase, ["closed", "cancelled"]),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/**
 * The words of a note in an arrival: the plain command's at any time, and in any other spelling
 * while a retrospective is under way.
 */
async function noteOf(
  on: Reader,
  columns: ReadonlySet<string>,
  input: Input,
): Promise<RichText | undefined> {
  const { event } = input;
  const words = wordsOf(input, columns);
  if (!words) return bareNote(on, columns, event);
  const isCommand = event.kind === "command" || typedIn(event).some(isAddNoteCommand);
  return isCommand || (await isUnderWay(on, event.workspace)) ? words : undefined;
}

/** Keyed digest of the message that an arrival is or is about. */
function messageOf(seals: NoteCipher, event: InboundEvent): string | undefined {
  const isMessage =
    event.kind === "message" ||
    event.kind === "edited" ||
    event.kind === "deleted" ||
    event.kind === "command";
  return isMessage && event.message !== undefined
    ? seals.digestId(messageKey(event.place, event.message))
    : undefined;
}

/** The retrospective in which a message waits as a note for the reveal. */
async function boardOfMessage(
  { db, t }: Reader,
  seals: NoteCipher,
  workspace: string,
  message: string,
): Promise<string | undefined> {
  const rows = await db
    .select({ id: t.retrospectives.id, box: t.retrospectives.box })
    .from(t.retrospectives)
    .where(
      and(
        eq(t.retrospectives.workspace, workspace),
        inArray(t.retrospectives.phase, ["opening", "collect"]),
        isNotNull(t.retrospectives.box),
      ),
    );
  return rows.find(({ box }) => {
    try {
      const { handledEvents, sealed } = readSealedNotes(seals, box);
      return handledEvents.includes(message) || sealed.some((note) => note.message === message);
    } catch {
      return false; // sealed with another key
    }
  })?.id;
}

/**
 * How to deal with an arrival: `apply` it, `drop` its words, or neither.
 * @param overheard - Whether it is talk among colleagues in a conversation that is none of ours.
 */
export async function classifyNoteEvent(
  on: Reader,
  { cipher, columns }: NoteReader,
  input: Input,
  overheard: boolean,
): Promise<"apply" | "drop" | undefined> {
  const { event } = input;
  if (isWriteForm(input)) return "apply";
  const isChange = event.kind === "edited" || event.kind === "deleted";
  const message = isChange ? messageOf(cipher, event) : undefined;
  if (message && (await boardOfMessage(on, cipher, event.workspace, message))) return "apply";
  if (!(await noteOf(on, columns, input))) return undefined;
  return overheard ? "drop" : "apply";
}

/** What an arrival wants of a retrospective; undefined where it wants nothing. */
export async function readNoteCommand(
  on: Reader,
  { cipher, columns }: NoteReader,
  input: Input,
): Promise<RetroCommand | undefined> {
  const { event, action } = input;
  if (event.kind === "press") return undefined;
  const message = messageOf(cipher, event);
  const edited = event.kind === "edited" || event.kind === "deleted";
  const source: NoteSource = {
    event: cipher.digestId(event.id),
    ...(message && { message }),
    ...(edited && { edited: true }),
  };
  if (action && isWriteForm(input)) return { ...toRetroCommand(action), source };
  const id =
    edited && message ? await boardOfMessage(on, cipher, event.workspace, message) : undefined;
  return {
    verb: "add",
    args: [],
    text: (await noteOf(on, columns, input)) ?? [],
    source,
    ...(id && { id }),
  };
}
