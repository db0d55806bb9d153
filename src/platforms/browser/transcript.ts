/**
 * Messages as people see them in the browser: the part that a chat platform keeps and the engine
 * does not. A file of JSON lines beside the database, to which each change is appended before it is
 * acknowledged, so that the end of the process loses nothing.
 */
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
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

/** A line of the file; later lines replace earlier ones of the same message or person. */
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

/**
 * Opens the transcript.
 * @param file without it, nothing survives the process
 */
export function openTranscript(file: string | undefined): Transcript {
  const messages = new Map<string, ChatMessage>();
  const homes = new Map<string, Card>();
  const listeners = new Set<() => void>();
  let [aheadMs, last, changes] = [0, 0, 0];

  function apply(line: Line): void {
    if ("message" in line) {
      messages.set(line.message.id, line.message);
      last = Math.max(last, line.message.seq);
    } else if ("home" in line) homes.set(line.home, line.card);
    else aheadMs = line.aheadMs;
  }

  function append(line: Line): void {
    if (file) appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    apply(line);
    changes++;
    for (const listener of listeners) listener();
  }

  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    const lines = readLines(file);
    for (const line of lines.map(parseLine)) if (line) apply(line);
    // ends a line that was cut off, so that the next one is not added to it
    if (lines.at(-1)) appendFileSync(file, "\n");
  }

  return {
    nextSeq: () => ++last,
    save: (message) => append({ message }),
    find: (id) => messages.get(id),
    of: (place) =>
      [...messages.values()]
        .filter((message) => placeKey(message.place) === placeKey(place))
        .sort((a, b) => a.seq - b.seq),
    saveHome: (home, card) => append({ home, card }),
    homeOf: (person) => homes.get(person),
    saveAhead: (ms) => append({ aheadMs: ms }),
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
