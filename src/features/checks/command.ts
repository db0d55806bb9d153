/**
 * What somebody wants of the check. Commands, buttons, forms and duties all say it as one path,
 * `check/<verb>/<of>/<choice>`.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";

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
export type CheckVerb = (typeof verbs)[number];

export interface CheckCommand {
  verb: CheckVerb;
  /** A date, a group's id or name, a time: what the verb is about. */
  subject?: string;
  choice?: string;
  /** What was filled in. */
  values?: Record<string, string>;
}

export const checkFeatureName = "check";

/** The path of a button, a form or a duty. */
export const encodeCheckAction = (verb: CheckVerb, of?: string, choice?: string): string =>
  [checkFeatureName, verb, of ?? (choice === undefined ? undefined : ""), choice]
    .filter((part) => part !== undefined)
    .join("/");

export function decodeCheckAction(path: string): CheckCommand | undefined {
  const [first, second, of, ...rest] = path.split("/");
  const verb = verbs.find((each) => each === second);
  if (first !== checkFeatureName || !verb) return undefined;
  return { verb, ...(of && { subject: of }), ...(rest.length > 0 && { choice: rest.join("/") }) };
}

/** How people say it, where that is not the verb itself. */
const synonyms: Record<string, CheckVerb> = {
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
const spoken = new Set<CheckVerb>([
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

export function parseCheckCommand(text: string): CheckCommand {
  const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  const word = first.toLowerCase();
  const verb = Object.hasOwn(synonyms, word)
    ? synonyms[word]!
    : verbs.find((each) => each === word && spoken.has(each));
  if (!verb) return { verb: "unknown" };
  const of = rest.trim();
  if (verb === "on" && of) return { verb: "enrol", subject: of.replace(/^for\s+/i, "") };
  if (verb === "pause") return { verb, ...(of && { subject: of.replace(/^until\s+/i, "") }) };
  return { verb, ...(of && { subject: of }) };
}

/** Errands of a team: its picture, its way to the paying customer, and who of it is asked. */
const teams = new Set<CheckVerb>([
  "team",
  "digest",
  "enrol",
  "replan",
  "chain",
  "edit_chain",
  "chain_new",
  "chain_end",
  "chain_undo",
  "chain_leave",
]);

/** Tells whether an errand concerns one person alone, and is open to guests. */
export const isPersonalCheckCommand = ({ verb }: CheckCommand): boolean => !teams.has(verb);

/**
 * Said to the bot in so many words, since slash commands do not work in threads: `check`, or
 * `check` and one of its verbs.
 */
export function isCheckCommandText(text: string): boolean {
  const [, rest] = /^\/?check(?:\s+(.*))?$/is.exec(text.trim()) ?? [];
  return rest === undefined
    ? /^\/?check$/i.test(text.trim())
    : parseCheckCommand(rest).verb !== "unknown" && rest.split(/\s+/).length <= 12;
}

/** What only comes due by itself, whatever a button says. */
const planned = new Set<CheckVerb>(["digest", "enrolled", "replan"]);

const withoutPlanned = (command: CheckCommand | undefined): CheckCommand | undefined =>
  command && planned.has(command.verb) ? undefined : command;

/** Undefined where an arrival is about something else: words that were awaited, say. */
export function checkCommandOf(event: InboundEvent): CheckCommand | undefined {
  switch (event.kind) {
    case "command":
      return parseCheckCommand(toPlainText(event.text));
    case "press":
      return withoutPlanned(decodeCheckAction(event.press));
    case "due": {
      const command = decodeCheckAction(event.duty);
      return command && { subject: event.subject, ...command };
    }
    case "submitted": {
      const command = withoutPlanned(decodeCheckAction(event.form));
      return command && { ...command, values: event.values };
    }
    default:
      return undefined;
  }
}
