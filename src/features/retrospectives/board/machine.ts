/**
 * The machine of a retrospective: what may be done by whom in which phase, and how the board is
 * after it. Pure; whatever is refused leaves the board as it was, and no step forwards or back
 * loses anything.
 */
import { applyActionOperation } from "./action-operations.ts";
import {
  areNotesRevealed,
  type Board,
  type BoardOperation,
  type BoardPhase,
  type BoardRefusal,
  boardSystemActor,
  isBoardOver,
  noteWriters,
  type OperationContext,
  phaseOrder,
  type RetroTopic,
  takeOverAfterMs,
  topicByNumber,
  topicsByVotes,
  topicVoteCount,
} from "./board.ts";
import { applyNoteOperation } from "./note-operations.ts";
import { decodeTopicGroup, encodeTopicGroup } from "./topic-clustering.ts";
import { applyTopicOperation } from "./topic-operations.ts";

export type OperationResult = Board | BoardRefusal;
export const isBoardRefusal = (result: OperationResult): result is BoardRefusal =>
  typeof result === "string";

/** What only the facilitator does. */
const guarded = new Set<BoardOperation["act"]>([
  "go",
  "deadline",
  "remove",
  "merge",
  "split",
  "rename",
  "decline",
  "turn",
  "extend",
  "keep",
  "let_go",
  "facilitate",
]);

/** When each can be done; what is not here can be done at any time until it is over. */
const during: Partial<Record<BoardOperation["act"], readonly BoardPhase[]>> = {
  write: ["opening", "collect"],
  deadline: ["opening", "collect"],
  merge: ["group", "vote", "discuss"],
  split: ["group", "vote", "discuss"],
  decline: ["group"],
  dots: ["vote"],
  ballot: ["vote"],
  turn: ["discuss"],
  extend: ["discuss"],
  keep: ["discuss", "decide"],
  let_go: ["discuss", "decide"],
};

/** A topic's time ends this side of tomorrow, whatever a button says. */
const isSoon = (until: Date, now: Date): boolean =>
  until > now && until.getTime() - now.getTime() < 86_400_000;

const withPerson = (board: Board, person: string): Board =>
  board.people.some((one) => one.person === person)
    ? board
    : { ...board, people: [...board.people, { person, observer: false, ready: false }] };

const changed = (board: Board, person: string, to: Partial<Board["people"][number]>): Board => ({
  ...board,
  people: board.people.map((one) => (one.person === person ? { ...one, ...to } : one)),
});

/** The board after `act`, or why it stays as it is. */
export function applyBoardOperation(
  board: Board,
  act: BoardOperation,
  context: OperationContext,
): OperationResult {
  const { by, now } = context;
  if (isBoardOver(board.phase) && act.act !== "page") return "over";
  if (act.act === "page") return { ...board, page: Math.max(0, act.page) };
  if (act.act === "observe")
    return changed(withPerson(board, by), by, { observer: true, ready: false });
  if (act.act === "take_over") return takeOver(board, context);
  const observing = board.people.some(({ person, observer }) => person === by && observer);
  if (observing && act.act !== "join") return "observing";
  if (guarded.has(act.act) && by !== board.facilitator && by !== boardSystemActor)
    return "only_facilitator";
  if (during[act.act] && !during[act.act]!.includes(board.phase)) return "not_now";
  // writing leaves no other trace: neither a participant nor a time
  if (act.act === "write") return applyNoteOperation(board, act, context);
  const there = by === boardSystemActor ? board : withPerson(board, by);
  const seen = by === board.facilitator ? { ...there, seenAt: now } : there;
  return perform(seen, act, context);
}

function perform(board: Board, act: BoardOperation, context: OperationContext): OperationResult {
  const { by } = context;
  switch (act.act) {
    case "join":
      return changed(board, by, { observer: false });
    case "ready":
      return changed(board, by, { ready: act.ready });
    case "go":
      return go(board, act.to, context);
    case "deadline":
      return { ...board, deadline: act.at };
    case "facilitate":
      return act.person === board.facilitator
        ? "already_facilitating"
        : { ...withPerson(board, act.person), facilitator: act.person, seenAt: context.now };
    case "turn":
      return turn(board, act, context);
    case "extend":
      return {
        ...board,
        until: isSoon(act.until, context.now)
          ? act.until
          : new Date(context.now.getTime() + board.minutes * 60_000),
      };
    case "remove":
      return applyNoteOperation(board, act, context);
    case "merge":
    case "split":
    case "rename":
    case "decline":
    case "dots":
    case "ballot":
    case "remark":
      return applyTopicOperation(board, act, context);
    case "settle":
    case "propose":
    case "change":
    case "keep":
    case "let_go":
      return applyActionOperation(board, act, context);
    default:
      return board;
  }
}

/**
 * Whoever asks gets it where the facilitator has not been seen for a while; else the facilitator is
 * asked.
 */
function takeOver(board: Board, { by, now }: OperationContext): OperationResult {
  if (by === board.facilitator) return "already_facilitating";
  if (now.getTime() - board.seenAt.getTime() < takeOverAfterMs(board)) return "facilitator_is_here";
  return {
    ...changed(withPerson(board, by), by, { observer: false }),
    facilitator: by,
    seenAt: now,
  };
}

/**
 * To any phase of the way, forwards or back. What leaves the collecting is revealed, and can be
 * added to later; the close counts the votes and drops the ballots.
 */
function go(board: Board, to: BoardPhase, context: OperationContext): OperationResult {
  if (to === board.phase) return board;
  const arrived: Board = {
    ...board,
    phase: to,
    page: 0,
    people: board.people.map((one) => ({ ...one, ready: false })),
  };
  if (to === "cancelled")
    return {
      ...arrived,
      sealed: [],
      heard: [],
      votes: [],
      deadline: null,
      topic: null,
      until: null,
      closedAt: context.now,
    };
  const open = areNotesRevealed(to) ? reveal(arrived, context) : arrived;
  if (to === "closed")
    return {
      ...open,
      topics: open.topics.map((topic) => ({ ...topic, votes: topicVoteCount(board, topic) })),
      ...over(context),
    };
  if (to !== "discuss") return { ...open, topic: null, until: null };
  return turn(open, {}, context);
}

const over = ({ now }: OperationContext) => ({
  votes: [],
  topic: null,
  until: null,
  closedAt: now,
});

/**
 * All at once: each note with a new id, and a topic of its own.
 * With each reveal all topics are numbered anew and all notes come in a new order, so that neither
 * tells what was written later than the rest.
 */
function reveal(board: Board, { newId, shuffled }: OperationContext): Board {
  const closed = { ...board, sealed: [], heard: [], deadline: null };
  if (board.sealed.length === 0) return closed;
  const fresh = board.sealed.map(({ column, text, by }) => {
    const topic = newId();
    return {
      note: { id: newId(), column, text, by: by ?? null, topic },
      topic: { id: topic, number: 0, title: null, votes: 0, discussed: false, remarks: [] },
    };
  });
  const topics = shuffled([...board.topics, ...fresh.map(({ topic }) => topic)]).map(
    (topic, index) => ({ ...topic, number: index + 1 }),
  );
  return {
    ...closed,
    writers: Math.max(board.writers, noteWriters(board).size),
    notes: shuffled([...board.notes, ...fresh.map(({ note }) => note)]),
    topics,
    declined: renumbered(board, topics),
  };
}

/** Suggestions that were turned down, by their topics' new numbers. */
function renumbered({ declined, topics }: Board, now: readonly RetroTopic[]): string[] {
  const ids = new Map(topics.map(({ id, number }) => [number, id]));
  const numbers = new Map(now.map(({ id, number }) => [id, number]));
  const moved = declined.map((suggestion) =>
    decodeTopicGroup(suggestion).flatMap((number) => numbers.get(ids.get(number) ?? "") ?? []),
  );
  return moved.filter((group) => group.length > 1).map(encodeTopicGroup);
}

/**
 * The next topic that was not talked about, by votes; or the one that is named. Said twice of the
 * same topic, it turns once.
 */
function turn(
  board: Board,
  { topic: number, from }: { topic?: number; from?: number },
  { now }: OperationContext,
): OperationResult {
  if (from !== undefined && topicByNumber(board, from)?.id !== board.topic) return board;
  const before: Board = {
    ...board,
    topics: board.topics.map((topic) =>
      topic.id === board.topic ? { ...topic, discussed: true } : topic,
    ),
  };
  const next =
    number === undefined
      ? topicsByVotes(before).find(({ discussed }) => !discussed)
      : topicByNumber(before, number);
  if (number !== undefined && !next) return "no_such_topic";
  return {
    ...before,
    topic: next?.id ?? null,
    until: next ? new Date(now.getTime() + board.minutes * 60_000) : null,
  };
}

/** The phase after this one on the way, or before it. */
export function adjacentPhase(phase: BoardPhase, step: 1 | -1): BoardPhase | undefined {
  return phaseOrder[phaseOrder.indexOf(phase) + step];
}
