/**
 * The board of a retrospective as it is at one moment, and what can be done with it. Plain data;
 * the machine turns one board into the next.
 */
import type { Tables } from "../../../storage/schema.ts";
import type { NoteSource } from "../actions.ts";
import { retroPhases } from "../tables.ts";

type Row = Tables["retrospectives"]["$inferSelect"];

export type BoardPhase = Row["phase"];
export type NamingMode = Row["naming"];

/** The phases that a retrospective goes through, in order; `cancelled` lies beside the way. */
export const phaseOrder = retroPhases.slice(0, -1) as readonly BoardPhase[];
export const isBoardOver = (phase: BoardPhase): boolean =>
  phase === "closed" || phase === "cancelled";
/** From here on everybody can read the notes. */
export const areNotesRevealed = (phase: BoardPhase): boolean =>
  phase !== "cancelled" && phaseOrder.indexOf(phase) >= phaseOrder.indexOf("group");

/** So many actions come out of one retrospective at most: more are not done. */
export const maxKeptActions = 3;
/** A note is a thought, not an essay. Characters. */
export const maxNoteCharacters = 500;

/**
 * A note before the reveal. It is in the database inside the sealed box alone, and gets another id
 * when it leaves it.
 */
export interface SealedNote {
  id: string;
  column: string;
  text: string;
  /** Known again by its author's token and by nobody else: see `seal.ts`. */
  token: string;
  /** Its author, where it is signed. */
  by?: string;
  /** Keyed digest of the message that it is, where it was written in one. */
  message?: string;
  /** Was there from the beginning, and nobody's. */
  brought?: true;
}

type Of<T extends keyof Tables> = Tables[T]["$inferSelect"];
export type Participant = Omit<Of<"retroPeople">, "retrospective">;
export type RetroNote = Omit<Of<"retroNotes">, "retrospective">;
export type RetroTopic = Omit<Of<"retroTopics">, "retrospective">;
export type RetroVote = Omit<Of<"retroVotes">, "retrospective">;
export type RetroAction = Omit<Of<"retroActions">, "workspace" | "home">;

export interface Board extends Omit<Row, "box"> {
  people: Participant[];
  /** The box does not open with the key at hand: nothing is done until it does. */
  locked?: true;
  sealed: SealedNote[];
  /** Keyed digests of the events and messages that brought notes. */
  heard?: string[];
  notes: RetroNote[];
  topics: RetroTopic[];
  votes: RetroVote[];
  /** Proposed and kept here. */
  actions: RetroAction[];
  /**
   * Kept by earlier retrospectives of the same home and open when this one began, or settled by it.
   */
  old: RetroAction[];
}

/** What somebody does with a board. Topics go by their numbers. */
export type BoardOperation =
  | { act: "join" }
  | { act: "observe" }
  | { act: "ready"; ready: boolean }
  | { act: "settle"; action: string; state: "done" | "kept" | "dropped" }
  | {
      act: "write";
      token: string;
      signed: boolean;
      add: { column: string; text: string }[];
      drop: string[];
      source?: NoteSource;
    }
  | { act: "go"; to: BoardPhase }
  | { act: "deadline"; at: Date | null }
  | { act: "remove"; note: string }
  | { act: "merge"; topics: number[]; title?: string }
  | { act: "split"; topic: number }
  | { act: "rename"; topic: number; title: string }
  | { act: "decline"; suggestion: string }
  /** All of somebody's dots: a topic's number for each. */
  | { act: "ballot"; topics: number[] }
  /** So many of somebody's dots on one topic. */
  | { act: "dots"; topic: number; count: number }
  | { act: "turn"; topic?: number; from?: number }
  /** The topic may take until then. */
  | { act: "extend"; until: Date }
  | { act: "remark"; topic: number; text: string }
  | { act: "propose"; text: string; owner?: string; due?: string }
  | { act: "change"; action: string; text?: string; owner?: string; due?: string }
  | { act: "keep"; action: string }
  | { act: "let_go"; action: string }
  | { act: "facilitate"; person: string }
  | { act: "take_over" }
  | { act: "page"; page: number };

/** Who acts when a time has come. */
export const boardSystemActor = "entwine";

/** Why something is not done; each has a sentence. */
export type BoardRefusal =
  | "over"
  | "observing"
  | "only_facilitator"
  | "not_now"
  | "empty"
  | "no_such_topic"
  | "no_such_note"
  | "no_such_action"
  | "too_many_votes"
  | "three_kept"
  | "wants_owner_and_date"
  | "already_facilitating"
  | "facilitator_is_here";

export interface OperationContext {
  by: string;
  now: Date;
  newId(): string;
  /** Some order that nobody can foresee or reconstruct. */
  shuffled<T>(all: readonly T[]): T[];
}

/**
 * After so long without a sign of the facilitator anybody may take over, in milliseconds: ten
 * minutes where people sit together, a working day where it goes on for days.
 */
export const takeOverAfterMs = ({ deadline }: Pick<Board, "deadline">): number =>
  (deadline ? 24 * 60 : 10) * 60_000;

/** Whether one person works alone, in direct messages: nobody joins, observes or takes over. */
export const isSoloBoard = ({ home }: Pick<Board, "home">): boolean => home.includes("/dm/");

/** Tokens of those whose notes wait for the reveal. */
export const noteWriters = ({ sealed }: Pick<Board, "sealed">): Set<string> =>
  new Set(sealed.filter(({ brought }) => !brought).map(({ token }) => token));

/** Fewer than this many, and an anonymous note may give its author away by its subject alone. */
const minAnonymousWriters = 3;

/** Whether so few people have written that a reveal may give an author away. */
export function exposesAuthors(board: Board): boolean {
  const writers = noteWriters(board).size;
  return (
    !isSoloBoard(board) && board.naming !== "named" && writers > 0 && writers < minAnonymousWriters
  );
}

export const activeParticipants = ({ people }: Board): Participant[] =>
  people.filter(({ observer }) => !observer);
/** How many take part: people who only wrote are not among the participants. */
export const participantCount = (board: Board): number =>
  Math.max(activeParticipants(board).length, board.writers, noteWriters(board).size);
export const notesOfTopic = ({ notes }: Board, topic: Pick<RetroTopic, "id">): RetroNote[] =>
  notes.filter((note) => note.topic === topic.id);
export const votesOfPerson = ({ votes }: Board, person: string): RetroVote[] =>
  votes.filter((vote) => vote.person === person);
export const keptActions = ({ actions }: Board): RetroAction[] =>
  actions.filter(({ state }) => state !== "proposed");
export const topicByNumber = ({ topics }: Board, number: number): RetroTopic | undefined =>
  topics.find((topic) => topic.number === number);

/** Votes of a topic: counted while there are ballots, and as they were counted after that. */
export const topicVoteCount = ({ votes, phase }: Board, topic: RetroTopic): number =>
  isBoardOver(phase)
    ? topic.votes
    : votes.reduce((sum, vote) => sum + (vote.topic === topic.id ? 1 : 0), 0);

/** In the order in which they are talked about: by votes, then by size, then by number. */
export function topicsByVotes(board: Board): RetroTopic[] {
  const weight = new Map(
    board.topics.map((topic) => [topic.id, { votes: topicVoteCount(board, topic), size: 0 }]),
  );
  for (const { topic } of board.notes) {
    const own = weight.get(topic);
    if (own) own.size += 1;
  }
  const of = ({ id }: RetroTopic) => weight.get(id)!;
  return board.topics.toSorted(
    (a, b) => of(b).votes - of(a).votes || of(b).size - of(a).size || a.number - b.number,
  );
}
