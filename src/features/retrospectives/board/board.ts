/** Board of a retrospective as plain data, and the operations on it. */

import type { ConversationRef } from "../../../platform/conversation-ref.ts";

/** Phases in their order; `cancelled` can follow any other. */
export const boardPhases = [
  "opening",
  "collect",
  "group",
  "vote",
  "discuss",
  "decide",
  "closed",
  "cancelled",
] as const;

/** Phase of a retrospective. */
export type BoardPhase = (typeof boardPhases)[number];

/** Whether notes carry names: all of them, none, or as the author of each chooses. */
export const namingModes = ["named", "anonymous", "choice"] as const;

/** Whether notes have names. */
export type NamingMode = (typeof namingModes)[number];

/** States of an action that a retrospective proposed. */
export const retroActionStates = ["proposed", "kept", "done", "dropped"] as const;
type RetroActionState = (typeof retroActionStates)[number];

/** A column of the board as it was at the start; its template may change later. */
export interface BoardColumn {
  key: string;
  title: string;
  /** Hint on what belongs into the column. */
  hint: string;
}

/** Most actions that a retrospective keeps. */
export const maxKeptActions = 3;

/** Most characters of a note on the card; longer ones are kept whole. */
export const maxNoteCharacters = 500;
/** Number of writers below which an anonymous note may reveal its author by its subject. */
const minAnonymousWriters = 3;

/** Keyed digests of the origin of a note, so that it is written once. */
export interface NoteSource {
  /** Digest of the event's id. */
  event: string;
  /** Digest of the note's message. */
  message?: string | undefined;
  /** Whether the message was edited or deleted. */
  edited?: true | undefined;
}

/** Note before the reveal: stored encrypted, and given another id by the reveal. */
export interface SealedNote {
  id: string;
  column: string;
  text: string;
  /** Token of its author: see `note-encryption.ts`. */
  token: string;
  /** Its author, where the note is signed. */
  by?: string | undefined;
  /** Digest of its message. */
  message?: string | undefined;
  /** Whether it was added at the start, without an author. */
  brought?: true | undefined;
}

/** A person who takes part. */
export interface Participant {
  person: string;
  observer: boolean;
  /** Whether the person has finished the phase. */
  ready: boolean;
}

/** A note. */
export interface RetroNote {
  id: string;
  column: string;
  text: string;
  /** Its author, where the note is signed. */
  by: string | null;
  /** Id of its topic. */
  topic: string;
}

/** A topic: notes that belong together. */
export interface RetroTopic {
  id: string;
  /** Number by which people call it. */
  number: number;
  title: string | null;
  /** Votes as counted at the close. */
  votes: number;
  discussed: boolean;
  remarks: string[];
}

/** A vote for a topic. */
export interface RetroVote {
  person: string;
  /** Index of the vote among the person's: 0 to `voteBudget` - 1. */
  slot: number;
  /** Id of its topic. */
  topic: string;
}

/** An action that was proposed. */
export interface RetroAction {
  id: string;
  retrospective: string;
  /** Order of proposal, from 1. */
  rank: number;
  text: string;
  owner: string | null;
  /** ISO date. */
  due: string | null;
  state: RetroActionState;
  /** The later retrospective that looked at it last. */
  lookedAt: string | null;
}

export interface Board {
  id: string;
  workspace: string;
  template: string;
  title: string;
  columns: BoardColumn[];
  naming: NamingMode;
  phase: BoardPhase;
  /** Number of votes that each person has. */
  voteBudget: number;
  /** Minutes for each topic. */
  minutes: number;
  /** Conversation key of the channel that it belongs to. */
  home: string;
  /** Messages that show the board, by their outbox ids. */
  cards: { place: ConversationRef; id: string }[];
  /** Key of the conversation in which its jobs come due. */
  conversation: string;
  facilitator: string;
  /** Last action of the facilitator. */
  seenAt: Date;
  group: string | null;
  series: string | null;
  /** End of the collection. */
  deadline: Date | null;
  /** Number of people who have written, as of the last reveal. */
  writers: number;
  /** Id of the topic that is being discussed, and until when. */
  topic: string | null;
  until: Date | null;
  /** Suggested groups of topics that were turned down. */
  declined: string[];
  /** Page of the topics that is shown. */
  page: number;
  /** Facts that are shown at the opening: see `opening-facts.ts`. */
  brought: unknown;
  /** Summary by a model, if the facilitator accepted one. */
  summary: string | null;
  startedAt: Date;
  closedAt: Date | null;
  people: Participant[];
  /** Whether the sealed notes cannot be decrypted, which blocks all operations. */
  locked?: true | undefined;
  sealed: SealedNote[];
  /** Digests of the events and messages that brought notes. */
  handledEvents: string[];
  notes: RetroNote[];
  topics: RetroTopic[];
  votes: RetroVote[];
  /** Actions that were proposed here. */
  actions: RetroAction[];
  /** Actions of earlier retrospectives that were open at the start. */
  earlierActions: RetroAction[];
}

/** Operation of a person on a board; topics are named by number. */
export type BoardOperation =
  | { type: "join" }
  | { type: "observe" }
  | { type: "ready"; ready: boolean }
  | { type: "settle"; action: string; state: "done" | "kept" | "dropped" }
  | {
      type: "write";
      token: string;
      signed: boolean;
      add: { column: string; text: string }[];
      drop: string[];
      source?: NoteSource | undefined;
    }
  | { type: "go"; to: BoardPhase }
  | { type: "deadline"; at: Date | null }
  | { type: "remove"; note: string }
  | { type: "merge"; topics: number[]; title?: string | undefined }
  | { type: "split"; topic: number }
  | { type: "rename"; topic: number; title: string }
  | { type: "decline"; suggestion: string }
  /** Replaces all votes of a person: a topic's number for each; `undefined` names no topic. */
  | { type: "vote"; topics: number[] | undefined }
  /**
   * Opens the next topic, or `topic`. `from` is the one to leave, so that a repeated press has no
   * effect.
   */
  | { type: "turn"; topic?: number | undefined; from?: number | undefined }
  /** Extends the time of the topic. */
  | { type: "extend"; until: Date }
  | { type: "remark"; topic: number; text: string }
  | { type: "propose"; text: string; owner?: string | undefined; due?: string | undefined }
  | {
      type: "change";
      action: string;
      text?: string | undefined;
      owner?: string | undefined;
      due?: string | undefined;
    }
  | { type: "keep"; action: string }
  | { type: "let_go"; action: string }
  | { type: "facilitate"; person: string }
  | { type: "take_over" }
  | { type: "page"; page: number };

/** Actor of operations by jobs. */
export const boardSystemActor = "entwine";

/** Reason why an operation is refused; each has a sentence. */
export type BoardRefusal =
  | "over"
  | "observing"
  | "only_facilitator"
  | "not_now"
  | "empty"
  | "no_such_topic"
  | "no_such_note"
  | "no_such_action"
  | "no_vote"
  | "too_many_votes"
  | "three_kept"
  | "wants_owner_and_date"
  | "already_facilitating"
  | "facilitator_is_here";

/** The board after an operation, or the reason why it is refused. */
export type OperationResult = Board | BoardRefusal;

export const isBoardRefusal = (result: OperationResult): result is BoardRefusal =>
  typeof result === "string";

export interface OperationContext {
  by: string;
  now: Date;
  newId(): string;
  /** Returns the items in a random order that cannot be predicted or reconstructed. */
  shuffled<T>(items: readonly T[]): T[];
}

const phaseOrder: readonly BoardPhase[] = boardPhases.filter((phase) => phase !== "cancelled");

export const isBoardOver = (phase: BoardPhase): boolean =>
  phase === "closed" || phase === "cancelled";

/** Returns whether everybody can read the notes. */
export const areNotesRevealed = (phase: BoardPhase): boolean =>
  phase !== "cancelled" && phaseOrder.indexOf(phase) >= phaseOrder.indexOf("group");

/** Returns the next phase, or the one before. */
export const adjacentPhase = (phase: BoardPhase, step: 1 | -1): BoardPhase | undefined =>
  phaseOrder[phaseOrder.indexOf(phase) + step];

/**
 * Returns the time (ms) without an act of the facilitator after which anybody may take over: ten
 * minutes in a meeting, a day if the retrospective lasts for days.
 */
export const takeOverAfterMs = ({ deadline }: Pick<Board, "deadline">): number =>
  (deadline ? 24 * 60 : 10) * 60_000;

/**
 * Returns whether one person works alone, in direct messages: nobody joins, observes or takes over.
 */
export const isSoloBoard = ({ home }: Pick<Board, "home">): boolean => home.includes("/dm/");

/** Returns the tokens of people whose notes wait for the reveal. */
export const noteWriters = ({ sealed }: Pick<Board, "sealed">): Set<string> =>
  new Set(sealed.filter(({ brought }) => !brought).map(({ token }) => token));

/** Returns whether so few people have written that a reveal may give an author away. */
export function exposesAuthors(board: Board): boolean {
  const writers = noteWriters(board).size;
  return (
    !isSoloBoard(board) && board.naming !== "named" && writers > 0 && writers < minAnonymousWriters
  );
}

export const activeParticipants = ({ people }: Board): Participant[] =>
  people.filter(({ observer }) => !observer);

/**
 * Returns how many people take part at least: those who said so, or those who wrote without the
 * observers, since nobody can tell who of them wrote.
 */
export function participantCount(board: Board): number {
  const active = activeParticipants(board).length;
  const writers = Math.max(board.writers, noteWriters(board).size);
  return Math.max(active, writers - (board.people.length - active));
}

export const notesOfTopic = ({ notes }: Board, topic: Pick<RetroTopic, "id">): RetroNote[] =>
  notes.filter((note) => note.topic === topic.id);

export const votesOfPerson = ({ votes }: Board, person: string): RetroVote[] =>
  votes.filter((vote) => vote.person === person);

export const keptActions = ({ actions }: Board): RetroAction[] =>
  actions.filter(({ state }) => state !== "proposed");

/** Returns whether a close would keep none of the suggested actions. */
const keepsNoSuggestion = (board: Board): boolean =>
  board.actions.length > 0 && keptActions(board).length === 0;

/** Returns whether its facilitator is asked before a typed command closes the board. */
export const asksBeforeClose = (board: Board): boolean =>
  !isBoardOver(board.phase) && (board.phase !== "decide" || keepsNoSuggestion(board));

export const topicByNumber = ({ topics }: Board, number: number): RetroTopic | undefined =>
  topics.find((topic) => topic.number === number);

/** Returns the votes of a topic, counted now or, once the board is over, at the close. */
export const topicVoteCount = ({ votes, phase }: Board, topic: RetroTopic): number =>
  isBoardOver(phase)
    ? topic.votes
    : votes.reduce((sum, vote) => sum + (vote.topic === topic.id ? 1 : 0), 0);

/** Returns the topics in the order of the discussion: by votes, then by size, then by number. */
export function topicsByVotes(board: Board): RetroTopic[] {
  const weights = new Map(
    board.topics.map((topic) => [topic.id, { votes: topicVoteCount(board, topic), size: 0 }]),
  );
  for (const { topic } of board.notes) {
    const weight = weights.get(topic);
    if (weight) weight.size += 1;
  }
  const of = ({ id }: RetroTopic) => weights.get(id)!;
  return board.topics.toSorted(
    (a, b) => of(b).votes - of(a).votes || of(b).size - of(a).size || a.number - b.number,
  );
}
