/**
 * What somebody wants of how their workspace works: to see it or to change it. Commands, buttons,
 * forms and duties all say it as one path, `entwine/<verb>/<of>`.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";

const verbs = [
  "help",
  "unknown",
  "settings",
  /** Somebody's own language, by its tag; `told` as their platform tells it. */
  "language",
  /** What was done lately with rights that not everybody has. */
  "audit",
  "groups",
  "group",
  /** The organisation's own days off; `of` is first day, last day and region. */
  "holidays",
  "add_days_off",
  "drop_days_off",
  /** Settings to change, each behind a form; `nudge` has a button each way. */
  "model",
  "capacity",
  "approval",
  "nudge",
  "own_way",
  "house_language",
  "admins",
  "new_group",
  "edit_group",
  "members",
  "delete_group",
  /** What somebody wants to hear: `on` or `off`. */
  "wording",
  "briefs",
  /** A word in a form was read. */
  "read",
  /** What comes due: somebody hears of their words; a group's members are read again. */
  "tell",
  "refresh",
] as const;
export type WorkspaceVerb = (typeof verbs)[number];

export interface WorkspaceCommand {
  verb: WorkspaceVerb;
  /** The kind, the group's id, days off, or `on` and `off`. */
  subject?: string;
  /** What was filled in; missing on the button that asks for the form. */
  values?: Record<string, string>;
}

export const workspaceFeatureName = "entwine";

/** The path of a button, a form or a duty. */
export const encodeWorkspaceAction = (verb: WorkspaceVerb, of?: string): string =>
  [workspaceFeatureName, verb, ...(of === undefined ? [] : [of])].join("/");

export function decodeWorkspaceAction(path: string): WorkspaceCommand | undefined {
  const [first, second, ...rest] = path.split("/");
  const verb = verbs.find((each) => each === second);
  return first === workspaceFeatureName && verb
    ? { verb, ...(rest.length > 0 && { subject: rest.join("/") }) }
    : undefined;
}

/**
 * `model customer because we buy all of it`: a setting by words, where they are plain; anything
 * else shows the settings.
 */
function settingIn(text: string): WorkspaceCommand {
  const [, model, why] =
    /^model\s+(partner|customer)\b[\s,:.–-]*(?:because\s+)?(.*)$/is.exec(text) ?? [];
  if (model) return { verb: "model", values: { model: model.toLowerCase(), why: why ?? "" } };
  const [, capacity] = /^capacity\s+(\d{1,4}|none)$/i.exec(text) ?? [];
  if (capacity)
    return { verb: "capacity", values: { capacity: /none/i.test(capacity) ? "" : capacity } };
  const [, language] = /^language\s+([a-z]{2,3})$/i.exec(text) ?? [];
  if (language) return { verb: "house_language", values: { language: language.toLowerCase() } };
  const [, nudge] = /^nudge\s+(on|off)$/i.exec(text) ?? [];
  return nudge ? { verb: "nudge", subject: nudge.toLowerCase() } : { verb: "settings" };
}

function errandIn(text: string): WorkspaceCommand {
  const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  switch (first.toLowerCase()) {
    case "":
    case "help":
      return { verb: "help" };
    case "settings":
      return settingIn(rest);
    case "language":
      return { verb: "language", ...(rest && { subject: rest.trim().toLowerCase() }) };
    case "audit":
    case "holidays":
      return { verb: first.toLowerCase() as WorkspaceVerb };
    case "group":
    case "groups":
      return rest ? { verb: "group", subject: rest } : { verb: "groups" };
    default:
      return { verb: "unknown" };
  }
}

/** Errands that concern one person alone. */
const own = new Set<WorkspaceVerb>(["help", "unknown", "language", "wording", "read"]);

/** Tells whether an arrival is such an errand, which is open to guests. */
export const isPersonalWorkspaceCommand = (event: InboundEvent): boolean =>
  own.has(workspaceCommandOf(event)?.verb ?? "unknown");

const saying = /^\W*entwine\s+(?=(?:help|settings|language|audit|holidays|groups?)\b)/i;

/** `entwine settings`, said to the bot. */
export const isWorkspaceCommandText = (text: string): boolean => saying.test(text);

/** Fields that hold sentences; all else names something, and no name is longer than this. */
const sentences = new Set(["why", "text", "strategy"]);
const longestName = 200;

const fitting = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      sentences.has(field) ? value : value.slice(0, longestName),
    ]),
  );

/** Undefined where an arrival is about something else, or about nothing that there is. */
export function workspaceCommandOf(event: InboundEvent): WorkspaceCommand | undefined {
  switch (event.kind) {
    case "command":
      return errandIn(toPlainText(event.text));
    case "message":
      return errandIn(toPlainText(event.text).replace(saying, ""));
    case "press":
      return decodeWorkspaceAction(event.press);
    case "due": {
      const command = decodeWorkspaceAction(event.duty);
      return command && { ...command, subject: event.subject };
    }
    case "submitted": {
      const command = decodeWorkspaceAction(event.form);
      return command && { ...command, values: fitting(event.values) };
    }
    default:
      return undefined;
  }
}
