/** Operations on topics: merged, split, renamed, voted on and remarked. */
import {
  type Board,
  type BoardOperation,
  notesOfTopic,
  type OperationContext,
  type OperationResult,
  type RetroTopic,
  type RetroVote,
  topicByNumber,
} from "./board.ts";

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
function vote(board: Board, person: string, topics: readonly number[]): OperationResult {
  if (topics.length > board.voteBudget) return "too_many_votes";
  const votes: RetroVote[] = [];
  for (const [slot, number] of topics.entries()) {
    const topic = topicByNumber(board, number);
    if (!topic) return "no_such_topic";
    votes.push({ person, slot, topic: topic.id });
  }
  return { ...board, votes: [...board.votes.filter((each) => each.person !== person), ...votes] };
}
