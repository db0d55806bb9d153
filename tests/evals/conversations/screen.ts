/**
 * Messages as people see them, independent of the platform, and the port to a platform's client.
 */
import type { Core, PlatformAdapter } from "../../../src/platform/adapter.ts";
import type { OpenedForm, VisibleButton } from "../../../src/tools/simulation/people/screen.ts";

/** `dm:<person>`, `team`, the name of a channel, or that of a group chat (`chat-…`). */
export type Room = string;
export const isGroupChat = (room: Room): boolean => room.startsWith("chat-");
export const personOfRoom = (room: Room): string | undefined =>
  room.startsWith("dm:") ? room.slice("dm:".length) : undefined;

/** One state of a message of the bot. */
export interface Version {
  words: string;
  buttons: VisibleButton[];
  /** Turn in which it was shown. */
  turn: number;
}

/** A message of the bot, with its states, or of a person. */
export interface Post {
  id: string;
  room: Room;
  thread?: string | undefined;
  /** The author; undefined if it is the bot. */
  by?: string;
  text: string;
  /** Name of its file. */
  file?: string | undefined;
  /** Outbox row id of the bot's message. */
  outbox?: string;
  versions: Version[];
}

export interface Said {
  by: string;
  room: Room;
  /** The root message of the thread, or the message that a direct message answers. */
  under?: Post | undefined;
  text: string;
  file?: string | undefined;
  quote?: Post | undefined;
  /** Parts of the platform's message that replace those made of the text. */
  payload?: object | undefined;
}

export interface Screen {
  now(): number;
  turn(): number;
  posts: Post[];
  locale(person: string): string;
  zone: string;
}

/** What people do on one platform. Each call resolves when the bot has acknowledged it. */
export interface ChatClient {
  adapter: PlatformAdapter;
  workspace: string;
  /** Returns the platform's id of a person. */
  personId(name: string): string;
  teamChannel: { platform: "slack" | "teams"; kind: "channel"; id: string };
  connect(core: Core): void;
  says(said: Said): Promise<Post>;
  edits(post: Post, text: string): Promise<void>;
  deletes(post: Post): Promise<void>;
  reacts(by: string, post: Post, emoji: string): Promise<void>;
  points(by: string, post: Post): Promise<void>;
  types(by: string, room: Room, command: string, text: string): Promise<void>;
  presses(by: string, post: Post, button: VisibleButton): Promise<OpenedForm | undefined>;
  /** Resolves to whether the form was refused. */
  submits(
    by: string,
    post: Post,
    form: OpenedForm,
    values: Record<string, string>,
  ): Promise<boolean>;
}

/** Matches mentions of the bot and people (`@name`) in the text of a turn. */
export const mentionPattern = /@(\w+)/g;
export const botName = "bot";

/** Adds a state of a message of the bot. */
export function showPost(
  screen: Screen,
  post: Omit<Post, "versions" | "text">,
  version: Omit<Version, "turn">,
): void {
  const old = screen.posts.find(({ id, room }) => id === post.id && room === post.room);
  const shown = old ?? { ...post, text: "", versions: [] };
  shown.text = version.words;
  shown.versions.push({ ...version, turn: screen.turn() });
  if (!old) screen.posts.push(shown);
}
