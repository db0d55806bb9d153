/** What somebody wants of the check. Commands, buttons, forms and duties all say it as one path, `check/<verb>/<of>/<choice>`. */
import type { Arrival } from "../surface/arrival.ts";
import { plain } from "../surface/prose.ts";

const verbs = [
  /** The day's question, and what becomes of it; `of` is its date. */
  "now",
  "answer",
  "again",
  "snooze",
  "skip",
  "kept",
  "retro",
  "unsay",
  "leave",
  /** When somebody is asked; `count` is whether they count for the team. */
  "on",
  "off",
  "time",
  "days",
  "zone",
  "region",
  "pause",
  "back",
  "daily",
  "weekly",
  "count",
  "settings",
  /** A lead has a team asked; one of them hears of it. */
  "enrol",
  "enrolled",
  /** One's own answers. */
  "mine",
  "erase",
  "erase_all",
  "erase_now",
  "team",
  "digest",
  /** The organisation's days off have changed. */
  "replan",
  /** The way to the paying customer, and how it is written link by link. */
  "chain",
  "edit_chain",
  "chain_new",
  "chain_end",
  "chain_undo",
  "chain_leave",
  "help",
  "unknown",
] as const;
export type Verb = (typeof verbs)[number];

export interface Errand {
  verb: Verb;
  /** A date, a group's id or name, a time: what the verb is about. */
  of?: string;
  choice?: string;
  /** What was filled in. */
  values?: Record<string, string>;
}

export const name = "check";

/** The path of a button, a form or a duty. */
export const pathTo = (verb: Verb, of?: string, choice?: string): string =>
  [name, verb, of ?? (choice === undefined ? undefined : ""), choice].filter((part) => part !== undefined).join("/");

export function readPath(path: string): Errand | undefined {
  const [first, second, of, ...rest] = path.split("/");
  const verb = verbs.find((each) => each === second);
  if (first !== name || !verb) return undefined;
  return { verb, ...(of && { of }), ...(rest.length > 0 && { choice: rest.join("/") }) };
}

/** How people say it, where that is not the verb itself. */
const synonyms: Record<string, Verb> = {
  "": "now",
  ask: "now",
  stop: "off",
  leave: "off",
  start: "on",
  resume: "back",
  return: "back",
  holidays: "region",
  timezone: "zone",
  answers: "mine",
  history: "mine",
  picture: "team",
  settings: "settings",
};

/** What may be said after `/check`; the other verbs are buttons'. */
const spoken = new Set<Verb>([
  "now",
  "on",
  "off",
  "time",
  "days",
  "zone",
  "region",
  "pause",
  "back",
  "daily",
  "weekly",
  "mine",
  "team",
  "chain",
  "skip",
  "settings",
  "help",
]);

export function errandIn(text: string): Errand {
  const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  const word = first.toLowerCase();
  const verb = Object.hasOwn(synonyms, word) ? synonyms[word]! : verbs.find((each) => each === word && spoken.has(each));
  if (!verb) return { verb: "unknown" };
  const of = rest.trim();
  if (verb === "on" && of) return { verb: "enrol", of: of.replace(/^for\s+/i, "") };
  if (verb === "pause") return { verb, ...(of && { of: of.replace(/^until\s+/i, "") }) };
  return { verb, ...(of && { of }) };
}

/** Errands of a team: its picture, its way to the paying customer, and who of it is asked. */
const teams = new Set<Verb>(["team", "digest", "enrol", "replan", "chain", "edit_chain", "chain_new", "chain_end", "chain_undo", "chain_leave"]);

/** Tells whether an errand concerns one person alone, and is open to guests. */
export const isOwnAffair = ({ verb }: Errand): boolean => !teams.has(verb);

/** Said to the bot in so many words, since slash commands do not work in threads: `check`, or `check` and one of its verbs. */
export function isSaid(text: string): boolean {
  const [, rest] = /^\/?check(?:\s+(.*))?$/is.exec(text.trim()) ?? [];
  return rest === undefined ? /^\/?check$/i.test(text.trim()) : errandIn(rest).verb !== "unknown" && rest.split(/\s+/).length <= 12;
}

/** What only comes due by itself, whatever a button says. */
const planned = new Set<Verb>(["digest", "enrolled", "replan"]);

const withoutPlanned = (errand: Errand | undefined): Errand | undefined => (errand && planned.has(errand.verb) ? undefined : errand);

/** Undefined where an arrival is about something else: words that were awaited, say. */
export function errandOf(arrival: Arrival): Errand | undefined {
  switch (arrival.kind) {
    case "command":
      return errandIn(plain(arrival.text));
    case "press":
      return withoutPlanned(readPath(arrival.press));
    case "due": {
      const errand = readPath(arrival.duty);
      return errand && { of: arrival.subject, ...errand };
    }
    case "submitted": {
      const errand = withoutPlanned(readPath(arrival.form));
      return errand && { ...errand, values: arrival.values };
    }
    default:
      return undefined;
  }
}
