/**
 * State machine of a retrospective: which operations are allowed to whom in which phase, and the
 * resulting board. Pure. A refused operation changes nothing, and no change of phase loses data.
 */
import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import {
  areNotesRevealed,
  type Board,
  type BoardOperation,
  type BoardPhase,
  boardSystemActor,
  isBoardOver,
  noteWriters,
  type OperationContext,
  type OperationResult,
  type RetroTopic,
  takeOverAfterMs,
  topicByNumber,
  topicsByVotes,
  topicVoteCount,
} from "./board.ts";
import { applyActionOperation, applyNoteOperation, applyTopicOperation } from "./operations.ts";
import { decodeTopicGroup, encodeTopicGroup } from "./topic-clustering.ts";

/** Operations of the facilitator. */
const facilitatorOperations = new Set<BoardOperation["type"]>([
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

/** Phases in which an operation is possible; others are possible until the board is over. */
const allowedPhases: Partial<Record<BoardOperation["type"], readonly BoardPhase[]>> = {
  write: ["opening", "collect"],
  deadline: ["opening", "collect"],
  merge: ["group", "vote", "discuss"],
  split: ["group", "vote", "discuss"],
  decline: ["group"],
  vote: ["vote"],
  turn: ["discuss"],
  extend: ["discuss"],
  keep: ["discuss", "decide"],
  let_go: ["discuss", "decide"],
};

/** Limit (ms) of a topic's time, since its end comes from a button. */
const maxTopicMs = dayMs;

const isPossibleEnd = (until: Date, now: Date): boolean =>
  until > now && until.getTime() - now.getTime() < maxTopicMs;

const addParticipant = (board: Board, person: string): Board =>
  board.people.some((one) => one.person === person)
    ? board
    : { ...board, people: [...board.people, { person, observer: false, ready: false }] };

const updateParticipant = (
  board: Board,
  person: string,
  changes: Partial<Board["people"][number]>,
): Board => ({
  ...board,
  people: board.people.map((one) => (one.person === person ? { ...one, ...changes } : one)),
});

/** Returns the board after an operation, or the reason why it is refused. */
export function applyBoardOperation(
  board: Board,
  operation: BoardOperation,
  context: OperationContext,
): OperationResult {
  const { by, now } = context;
  if (isBoardOver(board.phase) && operation.type !== "page") return "over";
  if (operation.type === "page") return { ...board, page: Math.max(0, operation.page) };
  if (operation.type === "observe")
    return updateParticipant(addParticipant(board, by), by, { observer: true, ready: false });
  if (operation.type === "take_over") return takeOver(board, context);
  const observing = board.people.some(({ person, observer }) => person === by && observer);
  if (observing && operation.type !== "join") return "observing";
  if (
    facilitatorOperations.has(operation.type) &&
    by !== board.facilitator &&
    by !== boardSystemActor
  )
    return "only_facilitator";
  if (allowedPhases[operation.type]?.includes(board.phase) === false) return "not_now";
  // Writing leaves no other trace: neither a participant nor a time.
  if (operation.type === "write") return applyNoteOperation(board, operation, context);
  const joined = by === boardSystemActor ? board : addParticipant(board, by);
  const seen = by === board.facilitator ? { ...joined, seenAt: now } : joined;
  return perform(seen, operation, context);
}

function perform(
  board: Board,
  operation: BoardOperation,
  context: OperationContext,
): OperationResult {
  const { by } = context;
  switch (operation.type) {
    case "join":
      return updateParticipant(board, by, { observer: false });
    case "ready":
      return updateParticipant(board, by, { ready: operation.ready });
    case "go":
      return go(board, operation.to, context);
    case "deadline":
      return { ...board, deadline: operation.at };
    case "facilitate":
      return operation.person === board.facilitator
        ? "already_facilitating"
        : {
            ...addParticipant(board, operation.person),
            facilitator: operation.person,
            seenAt: context.now,
          };
    case "turn":
      return turn(board, operation, context);
    case "extend":
      return {
        ...board,
        until: isPossibleEnd(operation.until, context.now)
          ? operation.until
          : new Date(context.now.getTime() + board.minutes * 60_000),
      };
    case "remove":
      return applyNoteOperation(board, operation, context);
    case "merge":
    case "split":
    case "rename":
    case "decline":
    case "vote":
    case "remark":
      return applyTopicOperation(board, operation, context);
    case "settle":
    case "propose":
    case "change":
    case "keep":
    case "let_go":
      return applyActionOperation(board, operation, context);
    default:
      return board;
  }
}

/** Makes a person the facilitator, if the present one has not acted for a while. */
function takeOver(board: Board, { by, now }: OperationContext): OperationResult {
  if (by === board.facilitator) return "already_facilitating";
  if (now.getTime() - board.seenAt.getTime() < takeOverAfterMs(board)) return "facilitator_is_here";
  return {
    ...updateParticipant(addParticipant(board, by), by, { observer: false }),
    facilitator: by,
    seenAt: now,
  };
}

/**
 * Moves to any phase. Leaving the collection reveals the notes; later ones can still be added. The
 * close counts the votes and deletes them.
 */
function go(board: Board, to: BoardPhase, context: OperationContext): OperationResult {
  if (to === board.phase) return board;
  const moved: Board = {
    ...board,
    phase: to,
    page: 0,
    people: board.people.map((one) => ({ ...one, ready: false })),
  };
  if (to === "cancelled")
    return {
      ...moved,
      sealed: [],
      handledEvents: [],
      votes: [],
      deadline: null,
      topic: null,
      until: null,
      closedAt: context.now,
    };
  const next = areNotesRevealed(to) ? reveal(moved, context) : moved;
  if (to === "closed")
    return {
      ...next,
      topics: next.topics.map((topic) => ({ ...topic, votes: topicVoteCount(board, topic) })),
      votes: [],
      topic: null,
      until: null,
      closedAt: context.now,
    };
  if (to !== "discuss") return { ...next, topic: null, until: null };
  return turn(next, {}, context);
}

/**
 * Reveals all encrypted notes, each with a new id and its own topic. Every reveal renumbers all
 * topics and reorders all notes, so that late ones cannot be distinguished.
 */
function reveal(board: Board, { newId, shuffled }: OperationContext): Board {
  const opened = { ...board, sealed: [], handledEvents: [], deadline: null };
  if (board.sealed.length === 0) return opened;
  const revealed = board.sealed.map(({ column, text, by }) => {
    const topic = newId();
    return {
      note: { id: newId(), column, text, by: by ?? null, topic },
      topic: { id: topic, number: 0, title: null, votes: 0, discussed: false, remarks: [] },
    };
  });
  const topics = shuffled([...board.topics, ...revealed.map(({ topic }) => topic)]).map(
    (topic, index) => ({ ...topic, number: index + 1 }),
  );
  return {
    ...opened,
    writers: Math.max(board.writers, noteWriters(board).size),
    notes: shuffled([...board.notes, ...revealed.map(({ note }) => note)]),
    topics,
    declined: renumberSuggestions(board, topics),
  };
}

/** Returns the declined suggestions by the new numbers of their topics. */
function renumberSuggestions({ declined, topics }: Board, now: readonly RetroTopic[]): string[] {
  const ids = new Map(topics.map(({ id, number }) => [number, id]));
  const numbers = new Map(now.map(({ id, number }) => [id, number]));
  const moved = declined.map((suggestion) =>
    decodeTopicGroup(suggestion).flatMap((number) => numbers.get(ids.get(number) ?? "") ?? []),
  );
  return moved.filter((group) => group.length > 1).map(encodeTopicGroup);
}

/**
 * Opens the topic with most votes that was not discussed, or the one given. Leaves a topic once,
 * however often its button is pressed.
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
