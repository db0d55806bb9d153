/** What somebody wants of how their workspace works: to see it or to change it. Commands, buttons, forms and duties all say it as one path, `entwine/<verb>/<of>`. */
import type { Arrival } from "../surface/arrival.ts";
import { plain } from "../surface/prose.ts";

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
export type Verb = (typeof verbs)[number];

export interface Errand {
  verb: Verb;
  /** The kind, the group's id, days off, or `on` and `off`. */
  of?: string;
  /** What was filled in; missing on the button that asks for the form. */
  values?: Record<string, string>;
}

export const name = "entwine";

/** The path of a button, a form or a duty. */
export const pathTo = (verb: Verb, of?: string): string => [name, verb, ...(of === undefined ? [] : [of])].join("/");

export function readPath(path: string): Errand | undefined {
  const [first, second, ...rest] = path.split("/");
  const verb = verbs.find((each) => each === second);
  return first === name && verb ? { verb, ...(rest.length > 0 && { of: rest.join("/") }) } : undefined;
}

/** `model customer because we buy all of it`: a setting by words, where they are plain; anything else shows the settings. */
function settingIn(text: string): Errand {
  const [, model, why] = /^model\s+(partner|customer)\b[\s,:.–-]*(?:because\s+)?(.*)$/is.exec(text) ?? [];
  if (model) return { verb: "model", values: { model: model.toLowerCase(), why: why ?? "" } };
  const [, capacity] = /^capacity\s+(\d{1,4}|none)$/i.exec(text) ?? [];
  if (capacity) return { verb: "capacity", values: { capacity: /none/i.test(capacity) ? "" : capacity } };
  const [, language] = /^language\s+([a-z]{2,3})$/i.exec(text) ?? [];
  if (language) return { verb: "house_language", values: { language: language.toLowerCase() } };
  const [, nudge] = /^nudge\s+(on|off)$/i.exec(text) ?? [];
  return nudge ? { verb: "nudge", of: nudge.toLowerCase() } : { verb: "settings" };
}

function errandIn(text: string): Errand {
  const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  switch (first.toLowerCase()) {
    case "":
    case "help":
      return { verb: "help" };
    case "settings":
      return settingIn(rest);
    case "language":
      return { verb: "language", ...(rest && { of: rest.trim().toLowerCase() }) };
    case "audit":
    case "holidays":
      return { verb: first.toLowerCase() as Verb };
    case "group":
    case "groups":
      return rest ? { verb: "group", of: rest } : { verb: "groups" };
    default:
      return { verb: "unknown" };
  }
}

/** Errands that concern one person alone. */
const own = new Set<Verb>(["help", "unknown", "language", "wording", "read"]);

/** Tells whether an arrival is such an errand, which is open to guests. */
export const isOwnErrand = (arrival: Arrival): boolean => own.has(errandOf(arrival)?.verb ?? "unknown");

const saying = /^\W*entwine\s+(?=(?:help|settings|language|audit|holidays|groups?)\b)/i;

/** `entwine settings`, said to the bot. */
export const isSaid = (text: string): boolean => saying.test(text);

/** Fields that hold sentences; all else names something, and no name is longer than this. */
const sentences = new Set(["why", "text", "strategy"]);
const longestName = 200;

const fitting = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, sentences.has(field) ? value : value.slice(0, longestName)]));

/** Undefined where an arrival is about something else, or about nothing that there is. */
export function errandOf(arrival: Arrival): Errand | undefined {
  switch (arrival.kind) {
    case "command":
      return errandIn(plain(arrival.text));
    case "message":
      return errandIn(plain(arrival.text).replace(saying, ""));
    case "press":
      return readPath(arrival.press);
    case "due": {
      const errand = readPath(arrival.duty);
      return errand && { ...errand, of: arrival.subject };
    }
    case "submitted": {
      const errand = readPath(arrival.form);
      return errand && { ...errand, values: fitting(arrival.values) };
    }
    default:
      return undefined;
  }
}
