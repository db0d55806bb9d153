/** What somebody wants of a retrospective. Commands, words to the bot, buttons, forms and duties all say it as one errand; on a button it is the path `retro/<verb>/<retrospective>/<more>`. */
import type { Arrival } from "../surface/arrival.ts";
import { type Prose, plain } from "../surface/prose.ts";

export const name = "retro";

/** What people type; most have buttons too. */
const typed: readonly string[] =
  "help now start next back add group vote discuss action actions status summary history facilitate cancel join observe ready until every move stop".split(" ");

/** Buttons and forms alone. */
const pressed: readonly string[] =
  "write go settle accept decline split page turn extend remark propose keep let_go remove take_over hand_over stay did pick skip over adopt".split(" ");

/** What comes due. */
const planned: readonly string[] = "deadline remind timer midway due open notice yield".split(" ");

export interface Errand {
  verb: string;
  /** A retrospective, a series or an action by its id; what was typed has none. */
  id?: string;
  /** What else the path says. */
  more: string[];
  /** What was typed after the verb. */
  text: Prose;
  /** What was filled in. */
  values?: Record<string, string>;
}

/** At the end of a path: the message has done its work once it is pressed. */
export const settled = "settled";

/** The path of a button or a form. */
export const pathTo = (verb: string, ...parts: (string | number)[]): string => [name, verb, ...parts.map((part) => encodeURIComponent(part))].join("/");

/** The parts of a path as they were put in; undefined where it is none of ours. */
function partsOf(path: string): string[] | undefined {
  try {
    return path.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

export function readPath(path: string, among: readonly string[] = [...typed, ...pressed]): Pick<Errand, "verb" | "id" | "more"> | undefined {
  const [first, verb = "", id, ...more] = partsOf(path) ?? [];
  return first === name && among.includes(verb) ? { verb, ...(id && { id }), more } : undefined;
}

const same: Record<string, string> = {
  "": "now",
  begin: "start",
  reveal: "group",
  close: "next",
  note: "add",
  write: "add",
  facilitator: "facilitate",
  takeover: "facilitate",
  export: "summary",
  list: "history",
  done: "ready",
};

/** The words without the first one. */
function rest(text: Prose): { first: string; rest: Prose } {
  const [head = "", ...tail] = text;
  if (typeof head !== "string") return { first: "", rest: text };
  const [, first = "", after = ""] = /^\s*(\S*)\s*(.*)$/s.exec(head) ?? [];
  return { first: first.toLowerCase(), rest: after ? [after, ...tail] : tail };
}

function errandIn(text: Prose): Errand {
  const { first, rest: after } = rest(text);
  const verb = same[first] ?? first;
  return typed.includes(verb) ? { verb, more: [], text: after } : { verb: "help", more: [], text };
}

const command = /^\s*\/?retro(?:spective)?\b\s*/i;

/** `retro next`, said to the bot where slash commands do not work. Other words that begin with "retro" are none of ours. */
export function isSpoken(text: string): boolean {
  const found = command.exec(text);
  if (!found) return false;
  const after = text.slice(found[0].length).trim();
  return after === "" || [...typed, ...Object.keys(same)].includes(after.split(/\s+/, 1)[0]!.toLowerCase());
}

/** The same words without the command at their head. */
const unspoken = ([head = "", ...tail]: Prose): Prose => (typeof head === "string" ? [head.replace(command, ""), ...tail] : [head, ...tail]);

export function errandOf(arrival: Arrival): Errand | undefined {
  switch (arrival.kind) {
    case "command":
      return errandIn(arrival.text);
    case "message":
      return isSpoken(plain(arrival.text)) ? errandIn(unspoken(arrival.text)) : undefined;
    case "press": {
      const path = readPath(arrival.press);
      return path && { ...path, text: [] };
    }
    case "submitted": {
      const path = readPath(arrival.form);
      return path && { ...path, text: [], values: arrival.values };
    }
    case "due": {
      const path = readPath(arrival.duty, planned);
      return path && { ...path, id: arrival.subject, text: [] };
    }
    default:
      return undefined;
  }
}

/** The first person that words mention, and the words without any. Where a platform knows no mentions (`typed`), `@name` is one. */
export function mentioned(text: Prose, typed = false): { person?: string; words: string } {
  const found = text.find((span) => typeof span !== "string" && "person" in span) as { person: string } | undefined;
  const words = plain(text.filter((span) => typeof span === "string" || !("person" in span)));
  const [whole = "", name] = (typed && !found && /(?:^|\s)@([\p{L}\p{N}._-]+)/u.exec(words)) || [];
  const person = found?.person ?? name;
  return { ...(person && { person }), words: words.replace(whole, "").replace(/\s+/g, " ").trim() };
}

/** Numbers of topics as people write them: `3, 14 and #27`. */
export const numbersOf = (text: string): number[] => (text.match(/\d{1,4}/g) ?? []).map(Number);
