/** Conversations as files: turns of people and the expectations at the end. Validated when read. */

import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { TargetChoice } from "../../../src/platform/event.ts";

const words = z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat());
const places = z.record(z.string(), words);

/** One request of the ledger. Omitted keys are not checked. */
const ExpectedRequest = z.strictObject({
  kind: words.optional(),
  /** Text in its first message or its title. */
  says: words.optional(),
  /** Text in its title. */
  title: words.optional(),
  /** Text that its title does not contain. */
  untitled: words.optional(),
  /** Its requester. */
  by: z.string().optional(),
  /** `talking`, `team` (logged and open), `closed`, or a status of the ledger. */
  state: words.optional(),
  /** Text of the current answer to a question, `unknown`, or text of `any` answer. */
  answers: places.optional(),
  /** Text that neither its first message nor a current answer contains. */
  without: words.optional(),
  private: z.boolean().optional(),
  security: z.boolean().optional(),
  /** Text that the team was shown with this request. */
  added: words.optional(),
  owner: z.string().optional(),
  /** Acts in its history: `accept`, `object`, `answer` … */
  did: words.optional(),
  outcome: z.string().optional(),
});
export type ExpectedRequest = z.infer<typeof ExpectedRequest>;

const Expected = z.strictObject({
  /** All requests in the order of their numbers, their count, or some by name (`R-1`). */
  requests: z
    .union([z.number(), z.array(ExpectedRequest), z.record(z.string(), ExpectedRequest)])
    .optional(),
  /** Links of the only chain; empty if there is no chain. */
  chain: z.array(z.string()).optional(),
  /** Text in the person's check answers, in the order of days. */
  check: places.optional(),
  /** Text that a place was shown: `team`, a channel, a chat, or a person's direct messages. */
  heard: places.optional(),
  /** Text that a place was never shown. */
  unheard: places.optional(),
  /** Text that the ledger holds anywhere. */
  kept: words.optional(),
  /** Text that the ledger holds nowhere. */
  forgotten: words.optional(),
  /** The latest question about a request: `R-1: need`. */
  asked: z.record(z.string(), z.string()).optional(),
});
export type Expected = z.infer<typeof Expected>;

/** Targets of messages, without the thing or request. */
const meanings = TargetChoice.shape.is.options;
export type Meaning = (typeof meanings)[number];

const TurnOptions = z.strictObject({
  /** Name by which later turns refer to this message; `<name>.reply` is the bot's reply. */
  as: z.string().optional(),
  /** Time since the previous turn. */
  after: z.string().optional(),
  /** What the message belongs to, for the resolver's scores. */
  means: z.enum(meanings).optional(),
  /** Buttons to press if the bot asks with them: `new`, `answer`, `add` …, or a path. */
  tap: words.optional(),
  /** Whether the bot asks what the message belongs to. */
  asks: z.boolean().optional(),
  /** The bot sends nothing; with `false` it must send something. */
  silent: z.boolean().optional(),
  /** The bot sends nothing, and the words are not stored. */
  dropped: z.boolean().optional(),
  file: z.string().optional(),
  /** Name of the message that is quoted or forwarded. */
  quote: z.string().optional(),
  /** Recorded payload (`slack/message-table`) or its parts, which replace those of the text. */
  payload: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  on: z.string().optional(),
  /** Presses the button as on the first state of its card. */
  stale: z.boolean().optional(),
  /** Continues if there is no such button. */
  maybe: z.boolean().optional(),
  values: z.record(z.string(), z.string()).optional(),
  to: z.string().optional(),
  answers: z.record(z.string(), z.string()).optional(),
  /** Request (`R-1`) about which a question or the brief is sent in this turn. */
  reasks: z.string().optional(),
  /** Expectations immediately after the turn. */
  now: Expected.optional(),
});
export type TurnOptions = z.infer<typeof TurnOptions>;

export const turnVerbs = [
  "says",
  "presses",
  "types",
  "edits",
  "deletes",
  "reacts",
  "points",
  "does",
  /** Answers the questions, up to the brief. */
  "prepares",
  /** Does the same and confirms the brief. */
  "completes",
] as const;

export interface Turn extends TurnOptions {
  by: string;
  verb: (typeof turnVerbs)[number] | "waits";
  /** The text, button, command …; the duration if nobody acts. */
  what: string;
  /** `dm`, `team`, a channel, or a chat (`chat-…`), and the root message of a thread in it. */
  room: string;
  under?: string;
}

const actor = new RegExp(`^(\\w+)(?: (${turnVerbs.join("|")}))?(?: in ([^\\s>]+)(?:>(\\S+))?)?$`);

function parseTurn(raw: Record<string, unknown>): Turn {
  const options = Object.keys(TurnOptions.shape);
  const [key = "", ...others] = Object.keys(raw).filter((each) => !options.includes(each));
  const [, by, verb = "says", room = "dm", under] = actor.exec(key) ?? [];
  if (by === undefined || others.length > 0) throw new Error(`no turn: ${JSON.stringify(raw)}`);
  const { [key]: what, ...rest } = raw;
  const { data: more, error } = TurnOptions.safeParse(rest);
  if (error) throw new Error(`${JSON.stringify(raw)}: ${z.prettifyError(error)}`);
  if (by === "wait") return { ...more, by: "", verb: "waits", what: String(what), room };
  return { ...more, by, verb: verb as Turn["verb"], what: String(what ?? ""), room, under };
}

const Conversation = z.strictObject({
  id: z.string(),
  lang: z.enum(["en", "de", "fr", "es"]),
  on: z.enum(["slack", "teams"]).default("slack"),
  /** Time zone of the people. */
  zone: z.string().default("Europe/Berlin"),
  /** Time at the beginning; by default a Tuesday, 10:00 in that zone. */
  from: z.string().default("2027-03-02T09:00:00Z"),
  /** Business groups with their members. */
  groups: z.record(z.string(), z.array(z.string())).default({}),
  /** Languages of people who differ from that of the conversation. */
  people: z.record(z.string(), z.enum(["en", "de", "fr", "es"])).default({}),
  turns: z.array(z.record(z.string(), z.unknown()).transform(parseTurn)),
  end: Expected.default({}),
});
export type Conversation = z.infer<typeof Conversation> & { group: string };

const File = z.strictObject({ group: z.string(), conversations: z.array(Conversation) });

const ownFolder = new URL("cases/", import.meta.url);

/** Reads the conversations of a folder, one file per group of faults. */
export function loadConversations(folder = ownFolder): Conversation[] {
  const all = readdirSync(folder)
    .sort()
    .flatMap((name): Conversation[] => {
      const read = File.safeParse(parse(readFileSync(new URL(name, folder), "utf8")));
      if (!read.success) throw new Error(`${name}: ${z.prettifyError(read.error)}`);
      const { group, conversations } = read.data;
      return conversations.map((one) => ({ ...one, group }));
    });
  const twice = all.find(({ id }, index) => all.findIndex((each) => each.id === id) < index);
  if (twice) throw new Error(`two conversations are called ${twice.id}`);
  return all;
}
