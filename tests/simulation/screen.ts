/** What people see of the bot's messages, whichever platform shows them, and who they are. */
import type { Dice } from "./dice.ts";

export interface Person {
  id: string;
  name: string;
  /** IANA. */
  zone: string;
  locale: string;
  /** Of the team that has the intake channel. */
  team: boolean;
  admin: boolean;
}

export interface Tenant {
  /** As the house names it: `slack:T1`, `teams:…`. */
  workspace: string;
  /** A made-up word that everything said in this tenant holds, and nothing said in another. */
  mark: string;
  people: Person[];
  intake: string;
  /** Where people talk. */
  channel: string;
}

export interface Button {
  label: string;
  press: string;
  opensForm: boolean;
  /** The platform's own of it. */
  own: Record<string, unknown>;
}

/** One message of the bot, as it stands now. */
export interface Message {
  /** The platform's id. */
  id: string;
  /** The outbox row that said it. */
  outbox: string;
  /** A person's id for their direct messages, else the channel's. */
  room: string;
  thread?: string;
  /** All that it shows, as the platform got it. */
  words: string;
  buttons: Button[];
  at: number;
}

/** Something to fill in: a platform's form, as it opened. */
export interface Opened {
  fields: { name: string; kind: "text" | "choice" | "person" | "date"; value: string; options: string[] }[];
  own: Record<string, unknown>;
}

/** What happened to something that a person did. */
export interface Done {
  acknowledged: boolean;
  /** What opened. */
  form?: Opened;
  /** What was wrong with a form. */
  mistakes?: boolean;
}

/** A platform in one tenant, as the people there have it. */
export interface Desk {
  says(person: Person, text: string, where?: { channel?: string; thread?: string; mention?: boolean }): Promise<Done & { message: string }>;
  edits(person: Person, message: string, text: string): Promise<Done>;
  deletes(person: Person, message: string): Promise<Done>;
  commands(person: Person, command: string, text: string, channel?: string): Promise<Done>;
  presses(person: Person, on: Message, button: Button): Promise<Done>;
  fills(person: Person, on: Message, form: Opened, values: Record<string, string>): Promise<Done>;
  /** Somebody opens the bot's home page, where there is one. */
  opensHome(person: Person): Promise<Done>;
  /** Somebody takes up what a colleague said. */
  points(person: Person, author: Person, text: string): Promise<Done>;
}

/** All strings in something that a platform got. */
export function wordsIn(node: unknown): string {
  if (typeof node === "string") return node;
  if (typeof node !== "object" || node === null) return "";
  return Object.values(node).map(wordsIn).filter(Boolean).join("\n");
}

/** Each object in a tree. */
export function* nodesIn(node: unknown): Generator<Record<string, unknown>> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield node as Record<string, unknown>;
  for (const child of Object.values(node)) yield* nodesIn(child);
}

/** A made-up word that nobody says by accident, and that tells the tenant: a mark and some letters. */
export function coin(mark: string, dice: Dice): string {
  return mark + Array.from({ length: 6 }, () => "bdfghklmnprstvz"[dice.below(15)]).join("");
}

/** Where a message stands. */
export const placed = (workspace: string, { room, thread }: Message): string => [workspace, room, ...(thread ? [thread] : [])].join("/");
