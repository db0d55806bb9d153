/** Actions of `/retro`: a retrospective's board, its series and the actions that it agreed on. */
import { z } from "zod";
import { type ActionArgs, type ActionIn, defineActions } from "../../core/actions.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { boardPhases, type NoteSource } from "./board/board.ts";
import { parseRetroCommand, parseRetroMessage, typedVerbs } from "./commands/parse-command.ts";

/** The command `/retro`. */
export const retrospectiveCommand: CommandSpec = {
  name: "retro",
  verbs: [...typedVerbs.filter((verb) => verb !== "help" && verb !== "now"), "help"],
};

/** Last argument of buttons whose message is resolved once one is pressed. */
export const settleMessageMarker = "settled";

/** Id of the board, series or action of a button; typed commands have none. */
const id = z.string().optional();
const part = z.string();
const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const settled = z.literal(settleMessageMarker).optional();
/** Arguments of verbs that are typed and also have buttons. */
const typed = { args: [id] } as const;

const table = {
  help: typed,
  now: typed,
  /** Channel and template. */
  start: { args: [id, z.string().optional()], opensForm: true },
  /** A typed command that is not known. */
  unknown: typed,
  next: typed,
  back: typed,
  add: typed,
  group: { args: [id], opensForm: true },
  vote: { args: [id], opensForm: true },
  discuss: typed,
  action: typed,
  actions: typed,
  status: typed,
  summary: { args: [id, z.string().optional()] },
  history: typed,
  facilitate: { args: [id], opensForm: true },
  cancel: typed,
  close: typed,
  join: typed,
  observe: typed,
  ready: { args: [id, z.enum(["on", "off"]).optional()] },
  until: typed,
  every: typed,
  /** Days by which the next meeting of a series moves. */
  move: { args: [id, number.optional()] },
  stop: typed,
  /** Notes shown in the form, by prefixes of their ids. */
  write: { args: [part, z.string().optional()], opensForm: true },
  go: { args: [part, z.enum(boardPhases), settled] },
  settle: { args: [part, part, z.enum(["done", "kept", "dropped"])] },
  /** A suggested topic: its notes. */
  accept: { args: [part, part] },
  decline: { args: [part, part] },
  split: { args: [part, number.optional()], opensForm: true },
  remove: { args: [part, z.string().optional()], opensForm: true },
  page: { args: [part, number] },
  turn: { args: [part, number, settled] },
  /** End of the topic's time in seconds since 1970, and the minutes to add. */
  extend: { args: [part, number, number, settled] },
  remark: { args: [part, number], opensForm: true },
  propose: { args: [part], opensForm: true },
  keep: { args: [part, part], opensForm: true },
  let_go: { args: [part, part] },
  take_over: { args: [part] },
  hand_over: { args: [part, part] },
  stay: { args: [part] },
  /** An agreed action and its state. */
  did: { args: [part, z.enum(["done", "kept", "dropped"])] },
  pick: { args: [part] },
  skip: { args: [part] },
  adopt: { args: [part] },
  deadline: { jobOnly: true },
  remind: { jobOnly: true },
  timer: { jobOnly: true },
  midway: { jobOnly: true },
  due: { jobOnly: true },
  open: { jobOnly: true },
  yield: { jobOnly: true },
  stalled: { jobOnly: true },
} as const;

/** The actions of retrospectives, with their arguments. */
export const retroActions = defineActions("retro", table);

/** A decoded action of retrospectives. */
export type DecodedRetroAction = ActionIn<typeof retroActions>;

/** Verb of an action of retrospectives. */
export type RetroVerb = DecodedRetroAction["verb"];

type AfterFirst<A extends readonly unknown[]> = A extends readonly [unknown?, ...infer Rest]
  ? Rest
  : [];

/** Arguments of an action after the board's id. */
export type BoardActionArgs<V extends RetroVerb> = AfterFirst<ActionArgs<(typeof table)[V]>>;

/** Returns the path of a button that acts on a board. */
export const encodeBoardAction = <V extends RetroVerb>(
  verb: V,
  board: string,
  ...args: BoardActionArgs<V>
): string =>
  retroActions.encode(verb, ...([board, ...args] as unknown as ActionArgs<(typeof table)[V]>));

/** Action in the form common to all verbs. */
export interface RetroCommand {
  verb: RetroVerb;
  /** Id of a retrospective, series or action; typed commands have none. */
  id?: string | undefined;
  /** The other arguments. */
  args: string[];
  /** Text typed after the verb. */
  text: RichText;
  /** Values of a submitted form. */
  values?: Readonly<Record<string, string>> | undefined;
  /** Origin of a note, so that it is written once. */
  source?: NoteSource;
}

/** Returns an action as the command that it stands for. */
export function toRetroCommand({
  verb,
  args,
  subject,
  text,
  values,
}: DecodedRetroAction): RetroCommand {
  const [first, ...more] = args;
  return {
    verb,
    id: first || subject,
    args: more.map((each) => `${each ?? ""}`),
    text: text ?? [],
    values,
  };
}

/** Parses the text after `/retro`, or a command in a message to the bot. */
export function parseRetroAction(
  text: RichText,
  from: "command" | "message",
): DecodedRetroAction | undefined {
  const read =
    from === "command"
      ? (parseRetroCommand(text) ?? { verb: "unknown" as const, text })
      : parseRetroMessage(text);
  return read && { ...retroActions.create(read.verb), text: read.text };
}

const participantVerbs: readonly RetroVerb[] = [
  "help",
  "unknown",
  "now",
  "add",
  "write",
  "vote",
  "join",
  "observe",
  "ready",
  "status",
  "pick",
  "remark",
  "page",
];

/** Returns whether an action belongs to taking part, which is open to guests. */
export const isParticipantAction = (action: DecodedRetroAction | undefined): boolean =>
  action !== undefined && participantVerbs.includes(action.verb);

/**
 * Returns the first mentioned person and the text without mentions. With `typed`, on platforms
 * without mentions, `@name` is one.
 */
export function extractMention(text: RichText, typed = false): { person?: string; words: string } {
  const found = text.find((span) => typeof span !== "string" && "person" in span) as
    | { person: string }
    | undefined;
  const words = toPlainText(text.filter((span) => typeof span === "string" || !("person" in span)));
  const [whole = "", name] = (typed && !found && /(?:^|\s)@([\p{L}\p{N}._-]+)/u.exec(words)) || [];
  const person = found?.person ?? name;
  return { person, words: words.replace(whole, "").replace(/\s+/g, " ").trim() };
}

/** Parses numbers of topics: `3, 14 and #27`. */
export const parseTopicNumbers = (text: string): number[] =>
  (text.match(/\d{1,4}/g) ?? []).map(Number);
