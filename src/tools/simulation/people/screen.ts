/** Types of people, tenants and messages as displayed, independent of the platform. */
import type { RandomSource } from "../runtime/random-source.ts";

export interface SimulatedPerson {
  id: string;
  name: string;
  /** IANA time zone. */
  zone: string;
  locale: string;
  /** Whether the person is a member of the team with the brief channel. */
  team: boolean;
  admin: boolean;
}

export interface SimulatedTenant {
  /** Workspace id in the product: `slack:T1`, `teams:…`. */
  workspace: string;
  /** Made-up word in every text of this tenant, and in none of another. */
  mark: string;
  people: SimulatedPerson[];
  briefChannel: string;
  /** Channel in which people talk. */
  channel: string;
}

export interface VisibleButton {
  label: string;
  press: string;
  opensForm: boolean;
  /** The platform's own representation. */
  own: Record<string, unknown>;
}

/** One message of the bot in its current form. */
export interface VisibleMessage {
  /** Id at the platform. */
  id: string;
  /** Outbox row of the message. */
  outbox: string;
  /** A person's id for direct messages, else the channel's id. */
  room: string;
  thread?: string;
  /** Everything displayed, as the platform received it. */
  words: string;
  buttons: VisibleButton[];
  at: number;
}

/** A form as opened by the platform. */
export interface OpenedForm {
  fields: {
    name: string;
    kind: "text" | "choice" | "person" | "date";
    value: string;
    options: string[];
  }[];
  own: Record<string, unknown>;
}

/** Result of a person's action. */
export interface UserActionResult {
  acknowledged: boolean;
  /** The opened form. */
  form?: OpenedForm;
  /** Whether a form was refused. */
  mistakes?: boolean;
}

/** A platform's client in one tenant. */
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
  /** Opens the bot's Home tab, if there is one. */
  opensHome(person: SimulatedPerson): Promise<UserActionResult>;
  /** Quotes or forwards a colleague's message. */
  points(person: SimulatedPerson, author: SimulatedPerson, text: string): Promise<UserActionResult>;
}

/** Collects all strings of an object that a platform received. */
export function collectStrings(node: unknown): string {
  if (typeof node === "string") return node;
  if (typeof node !== "object" || node === null) return "";
  return Object.values(node).map(collectStrings).filter(Boolean).join("\n");
}

/** Yields each object of a tree. */
export function* walkObjects(node: unknown): Generator<Record<string, unknown>> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield node as Record<string, unknown>;
  for (const child of Object.values(node)) yield* walkObjects(child);
}

/** Makes a unique made-up word that contains the tenant's mark. */
export function coinMarkedWord(mark: string, random: RandomSource): string {
  return mark + Array.from({ length: 6 }, () => "bdfghklmnprstvz"[random.below(15)]).join("");
}

/** Returns a key of the place where a message is displayed. */
export const messageLocationKey = (workspace: string, { room, thread }: VisibleMessage): string =>
  [workspace, room, ...(thread ? [thread] : [])].join("/");
