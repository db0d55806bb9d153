/** What people see of the bot's messages, whichever platform shows them, and who they are. */
import type { RandomSource } from "../runtime/random-source.ts";

export interface SimulatedPerson {
  id: string;
  name: string;
  /** IANA. */
  zone: string;
  locale: string;
  /** Of the team that has the intake channel. */
  team: boolean;
  admin: boolean;
}

export interface SimulatedTenant {
  /** As the house names it: `slack:T1`, `teams:…`. */
  workspace: string;
  /** A made-up word that everything said in this tenant holds, and nothing said in another. */
  mark: string;
  people: SimulatedPerson[];
  intake: string;
  /** Where people talk. */
  channel: string;
}

export interface VisibleButton {
  label: string;
  press: string;
  opensForm: boolean;
  /** The platform's own of it. */
  own: Record<string, unknown>;
}

/** One message of the bot, as it stands now. */
export interface VisibleMessage {
  /** The platform's id. */
  id: string;
  /** The outbox row that said it. */
  outbox: string;
  /** A person's id for their direct messages, else the channel's. */
  room: string;
  thread?: string;
  /** All that it shows, as the platform got it. */
  words: string;
  buttons: VisibleButton[];
  at: number;
}

/** Something to fill in: a platform's form, as it opened. */
export interface OpenedForm {
  fields: {
    name: string;
    kind: "text" | "choice" | "person" | "date";
    value: string;
    options: string[];
  }[];
  own: Record<string, unknown>;
}

/** What happened to something that a person did. */
export interface UserActionResult {
  acknowledged: boolean;
  /** What opened. */
  form?: OpenedForm;
  /** What was wrong with a form. */
  mistakes?: boolean;
}

/** A platform in one tenant, as the people there have it. */
export interface TenantClient {
  says(
    person: SimulatedPerson,
    text: string,
    where?: { channel?: string; thread?: string; mention?: boolean },
  ): Promise<UserActionResult & { message: string }>;
  edits(person: SimulatedPerson, message: string, text: string): Promise<UserActionResult>;
  deletes(person: SimulatedPerson, message: string): Promise<UserActionResult>;
  commands(
    person: SimulatedPerson,
    command: string,
    text: string,
    channel?: string,
  ): Promise<UserActionResult>;
  presses(
    person: SimulatedPerson,
    on: VisibleMessage,
    button: VisibleButton,
  ): Promise<UserActionResult>;
  fills(
    person: SimulatedPerson,
    on: VisibleMessage,
    form: OpenedForm,
    values: Record<string, string>,
  ): Promise<UserActionResult>;
  /** Somebody opens the bot's home page, where there is one. */
  opensHome(person: SimulatedPerson): Promise<UserActionResult>;
  /** Somebody takes up what a colleague said. */
  points(person: SimulatedPerson, author: SimulatedPerson, text: string): Promise<UserActionResult>;
}

/** All strings in something that a platform got. */
export function collectStrings(node: unknown): string {
  if (typeof node === "string") return node;
  if (typeof node !== "object" || node === null) return "";
  return Object.values(node).map(collectStrings).filter(Boolean).join("\n");
}

/** Each object in a tree. */
export function* walkObjects(node: unknown): Generator<Record<string, unknown>> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield node as Record<string, unknown>;
  for (const child of Object.values(node)) yield* walkObjects(child);
}

/**
 * A made-up word that nobody says by accident, and that tells the tenant: a mark and some letters.
 */
export function coinMarkedWord(mark: string, dice: RandomSource): string {
  return mark + Array.from({ length: 6 }, () => "bdfghklmnprstvz"[dice.below(15)]).join("");
}

/** Where a message stands. */
export const messageLocationKey = (workspace: string, { room, thread }: VisibleMessage): string =>
  [workspace, room, ...(thread ? [thread] : [])].join("/");
