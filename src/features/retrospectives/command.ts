/**
 * What somebody wants of a retrospective. Commands, words to the bot, buttons, forms and duties all
 * say it as one errand; on a button it is the path `retro/<verb>/<retrospective>/<more>`.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { parseRetroCommand, parseRetroMessage, typedRetroVerbs } from "./parse-command.ts";

export const retroFeatureName = "retro";

/** Buttons and forms alone. */
const pressed: readonly string[] =
  "write go settle accept decline split page turn extend remark propose keep let_go remove take_over hand_over stay did pick skip over adopt".split(
    " ",
  );

/** What comes due. */
const planned: readonly string[] = "deadline remind timer midway due open notice yield".split(" ");

export interface RetroCommand {
  verb: string;
  /** A retrospective, a series or an action by its id; what was typed has none. */
  id?: string;
  /** What else the path says. */
  args: string[];
  /** What was typed after the verb. */
  text: RichText;
  /** What was filled in. */
  values?: Record<string, string>;
  /** Where a note comes from, so that it is written once. */
  source?: NoteSource;
}

/** What brought a note. */
export interface NoteSource {
  /** Keyed digest of the event's id. */
  event: string;
  /** Keyed digest of the message that the note is. */
  message?: string;
  /** The message was edited or deleted since. */
  edited?: true;
}

/** At the end of a path: the message has done its work once it is pressed. */
export const settleMessageMarker = "settled";

/** The path of a button or a form. */
export const encodeRetroAction = (verb: string, ...parts: (string | number)[]): string =>
  [retroFeatureName, verb, ...parts.map((part) => encodeURIComponent(part))].join("/");

/** The parts of a path as they were put in; undefined where it is none of ours. */
function partsOf(path: string): string[] | undefined {
  try {
    return path.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

export function decodeRetroAction(
  path: string,
  among: readonly string[] = [...typedRetroVerbs, ...pressed],
): Pick<RetroCommand, "verb" | "id" | "args"> | undefined {
  const [first, verb = "", id, ...more] = partsOf(path) ?? [];
  return first === retroFeatureName && among.includes(verb)
    ? { verb, ...(id && { id }), args: more }
    : undefined;
}

/** Verbs of taking part, as against those of leading, arranging and looking back. */
const partaken: readonly string[] =
  "help now add write vote join observe ready status pick remark page".split(" ");

/** Tells whether an errand is one of taking part, which is open to guests. */
export const isParticipantCommand = ({ verb }: RetroCommand): boolean => partaken.includes(verb);

/** Whether words are a command about a retrospective, said where slash commands do not work. */
export const isRetroCommandText = (text: string): boolean =>
  parseRetroMessage([text]) !== undefined;

export function retroCommandOf(event: InboundEvent): RetroCommand | undefined {
  switch (event.kind) {
    case "command":
      return { verb: "help", text: event.text, ...parseRetroCommand(event.text), args: [] };
    case "message": {
      const read = parseRetroMessage(event.text);
      return read && { ...read, args: [] };
    }
    case "press": {
      const path = decodeRetroAction(event.press);
      return path && { ...path, text: [] };
    }
    case "submitted": {
      const path = decodeRetroAction(event.form);
      return path && { ...path, text: [], values: event.values };
    }
    case "due": {
      const path = decodeRetroAction(event.duty, planned);
      return path && { ...path, id: event.subject, text: [] };
    }
    default:
      return undefined;
  }
}

/**
 * The first person that words mention, and the words without any. Where a platform knows no
 * mentions (`typed`), `@name` is one.
 */
export function extractMention(text: RichText, typed = false): { person?: string; words: string } {
  const found = text.find((span) => typeof span !== "string" && "person" in span) as
    | { person: string }
    | undefined;
  const words = toPlainText(text.filter((span) => typeof span === "string" || !("person" in span)));
  const [whole = "", name] = (typed && !found && /(?:^|\s)@([\p{L}\p{N}._-]+)/u.exec(words)) || [];
  const person = found?.person ?? name;
  return { ...(person && { person }), words: words.replace(whole, "").replace(/\s+/g, " ").trim() };
}

/** Numbers of topics as people write them: `3, 14 and #27`. */
export const parseTopicNumbers = (text: string): number[] =>
  (text.match(/\d{1,4}/g) ?? []).map(Number);
