/** Actions of `/entwine`: how the workspace works, its groups, and each person's preferences. */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../core/actions.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import { requestKinds } from "../../nlu/judge.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";

/** Words after `/entwine` that are read by this feature, without `help`. */
export const workspaceVerbs = ["settings", "group", "groups", "language", "holidays", "audit"];

/** The command `/entwine`. */
export const workspaceCommand: CommandSpec = {
  name: "entwine",
  verbs: [
    ...["help", ...workspaceVerbs],
    // of other features
    ...["home", "report", "services", "checkup", "flow", "needs", "danger", "ledger", "privacy"],
  ],
};

const group = z.string();
const onOrOff = z.enum(["on", "off"]);

/** The actions of the workspace's settings, with their arguments. */
export const workspaceActions = defineActions("entwine", {
  help: {},
  /** A command that was typed and is not known. */
  unknown: {},
  settings: {},
  /** A person's language by its tag; `told` means the platform's. */
  language: { args: [z.string().optional()] },
  /** Latest entries of the audit log. */
  audit: {},
  groups: {},
  /** A group by its id, or by its name where it was typed. */
  group: { args: [group] },
  /** The organisation's own days off; with typed text that names no day, how to add some. */
  holidays: { args: [z.string().optional()] },
  add_days_off: { opensForm: true },
  drop_days_off: { args: [z.iso.date(), z.iso.date(), z.string().optional()] },
  model: { opensForm: true },
  capacity: { opensForm: true },
  /** Cost of an hour of work. */
  rate: { opensForm: true },
  approval: { args: [z.enum(requestKinds)], opensForm: true },
  nudge: { args: [onOrOff] },
  /** Whether the team's channel gets the weekly digest, and the monthly value report. */
  digest: { args: [onOrOff] },
  value_report: { args: [onOrOff] },
  own_way: { opensForm: true },
  /** Working days after which waiting requests are named. */
  untaken: { opensForm: true },
  /** Adds a rule that names somebody on the cards of new requests. */
  assign: { opensForm: true },
  /** Removes such a rule by its id. */
  unassign: { args: [z.string()] },
  house_language: { opensForm: true },
  admins: { opensForm: true },
  new_group: { opensForm: true },
  edit_group: { args: [group], opensForm: true },
  members: { args: [group], opensForm: true },
  delete_group: { args: [group], opensForm: true },
  /** Whether a person gets hints on the wording of a request. */
  wording: { args: [onOrOff] },
  /** Whether an advocate gets the briefs of the group. */
  briefs: { args: [onOrOff] },
  /** Submits a form without fields. */
  read: {},
  /** Offers a person to turn off the wording hints. */
  tell: { jobOnly: true },
  /** Tells a contact about a blocked channel; the subject is `<reason>/<outbox id>`. */
  blocked: { jobOnly: true },
  /** Finds the contacts of a blocked channel, with the platform's help; the same subject. */
  find_contacts: { jobOnly: true },
  /** Refreshes the members of the group that is the job's subject. */
  refresh: { jobOnly: true },
});

/** A decoded action of the settings. */
export type WorkspaceAction = ActionIn<typeof workspaceActions>;

/** Verb of an action of the settings. */
export type WorkspaceVerb = WorkspaceAction["verb"];

/** Changes of settings without a form. */
export const formlessSettings: ReadonlySet<WorkspaceVerb> = new Set<WorkspaceVerb>([
  "nudge",
  "digest",
  "value_report",
  "drop_days_off",
  "unassign",
]);

/** Returns the id or name of the group that an action is about. */
export function groupOf(action: WorkspaceAction): string | undefined {
  switch (action.verb) {
    case "group":
    case "edit_group":
    case "members":
    case "delete_group":
      return action.args[0];
    case "refresh":
      return action.subject;
    default:
      return undefined;
  }
}

/**
 * Reads a path of release 0.1.0, which did not escape the slashes of days off. Until 90 days after
 * release 0.2.0.
 */
export function legacyWorkspaceAction(path: string): string | undefined {
  const [, first, last, region] =
    /^entwine\/drop_days_off\/(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)\/(.*)$/.exec(path) ?? [];
  return first && last
    ? workspaceActions.encode("drop_days_off", first, last, region || undefined)
    : undefined;
}

/**
 * Parses a plain setting (`model customer because we buy all of it`); anything else shows all
 * settings.
 */
function parseSetting(text: string): WorkspaceAction {
  const { create } = workspaceActions;
  const [, model, why = ""] =
    /^model\s+(partner|customer)\b[\s,:.–-]*(?:because\s+)?(.*)$/is.exec(text) ?? [];
  if (model) return { ...create("model"), values: { model: model.toLowerCase(), why } };
  const [, capacity] = /^capacity\s+(\d{1,4}|none)$/i.exec(text) ?? [];
  if (capacity)
    return {
      ...create("capacity"),
      values: { capacity: /none/i.test(capacity) ? "" : capacity },
    };
  const [, days] = /^untaken\s+(\d{1,2})$/i.exec(text) ?? [];
  if (days) return { ...create("untaken"), values: { days } };
  const [, language] = /^language\s+([a-z]{2,3})$/i.exec(text) ?? [];
  if (language)
    return { ...create("house_language"), values: { language: language.toLowerCase() } };
  const [, name = "", choice] = /^(nudge|digest|report)\s+(on|off)$/i.exec(text) ?? [];
  const verbs = { nudge: "nudge", digest: "digest", report: "value_report" } as const;
  return choice
    ? create(verbs[name.toLowerCase() as keyof typeof verbs], onOrOff.parse(choice.toLowerCase()))
    : create("settings");
}

/** Parses days off as typed: `2026-12-24 - 2027-01-01 Christmas DE`, or `24.12.2026`. */
function parseDaysOff(typed: string): WorkspaceAction {
  const { create } = workspaceActions;
  const text = typed.replace(
    /\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b/g,
    (_, day, month, year) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`,
  );
  const [, first, last = "", name = "", region = ""] =
    /^(\d{4}-\d\d-\d\d)(?:\s*(?:-|–|—|\/|to|until)\s*(\d{4}-\d\d-\d\d))?\s*(.*?)\s*\b([A-Z]{2}(?:-[A-Z\d]{1,3})?)?$/s.exec(
      text,
    ) ?? [];
  if (!first || !isIsoDate(first) || (last !== "" && !isIsoDate(last)))
    return create("holidays", text || undefined);
  return { ...create("add_days_off"), values: { first, last, name, region } };
}

function parseWords(text: string): WorkspaceAction {
  const { create } = workspaceActions;
  const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  const verb = first.toLowerCase();
  switch (verb) {
    case "":
    case "help":
      return create("help");
    case "settings":
      return parseSetting(rest);
    case "language":
      return create("language", rest.trim().toLowerCase() || undefined);
    case "audit":
      return create(verb);
    case "holidays":
      return parseDaysOff(rest.trim());
    case "group":
    case "groups":
      return rest ? create("group", rest) : create("groups");
    default:
      return create("unknown");
  }
}

const helpInMessage = /^\W*entwine\s+help\b/i;

/** Parses the text after `/entwine`, or `entwine help` in a message to the bot. */
export function parseWorkspaceCommand(
  text: RichText,
  from: "command" | "message",
): WorkspaceAction | undefined {
  const typed = toPlainText(text);
  if (from === "command") return parseWords(typed);
  return helpInMessage.test(typed) ? workspaceActions.create("help") : undefined;
}

const personalVerbs = new Set<WorkspaceVerb>(["help", "unknown", "language", "wording", "read"]);

/** Returns whether an action concerns only one person, and is allowed for guests. */
export const isPersonalWorkspaceAction = (action: WorkspaceAction | undefined): boolean =>
  action === undefined || personalVerbs.has(action.verb);

/** Fields that hold sentences; each other field holds a name of limited length. */
const sentenceFields = new Set(["why", "text", "strategy"]);
const maxNameLength = 200;

/** Returns the values of a form with names truncated. */
export const cutNames = (values: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      sentenceFields.has(field) ? value : value.slice(0, maxNameLength),
    ]),
  );
