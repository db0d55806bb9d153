/**
 * Messages as people see them in the browser: the part that a chat platform keeps and the engine
 * does not. A file of JSON lines beside the database. Each change is in it before it is
 * acknowledged, so that the end of the process loses nothing, and words that were changed, deleted
 * or erased are not in it any more.
 */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Card } from "../../platform/card.ts";
import {
  ConversationRef,
  conversationKey,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import { RichText } from "../../platform/rich-text.ts";

const AnyCard = z.custom<Card>(
  (value) => Array.isArray(value) && value.every((each) => typeof each?.kind === "string"),
);

const ChatMessage = z.object({
  id: z.string(),
  /** Position among all messages, also that of a message whose event is still being stored. */
  seq: z.number(),
  /** Its place and thread. */
  place: ConversationRef,
  /** The author's id; missing for the bot. */
  by: z.string().optional(),
  /** Unix ms, by the clock of the bot. */
  at: z.number(),
  /** Words of a person, or the card that the bot shows. */
  text: RichText.optional(),
  card: AnyCard.optional(),
  /** Whether the bot received it. */
  isHeard: z.literal(true).optional(),
  isEdited: z.literal(true).optional(),
  isDeleted: z.literal(true).optional(),
  /** People by emoji. */
  reactions: z.record(z.string(), z.array(z.string())).optional(),
});

/** A message as people see it on the page. */
export type ChatMessage = z.infer<typeof ChatMessage>;

/** A line of the file; a later line replaces an earlier one of the same message or person. */
const Line = z.union([
  z.object({ message: ChatMessage }),
  z.object({ home: z.string(), card: AnyCard }),
  z.object({ aheadMs: z.number() }),
]);
type Line = z.infer<typeof Line>;

/** The messages of the page, in a file. */
export interface Transcript {
  /** Takes a position for a message that will be saved. */
  nextSeq(): number;
  /** Adds a message, or replaces the one with its id. */
  save(message: ChatMessage): void;
  find(id: string): ChatMessage | undefined;
  /** Returns the messages of a place and of its threads, in order. */
  of(place: ConversationRef): ChatMessage[];
  /** Saves and returns a person's home page. */
  saveHome(person: string, card: Card): void;
  homeOf(person: string): Card | undefined;
  /**
   * Removes a person’s messages, direct messages and home page, and cleans all others of them.
   * Returns the number of removed messages.
   */
  erase(person: string, clean: <T>(value: T) => T): number;
  /** Returns the messages that a person wrote, in order. */
  writtenBy(person: string): ChatMessage[];
  /** Saves how far (ms) the clock was wound forward. */
  saveAhead(aheadMs: number): void;
  readonly aheadMs: number;
  /** Number of changes since the start, which tells whether a page is current. */
  readonly changes: number;
  /** Registers a function that is called after each change. Returns the one that removes it. */
  onChange(listener: () => void): () => void;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Returns a line; `undefined` for one that the end of a process cut off. */
function parseLine(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const placeKey = (place: ConversationRef): string => conversationKey(withoutThread(place));

/** Returns what changes when a file is written or replaced. */
function stampOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat && [stat.ino, stat.size, stat.mtimeMs].join("/");
}

/**
 * Opens the transcript. Another process may write the same file, such as the command that erases a
 * person.
 * @param file without it, nothing survives the process
 */
export function openTranscript(file: string | undefined): Transcript {
  const messages = new Map<string, ChatMessage>();
  const homes = new Map<string, Card>();
  const listeners = new Set<() => void>();
  let [aheadMs, last, changes] = [0, 0, 0];
  let stamp: string | undefined;

  function apply(line: Line): void {
    if ("message" in line) {
      messages.set(line.message.id, line.message);
      last = Math.max(last, line.message.seq);
    } else if ("home" in line) homes.set(line.home, line.card);
    else aheadMs = line.aheadMs;
  }

  function changed(): void {
    if (file) stamp = stampOf(file);
    changes++;
    for (const listener of listeners) listener();
  }

  /** Replaces the file by one with only what is current. */
  function rewrite(): void {
    if (!file) return;
    const lines: Line[] = [
      { aheadMs },
      ...[...homes].map(([home, card]) => ({ home, card })),
      ...[...messages.values()].map((message) => ({ message })),
    ];
    const next = `${file}.next`;
    writeFileSync(next, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), {
      mode: 0o600,
    });
    renameSync(next, file);
  }

  /** Reads the file if another process wrote it. */
  function refresh(): void {
    if (!file || stampOf(file) === stamp) return;
    messages.clear();
    homes.clear();
    const lines = readLines(file);
    for (const line of lines.map(parseLine)) if (line) apply(line);
    // ends a line that was cut off, so that the next one is not added to it
    if (lines.at(-1)) appendFileSync(file, "\n");
    changed();
  }

  function save(line: Line): void {
    refresh();
    const isNew = "message" in line ? !messages.has(line.message.id) : !("home" in line);
    if (file && isNew) appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    apply(line);
    if (!isNew) rewrite();
    changed();
  }

  const select = (test: (message: ChatMessage) => boolean): ChatMessage[] => {
    refresh();
    return [...messages.values()].filter(test).sort((a, b) => a.seq - b.seq);
  };

  if (file) mkdirSync(dirname(file), { recursive: true });
  refresh();

  return {
    nextSeq: () => ++last,
    save: (message) => save({ message }),
    find(id) {
      refresh();
      return messages.get(id);
    },
    of: (place) => select((message) => placeKey(message.place) === placeKey(place)),
    writtenBy: (person) => select(({ by }) => by === person),
    saveHome: (home, card) => save({ home, card }),
    homeOf: (person) => homes.get(person),
    erase(person, clean) {
      const isTheirs = ({ by, place }: ChatMessage): boolean =>
        by === person || (place.kind === "personal" && place.id === person);
      const theirs = select(isTheirs);
      for (const { id } of theirs) messages.delete(id);
      for (const [id, message] of messages) messages.set(id, clean(message));
      homes.delete(person);
      for (const [home, card] of homes) homes.set(home, clean(card));
      rewrite();
      changed();
      return theirs.length;
    },
    saveAhead: (ms) => save({ aheadMs: ms }),
    get aheadMs() {
      return aheadMs;
    },
    get changes() {
      return changes;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
