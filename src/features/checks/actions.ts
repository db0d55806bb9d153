/** Actions of `/check`: the daily question, its settings, one's answers and the team's picture. */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../core/actions.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { feelings, pledgeOutcomes, snoozes } from "./check.ts";

/** The command `/check`. */
export const checkCommand: CommandSpec = {
  name: "check",
  isPrivate: true,
  verbs: [
    "on",
    "off",
    "time",
    "days",
    "pause",
    "back",
    "weekly",
    "daily",
    "zone",
    "region",
    "team",
    "chain",
    "mine",
    "skip",
    "settings",
    "now",
    "help",
  ],
};

const date = z.iso.date();
const typed = z.string().optional();

/** The actions of the check, with their arguments. */
export const checkActions = defineActions("check", {
  /** The day's question: asked now, answered, snoozed or skipped, by its date. */
  now: {},
  answer: { args: [date, z.enum(feelings)] },
  again: { args: [date] },
  snooze: { args: [date, z.enum(snoozes)] },
  skip: { args: [date.optional()] },
  kept: { args: [date, z.enum(pledgeOutcomes)] },
  retro: { args: [date, z.enum(["on", "off"])] },
  unsay: { args: [date] },
  /** Opens a request with the words about the day. */
  log: { args: [date] },
  leave: { args: [date] },
  /** When a person is asked; typed text is parsed in `settings.ts`. */
  on: {},
  off: {},
  time: { args: [typed] },
  days: { args: [typed] },
  zone: { args: [typed] },
  region: { args: [typed] },
  pause: { args: [typed], opensForm: true },
  back: {},
  daily: {},
  weekly: {},
  settings: { opensForm: true },
  /** Enrols a team by its name; as a job, notifies one member. */
  enrol: { args: [z.string()] },
  enrolled: { jobOnly: true },
  /** A person's own answers, between two dates or as typed. */
  mine: { args: [typed, typed], opensForm: true },
  erase: { args: [date] },
  erase_all: { args: [date.optional(), date.optional()] },
  erase_now: { args: [date, date] },
  team: { args: [typed] },
  digest: { jobOnly: true },
  /** Reschedules all checks after the organisation's days off changed. */
  replan: { jobOnly: true },
  /** The customer chain: by team or as typed, then link by link. */
  chain: { args: [typed] },
  edit_chain: { args: [typed], opensForm: true },
  chain_new: { args: [typed] },
  chain_end: {},
  chain_undo: {},
  chain_leave: {},
  help: {},
  /** A command that was typed and is not known. */
  unknown: {},
});

/** A decoded action of the check. */
export type CheckAction = ActionIn<typeof checkActions>;

/** Verb of an action of the check. */
export type CheckVerb = CheckAction["verb"];

/** Synonyms of verbs in typed commands. */
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
};

const typedVerbs: readonly CheckVerb[] = [
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
];

function parseWords(text: string): CheckAction {
  const { create } = checkActions;
  const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  const word = first.toLowerCase();
  const verb = Object.hasOwn(synonyms, word)
    ? synonyms[word]
    : typedVerbs.find((each) => each === word);
  const about = rest.trim() || undefined;
  switch (verb) {
    case undefined:
      return create("unknown");
    case "on":
      return about ? create("enrol", about.replace(/^for\s+/i, "")) : create("on");
    case "pause":
      return create("pause", about?.replace(/^until\s+/i, ""));
    case "time":
    case "days":
    case "zone":
    case "region":
    case "mine":
    case "team":
    case "chain":
      return create(verb, about);
    default:
      return create(verb);
  }
}

/**
 * Reads a path of release 0.1.0, which did not escape slashes in what was typed. Until 90 days
 * after release 0.2.0.
 */
export function legacyCheckAction(path: string): string | undefined {
  const [, verb, about] = /^check\/(zone|pause|enrol|team|chain)\/(.+)$/.exec(path) ?? [];
  return verb && checkActions.encode(verb as "zone" | "enrol", about);
}

/** Number of words from which a message that begins with "check" is no command. */
const maxCommandWords = 12;

/** Reads what follows `/check`, or `check` and one of its verbs in a message to the bot. */
export function parseCheckCommand(
  text: RichText,
  from: "command" | "message",
): CheckAction | undefined {
  const said = toPlainText(text).trim();
  if (from === "command") return parseWords(said);
  const [, rest] = /^\/?check(?:\s+(.*))?$/is.exec(said) ?? [];
  if (rest === undefined) return /^\/?check$/i.test(said) ? checkActions.create("now") : undefined;
  const action = parseWords(rest);
  return action.verb !== "unknown" && rest.split(/\s+/).length <= maxCommandWords
    ? action
    : undefined;
}

const teamVerbs = new Set<CheckVerb>([
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

/** Returns whether an action concerns only one person, and is allowed for guests. */
export const isPersonalCheckAction = (action: CheckAction | undefined): boolean =>
  action === undefined || !teamVerbs.has(action.verb);
