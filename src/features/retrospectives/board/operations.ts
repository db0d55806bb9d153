/**
 * Operations on a board's notes (written and withdrawn by their authors, removed by the
 * facilitator), topics (merged, split, renamed, voted on) and actions (proposed by anybody, kept by
 * the facilitator).
 */

import {
  type Board,
  type BoardOperation,
  keptActions,
  maxKeptActions,
  maxNoteCharacters,
  notesOfTopic,
  type OperationContext,
  type OperationResult,
  type RetroAction,
  type RetroTopic,
  type RetroVote,
  type SealedNote,
  topicByNumber,
} from "./board.ts";

type WriteOperation = Extract<BoardOperation, { type: "write" }>;
type NoteOperation = Extract<BoardOperation, { type: "write" | "remove" }>;

/** Limit of remembered events; no platform redelivers an event after so many others. */
const maxHandledEvents = 1_000;

/** Applies an operation on notes. */
export function applyNoteOperation(
  board: Board,
  operation: NoteOperation,
  context: OperationContext,
): OperationResult {
  if (operation.type === "write") return write(board, operation, context);
  const removed = board.notes.find(({ id }) => id === operation.note);
  if (!removed) return "no_such_note";
  const notes = board.notes.filter((note) => note !== removed);
  if (notes.some(({ topic }) => topic === removed.topic)) return { ...board, notes };
  return {
    ...board,
    notes,
    topics: board.topics.filter(({ id }) => id !== removed.topic),
    votes: board.votes.filter(({ topic }) => topic !== removed.topic),
    ...(board.topic === removed.topic && { topic: null, until: null }),
  };
}

/** Returns whether an event was handled before, or its message came with another event. */
function isHandled({ sealed, handledEvents }: Board, { token, source }: WriteOperation): boolean {
  if (!source) return false;
  if (handledEvents.includes(source.event)) return true;
  if (!source.message || !handledEvents.includes(source.message)) return false;
  return (
    !source.edited ||
    !sealed.some((note) => note.token === token && note.message === source.message)
  );
}

/** Cuts a text without leaving half an emoji. */
const firstCharacters = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");

/** Removes notes that an author dropped and adds new ones. Sealed notes have no order. */
function write(
  board: Board,
  operation: WriteOperation,
  { by, newId, shuffled }: OperationContext,
): OperationResult {
  if (isHandled(board, operation)) return board;
  const { token, signed, add, drop, source } = operation;
  const message = source?.message;
  const isReplaced = (note: SealedNote): boolean =>
    drop.includes(note.id) || (message !== undefined && note.message === message);
  const remaining = board.sealed.filter((note) => note.token !== token || !isReplaced(note));
  const revealed = board.notes.map(({ column, text }) => ({ column, text }));
  const added: SealedNote[] = [];
  for (const { column, text: typed } of add) {
    const text = firstCharacters(typed.replace(/\s+/g, " ").trim(), maxNoteCharacters);
    const own = [...remaining, ...added].filter((note) => note.token === token);
    const isThere = [...own, ...(source ? revealed : [])].some(
      (note) => note.column === column && note.text === text,
    );
    if (!text || isThere || !board.columns.some(({ key }) => key === column)) continue;
    const isSigned = board.naming === "named" || (board.naming === "choice" && signed);
    added.push({
      id: newId(),
      column,
      text,
      token,
      by: isSigned ? by : undefined,
      message,
    });
  }
  if (
    add.length > 0 &&
    added.length === 0 &&
    drop.length === 0 &&
    add.every(({ text }) => !text.trim())
  )
    return "empty";
  const handledEvents = [
    ...board.handledEvents,
    ...(source ? [source.event, ...(message ? [message] : [])] : []),
  ].slice(-maxHandledEvents);
  return {
    ...board,
    sealed: shuffled([...remaining, ...added]),
    handledEvents: [...new Set(handledEvents)],
  };
}

type TopicOperation = Extract<
  BoardOperation,
  { type: "merge" | "split" | "rename" | "decline" | "vote" | "remark" }
>;

const maxTitleCharacters = 80;

const normaliseTitle = (text: string): string =>
  text.replace(/\s+/g, " ").trim().slice(0, maxTitleCharacters);

const updateTopic = (board: Board, id: string, changes: Partial<RetroTopic>): Board => ({
  ...board,
  topics: board.topics.map((topic) => (topic.id === id ? { ...topic, ...changes } : topic)),
});

/** Applies an operation on topics. */
export function applyTopicOperation(
  board: Board,
  operation: TopicOperation,
  { by, newId }: OperationContext,
): OperationResult {
  switch (operation.type) {
    case "merge":
      return merge(board, operation);
    case "split":
      return split(board, operation.topic, newId);
    case "rename": {
      const topic = topicByNumber(board, operation.topic);
      return topic
        ? updateTopic(board, topic.id, { title: normaliseTitle(operation.title) || null })
        : "no_such_topic";
    }
    case "decline":
      return { ...board, declined: [...new Set([...board.declined, operation.suggestion])] };
    case "remark": {
      const topic = topicByNumber(board, operation.topic);
      const words = operation.text.trim();
      if (!topic) return "no_such_topic";
      if (!words) return "empty";
      return topic.remarks.includes(words)
        ? board
        : updateTopic(board, topic.id, { remarks: [...topic.remarks, words] });
    }
    case "vote":
      return vote(board, by, operation.topics);
  }
}

/** Merges topics into the first one, with their notes, votes, remarks and titles. */
function merge(
  board: Board,
  { topics, title }: Extract<TopicOperation, { type: "merge" }>,
): OperationResult {
  const chosen = [...new Set(topics)].map((number) => topicByNumber(board, number));
  const [into, ...others] = chosen.filter((topic) => topic !== undefined);
  if (chosen.includes(undefined) || !into) return "no_such_topic";
  if (others.length === 0)
    return title === undefined
      ? "no_such_topic"
      : updateTopic(board, into.id, { title: normaliseTitle(title) || into.title });
  const gone = new Set(others.map(({ id }) => id));
  const moved = <T extends { topic: string }>(one: T): T =>
    gone.has(one.topic) ? { ...one, topic: into.id } : one;
  const merged: RetroTopic = {
    ...into,
    title:
      (title && normaliseTitle(title)) ||
      into.title ||
      others.find((other) => other.title)?.title ||
      null,
    discussed: into.discussed && others.every(({ discussed }) => discussed),
    remarks: [into, ...others].flatMap(({ remarks }) => remarks),
  };
  return {
    ...board,
    notes: board.notes.map(moved),
    votes: board.votes.map(moved),
    topic: board.topic && gone.has(board.topic) ? into.id : board.topic,
    topics: board.topics
      .filter(({ id }) => !gone.has(id))
      .map((topic) => (topic === into ? merged : topic)),
  };
}

/** Makes each note a topic of its own; the first one keeps the number, the votes and the remarks. */
function split(board: Board, number: number, newId: () => string): OperationResult {
  const topic = topicByNumber(board, number);
  if (!topic) return "no_such_topic";
  const [, ...others] = notesOfTopic(board, topic);
  let last = Math.max(...board.topics.map((one) => one.number));
  const newTopics = new Map(others.map((note) => [note.id, newId()]));
  return {
    ...board,
    notes: board.notes.map((note) => ({ ...note, topic: newTopics.get(note.id) ?? note.topic })),
    topics: [
      ...board.topics.map((one) => (one === topic ? { ...one, title: null } : one)),
      ...others.map((note) => ({
        id: newTopics.get(note.id)!,
        number: ++last,
        title: null,
        votes: 0,
        discussed: false,
        remarks: [],
      })),
    ],
  };
}

/** Replaces all votes of a person. */
function vote(
  board: Board,
  person: string,
  topics: readonly number[] | undefined,
): OperationResult {
  if (!topics) return "no_vote";
  if (topics.length > board.voteBudget) return "too_many_votes";
  const votes: RetroVote[] = [];
  for (const [slot, number] of topics.entries()) {
    const topic = topicByNumber(board, number);
    if (!topic) return "no_such_topic";
    votes.push({ person, slot, topic: topic.id });
  }
  return { ...board, votes: [...board.votes.filter((each) => each.person !== person), ...votes] };
}

type ActionOperation = Extract<
  BoardOperation,
  { type: "settle" | "propose" | "change" | "keep" | "let_go" }
>;

const updateAction = (board: Board, id: string, changes: Partial<RetroAction>): Board => ({
  ...board,
  actions: board.actions.map((action) => (action.id === id ? { ...action, ...changes } : action)),
});

/** Applies an operation on actions. */
export function applyActionOperation(
  board: Board,
  operation: ActionOperation,
  { newId }: OperationContext,
): OperationResult {
  if (operation.type === "propose") return propose(board, operation, newId);
  const { action: id } = operation;
  if (operation.type === "settle") {
    if (!board.earlierActions.some((action) => action.id === id)) return "no_such_action";
    return {
      ...board,
      earlierActions: board.earlierActions.map((action) =>
        action.id === id ? { ...action, state: operation.state, lookedAt: board.id } : action,
      ),
    };
  }
  const action = board.actions.find((each) => each.id === id);
  if (!action) return "no_such_action";
  switch (operation.type) {
    case "change":
      return updateAction(board, id, {
        text: operation.text?.trim() || action.text,
        owner: operation.owner || action.owner,
        due: operation.due || action.due,
      });
    case "keep":
      if (action.state === "kept") return board;
      if (keptActions(board).length >= maxKeptActions) return "three_kept";
      return action.owner && action.due
        ? updateAction(board, id, { state: "kept" })
        : "wants_owner_and_date";
    case "let_go":
      return updateAction(board, id, { state: "proposed" });
  }
}

/** Adds a proposal; the same text is proposed once. */
function propose(
  board: Board,
  operation: Extract<ActionOperation, { type: "propose" }>,
  newId: () => string,
): OperationResult {
  const text = operation.text.trim();
  if (!text) return "empty";
  if (board.actions.some((action) => action.text === text)) return board;
  const action: RetroAction = {
    id: newId(),
    retrospective: board.id,
    rank: board.actions.length + 1,
    text,
    owner: operation.owner ?? null,
    due: operation.due ?? null,
    state: "proposed",
    lookedAt: null,
  };
  return { ...board, actions: [...board.actions, action] };
}
