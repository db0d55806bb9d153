/**
 * Routing: finds the feature of an event and decodes its action, before any feature reads data.
 * Also decides which actions guests may use, and which words press a button.
 */

import { type ActionButton, cardActions, textElement } from "../platform/card.ts";
import type { InboundEvent, InboundEventOf } from "../platform/event.ts";
import { type RichText, toPlainText, withoutMentions } from "../platform/rich-text.ts";
import { type OutboxRow, outboxRowById, type QueuedOutboxRow } from "../storage/queue/outbox.ts";
import type { Reader } from "../storage/store.ts";
import type { Action } from "./actions.ts";
import type { Feature, TurnInput } from "./feature.ts";

/** The feature that an event goes to, and its decoded input. */
export interface Route {
  feature: Feature;
  input: TurnInput;
  /** Whether the event names the feature by a command, button, form or job. */
  isNamed: boolean;
}

const firstPart = (path: string): string => path.split("/", 1)[0]!;

/**
 * Finds the feature and action of a path; the action is `undefined` when the feature does not know
 * it.
 */
function decodeActionPath(
  features: readonly Feature[],
  path: string,
  from: "person" | "job" = "person",
): { feature: Feature; action: Action | undefined } | undefined {
  const decode = (each: string) => {
    const feature = features.find(({ name }) => name === firstPart(each));
    const { actions } = feature ?? {};
    return (
      feature && {
        feature,
        action: from === "job" ? actions?.decodeJob(each) : actions?.decode(each),
      }
    );
  };
  const found = decode(path);
  if (found?.action) return found;
  const currentPath = features.map(({ legacyAction }) => legacyAction?.(path)).find(Boolean);
  return currentPath === undefined ? found : decode(currentPath);
}

/** Decodes the action that an event names: by a path, a command, or a command sent as a message. */
function decodeEventAction(
  features: readonly Feature[],
  event: InboundEvent,
): { feature: Feature; action: Action | undefined } | undefined {
  switch (event.kind) {
    case "press":
      return decodeActionPath(features, event.press);
    case "submitted": {
      const found = decodeActionPath(features, event.form);
      const { values } = event;
      return found && { ...found, action: found.action && { ...found.action, values } };
    }
    case "due": {
      const found = decodeActionPath(features, event.job, "job");
      const { subject } = event;
      return found && { ...found, action: found.action && { ...found.action, subject } };
    }
    case "command": {
      const [word = ""] = toPlainText(event.text).trim().toLowerCase().split(/\s+/, 1);
      const feature =
        features.find(({ commands }) => commands?.[event.command]?.includes(word)) ??
        features.find(({ name }) => name === event.command) ??
        features.find(({ fallback }) => fallback);
      return feature && { feature, action: feature.parseCommand?.(event.text, "command") };
    }
    case "message": {
      if (!event.addressed) return undefined;
      const typed = decodeTypedVerb(features, event.text);
      if (typed) return typed;
      for (const feature of features) {
        const action = feature.parseCommand?.(event.text, "message");
        if (action) return { feature, action };
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Decodes a message that is one of the features' command words alone ("needs"), or begins with one
 * after the command's name ("entwine report May").
 */
function decodeTypedVerb(
  features: readonly Feature[],
  text: RichText,
): { feature: Feature; action: Action } | undefined {
  const typed = withoutMentions(text).replace(/^[^\p{L}]+/u, "");
  const [, first = "", rest = ""] = /^(\p{L}+)[^\p{L}\s]*\s*(.*)$/su.exec(typed) ?? [];
  const [name, second = ""] = [first.toLowerCase(), ...rest.toLowerCase().split(/\W+/, 1)];
  for (const feature of features)
    for (const [command, verbs] of Object.entries(feature.commands ?? {})) {
      const isNamed = name === command && verbs.includes(second);
      if (!isNamed && (rest !== "" || !verbs.includes(name))) continue;
      const action = feature.parseCommand?.([isNamed ? rest : name], "command");
      if (action) return { feature, action };
    }
  return undefined;
}

/**
 * Routes an event to the feature that its command, button, form or job names, else the fallback.
 */
export function routeEvent(event: InboundEvent, features: readonly Feature[]): Route {
  const decoded = decodeEventAction(features, event);
  const feature = decoded?.feature ?? features.find(({ fallback }) => fallback);
  if (!feature) throw new Error("no feature is the fallback");
  return { feature, input: { event, action: decoded?.action }, isNamed: decoded !== undefined };
}

/** Routes an event from the inbox, whose text its feature may have encrypted. */
export function routeStoredEvent(stored: InboundEvent, features: readonly Feature[]): Route {
  const route = routeEvent(stored, features);
  const { feature } = route;
  if (!feature.fromStorableEvent) return route;
  const event = feature.fromStorableEvent(stored);
  return { ...route, input: { event, action: decodeEventAction([feature], event)?.action } };
}

/** Returns whether text must not be stored together with a name. */
export const isConfidentialText = (features: readonly Feature[], text: RichText): boolean =>
  features.some(({ confidential }) => confidential?.isConfidential(text));

/**
 * Checks that routing is unambiguous.
 * @throws when two features share a name or a command's first word, a feature's actions have
 * another name, or several features are the fallback
 */
export function assertDistinctFeatures(features: readonly Feature[]): void {
  const claims = features.flatMap(({ name, actions, commands = {}, fallback }) => [
    `name ${name}`,
    ...(actions && actions.feature !== name ? [`name ${actions.feature}`, `name ${name}`] : []),
    ...Object.entries(commands).flatMap(([command, words]) =>
      words.map((word) => `command ${command} ${word}`),
    ),
    ...(fallback ? ["fallback"] : []),
  ]);
  const twice = claims.filter((claim, index) => claims.indexOf(claim) !== index);
  if (twice.length > 0)
    throw new Error(`several features have the same name or command: ${twice.join(", ")}`);
}

/** Returns whether guests may do this. Features without `allowsGuests` are for members only. */
export const isAllowedForGuests = (input: TurnInput, feature: Feature): boolean =>
  feature.allowsGuests?.(input) ?? false;

/** Feature that replaces one for members only; replies with a refusal in a direct message. */
export const membersOnlyFeature: Feature = {
  name: "guests",
  async turn(ctx, { event }) {
    const place = { platform: event.place.platform, kind: "personal" as const, id: event.by.id };
    ctx.post({ card: [textElement(ctx.words("membership.guest"))], place });
    return undefined;
  },
};

/** Key of a conversation's state: the outbox id of the last message that a turn posted there. */
const lastMessageKey = "last_message";

/** Maximum characters of words that are compared with labels. */
const maxLabelCharacters = 60;

const fold = (text: RichText | string): string =>
  (typeof text === "string" ? text : toPlainText(text))
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")
    .replace(/\s+/g, " ");

/** A message with buttons, as far as typed words are compared with it. */
export type PostedCard = Pick<QueuedOutboxRow, "id" | "card">;

/** Returns the last message of a turn that was posted in its conversation. */
export const lastPostIn = (
  queued: readonly QueuedOutboxRow[],
  { platform, id }: QueuedOutboxRow["place"],
): PostedCard | undefined =>
  queued.findLast(
    ({ kind, place }) => kind === "post" && place.platform === platform && place.id === id,
  );

/** Returns the part of the state that a turn's messages change. */
export const stateAfterPosting = (last: PostedCard | undefined): Record<string, unknown> =>
  last ? { [lastMessageKey]: last.id } : {};

/**
 * Returns the press that a message stands for; `undefined` if its words are no label and no plain
 * answer. They are compared with the bot's last message, and with a feature's newer question that
 * no turn posted. Forms cannot be opened by a message, so their buttons are no match. Only messages
 * to the bot are compared.
 */
export async function readTypedPress(
  read: Reader,
  event: InboundEventOf<"message">,
  {
    state,
    posted,
    features,
    conversation,
    now,
  }: {
    state: Readonly<Record<string, unknown>>;
    /** The bot's last message, if it is known without reading its row. */
    posted?: PostedCard | undefined;
    features: readonly Feature[];
    conversation: string;
    now: Date;
  },
): Promise<InboundEventOf<"press"> | undefined> {
  const { message: _, text, addressed, quoted, chosen, ...common } = event;
  if (!addressed || quoted || chosen) return undefined;
  const words = fold(withoutMentions(text));
  if (words === "" || words.length > maxLabelCharacters) return undefined;
  const { workspace, by, place } = event;
  const author = { workspace, person: by.id, place, conversation, now };
  const id = state[lastMessageKey];
  const readLast = async () =>
    typeof id === "string" ? outboxRowById(read, workspace, id) : undefined;
  const isMeant = ({ label, opensForm }: ActionButton): boolean =>
    !opensForm && fold(label) === words;
  const pressOf = (row: OutboxRow, reads?: (words: string) => string | undefined) => {
    const press = cardActions(row.card).find(isMeant)?.press ?? reads?.(words);
    return press && row.message
      ? { ...common, kind: "press" as const, press, card: row.message }
      : undefined;
  };
  for (const { openQuestion } of features) {
    const open = await openQuestion?.(read, author);
    if (!open) continue;
    const row = await outboxRowById(read, workspace, open.outbox);
    const last = await readLast();
    // what is said about a request in between is asked later
    const isNewest = row && (!last?.request || row.id === last.id || isLater(row, last));
    const press = isNewest && pressOf(row, open.pressOf);
    if (press) return press;
  }
  if (posted && posted.id === id && !cardActions(posted.card).some(isMeant)) return undefined;
  const last = await readLast();
  return last && pressOf(last);
}

const isLater = (one: OutboxRow, other: OutboxRow): boolean =>
  (one.sentAt ?? one.queuedAt) > (other.sentAt ?? other.queuedAt);
