/**
 * Events that write or change a note, applied to the sealed notes at once and never stored; and
 * events with a vote, stored encrypted.
 */

import type { TurnInput } from "../../../core/feature.ts";
import { conversationKey, messageKey } from "../../../platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../../../platform/event.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import * as conversations from "../../../storage/conversations.ts";
import { and, eq, inArray, isNotNull, notInArray } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { decodeBoardHome } from "../access.ts";
import {
  type DecodedRetroAction,
  parseRetroAction,
  type RetroCommand,
  retroActions,
  toRetroCommand,
} from "../actions.ts";
import type { NoteSource } from "../board/board.ts";
import {
  findColumnNote,
  findRetroNote,
  isAddNoteCommand,
  parseRetroCommand,
  parseRetroMessage,
} from "../commands/parse-command.ts";
import { columnKey, type RetroTemplate } from "../templates.ts";
import { type NoteCipher, readSealedNotes } from "./note-encryption.ts";

type Input = TurnInput<DecodedRetroAction>;

/** Returns all texts that a person typed, in a message, a command or a form. */
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

/** Returns whether an unaddressed message begins with a mention of a colleague. */
const isToSomebodyElse = ({ addressed, text }: InboundEventOf<"message">): boolean => {
  const first = text.find((span) => typeof span !== "string" || span.trim() !== "");
  return !addressed && typeof first === "object" && "person" in first;
};

/**
 * Returns whether it is the submitted form for notes, or its button where the form did not open.
 */
const isWriteForm = ({ event, action }: Input): boolean =>
  (event.kind === "submitted" || event.kind === "press") && action?.verb === "write";

/** Dependencies for recognising notes. */
export interface NoteReader {
  cipher: NoteCipher;
  /** Keys of the columns that boards have, in all languages. */
  columns: ReadonlySet<string>;
}

/** Returns the names by which people address columns, of all templates. */
export const templateColumnKeys = (templates: readonly RetroTemplate[]): ReadonlySet<string> =>
  new Set(
    templates
      .flatMap((template) => [template, ...Object.values(template.translations ?? {})])
      .flatMap(({ columns }) => columns.flatMap(({ key, title }) => [key, columnKey(title)])),
  );

/** Returns the text of a note, in any spelling, kind of event and command. */
function noteTextOf({ event, action }: Input, columns: ReadonlySet<string>): RichText | undefined {
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

/** Returns a note without a command ("wind: slow builds"), for a board of the author's. */
async function findBareNote(
  reader: Reader,
  columns: ReadonlySet<string>,
  event: InboundEvent,
): Promise<RichText | undefined> {
  if ((event.kind !== "message" && event.kind !== "edited") || event.place.kind !== "personal")
    return undefined;
  const { workspace, place, by, text } = event;
  if (!findColumnNote(text, columns)) return undefined;
  const remembered = (
    await conversations.readConversationRow(reader, workspace, conversationKey(place))
  )?.state as { retro?: { current?: string; home?: string } } | undefined;
  const { current, home } = remembered?.retro ?? {};
  const from = decodeBoardHome(home, place);
  const { retrospectives, retroPeople } = reader.t;
  const boards = await reader.db
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
 * Returns whether a retrospective is open in the workspace; without one, only the exact command is
 * a note.
 */
async function hasOpenBoard({ db, t }: Reader, workspace: string): Promise<boolean> {
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
 * Returns the text of a note: of the plain command at any time, and of any other spelling while a
 * retrospective is open.
 */
async function findNote(
  reader: Reader,
  columns: ReadonlySet<string>,
  input: Input,
): Promise<RichText | undefined> {
  const { event } = input;
  const words = noteTextOf(input, columns);
  if (!words) return findBareNote(reader, columns, event);
  const isCommand = event.kind === "command" || typedIn(event).some(isAddNoteCommand);
  return isCommand || (await hasOpenBoard(reader, event.workspace)) ? words : undefined;
}

/** Returns the keyed digest of the message that an event is or changes. */
function messageDigestOf(cipher: NoteCipher, event: InboundEvent): string | undefined {
  const isMessage =
    event.kind === "message" ||
    event.kind === "edited" ||
    event.kind === "deleted" ||
    event.kind === "command";
  return isMessage && event.message !== undefined
    ? cipher.digestId(messageKey(event.place, event.message))
    : undefined;
}

/** Returns the retrospective in which a message is a note before the reveal. */
async function findBoardOfMessage(
  { db, t }: Reader,
  cipher: NoteCipher,
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
      const { handledEvents, sealed } = readSealedNotes(cipher, box);
      return handledEvents.includes(message) || sealed.some((note) => note.message === message);
    } catch {
      return false; // encrypted with another key
    }
  })?.id;
}

/**
 * Returns whether to `apply` an event or `drop` its text; `undefined` for other events.
 * @param overheard whether the bot takes no part in the conversation
 */
export async function classifyNoteEvent(
  reader: Reader,
  { cipher, columns }: NoteReader,
  input: Input,
  overheard: boolean,
): Promise<"apply" | "drop" | undefined> {
  const { event } = input;
  if (isWriteForm(input)) return "apply";
  const isChange = event.kind === "edited" || event.kind === "deleted";
  const message = isChange ? messageDigestOf(cipher, event) : undefined;
  if (message && (await findBoardOfMessage(reader, cipher, event.workspace, message)))
    return "apply";
  if (!(await findNote(reader, columns, input))) return undefined;
  return overheard ? "drop" : "apply";
}

/** Returns the command of a note event; `undefined` where there is none. */
export async function readNoteCommand(
  reader: Reader,
  { cipher, columns }: NoteReader,
  input: Input,
): Promise<RetroCommand | undefined> {
  const { event, action } = input;
  if (event.kind === "press") return undefined;
  const message = messageDigestOf(cipher, event);
  const edited = event.kind === "edited" || event.kind === "deleted";
  const source: NoteSource = {
    event: cipher.digestId(event.id),
    message,
    edited: edited || undefined,
  };
  if (action && isWriteForm(input)) return { ...toRetroCommand(action), source };
  const id =
    edited && message
      ? await findBoardOfMessage(reader, cipher, event.workspace, message)
      : undefined;
  return {
    verb: "add",
    args: [],
    text: (await findNote(reader, columns, input)) ?? [],
    source,
    id,
  };
}

/** Form field and text marker of encrypted content. */
const field = "sealed";

const mark = "sealed:";

const isVote = (event: InboundEvent): boolean =>
  event.kind === "submitted"
    ? retroActions.decode(event.form)?.verb === "vote"
    : (event.kind === "message" || event.kind === "command") &&
      parseRetroAction(event.text, event.kind)?.verb === "vote";

/**
 * Returns an event as it may be stored. Its id is replaced, too, since it can be a digest of the
 * words.
 */
export function encryptRetroEvent(cipher: NoteCipher, event: InboundEvent): InboundEvent {
  const isOurs =
    (event.kind === "submitted" && event.form.startsWith("retro/")) ||
    (event.kind === "command" && (event.command as string) === "retro") ||
    (event.kind === "message" && event.addressed && parseRetroMessage(event.text) !== undefined);
  if (!isOurs) return event;
  if (event.kind === "command" && !parseRetroCommand(event.text))
    return { ...event, text: ["unknown"] };
  if (!isVote(event)) return event;
  const id = cipher.digestId(event.id);
  if (event.kind === "submitted")
    return { ...event, id, values: { [field]: cipher.seal(event.values) } };
  if (event.kind === "message")
    return { ...event, id, text: [`retro vote ${mark}${cipher.seal(event.text)}`] };
  if (event.kind === "command")
    return { ...event, id, text: [`vote ${mark}${cipher.seal(event.text)}`] };
  return event;
}

/** Reverses `encryptRetroEvent`. Release 0.1.0 stored notes like this, too, as `add`. */
export function decryptRetroEvent(cipher: NoteCipher, event: InboundEvent): InboundEvent {
  if (event.kind === "submitted") {
    const sealed = event.values[field];
    const verb = retroActions.decode(event.form)?.verb;
    return sealed !== undefined && (verb === "vote" || verb === "write")
      ? { ...event, values: cipher.open(sealed) }
      : event;
  }
  if (event.kind !== "command" && event.kind !== "message") return event;
  const [, sealed] = /^(?:retro )?(?:add|vote) sealed:(\S+)$/.exec(toPlainText(event.text)) ?? [];
  return sealed ? { ...event, text: cipher.open<RichText>(sealed) } : event;
}
