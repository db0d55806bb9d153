/** Topics are put together, taken apart, named, voted on and talked about. */
import {
  type Board,
  type BoardOperation,
  notesOfTopic,
  type OperationContext,
  type RetroTopic,
  type RetroVote,
  topicByNumber,
  votesOfPerson,
} from "./board.ts";
import type { OperationResult } from "./machine.ts";

type TopicAct = Extract<
  BoardOperation,
  { act: "merge" | "split" | "rename" | "decline" | "dots" | "ballot" | "remark" }
>;

/** Characters of a topic's name. */
const titleLength = 80;

const named = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, titleLength);

const changed = (board: Board, id: string, to: Partial<RetroTopic>): Board => ({
  ...board,
  topics: board.topics.map((topic) => (topic.id === id ? { ...topic, ...to } : topic)),
});

export function applyTopicOperation(
  board: Board,
  act: TopicAct,
  { by, newId }: OperationContext,
): OperationResult {
  switch (act.act) {
    case "merge":
      return merge(board, act);
    case "split":
      return split(board, act.topic, newId);
    case "rename": {
      const topic = topicByNumber(board, act.topic);
      return topic
        ? changed(board, topic.id, { title: named(act.title) || null })
        : "no_such_topic";
    }
    case "decline":
      return { ...board, declined: [...new Set([...board.declined, act.suggestion])] };
    case "remark": {
      const topic = topicByNumber(board, act.topic);
      const words = act.text.trim();
      if (!topic) return "no_such_topic";
      if (!words) return "empty";
      return topic.remarks.includes(words)
        ? board
        : changed(board, topic.id, { remarks: [...topic.remarks, words] });
    }
    case "dots": {
      const others = numbers(board, by).filter((number) => number !== act.topic);
      return ballot(board, by, [
        ...others,
        ...Array<number>(Math.max(0, act.count)).fill(act.topic),
      ]);
    }
    case "ballot":
      return ballot(board, by, act.topics);
  }
}

/** Their notes go to the first one, and their votes, remarks and names with them. */
function merge(
  board: Board,
  { topics, title }: Extract<TopicAct, { act: "merge" }>,
): OperationResult {
  const chosen = [...new Set(topics)].map((number) => topicByNumber(board, number));
  const [into, ...others] = chosen.filter((topic) => topic !== undefined);
  if (chosen.includes(undefined) || !into) return "no_such_topic";
  if (others.length === 0)
    return title === undefined
      ? "no_such_topic"
      : changed(board, into.id, { title: named(title) || into.title });
  const gone = new Set(others.map(({ id }) => id));
  const moved = <T extends { topic: string }>(one: T): T =>
    gone.has(one.topic) ? { ...one, topic: into.id } : one;
  const merged: RetroTopic = {
    ...into,
    title:
      (title && named(title)) || into.title || others.find((other) => other.title)?.title || null,
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

/**
 * Every note is a topic of its own again; the first keeps the number, the votes and what was noted.
 */
function split(board: Board, number: number, newId: () => string): OperationResult {
  const topic = topicByNumber(board, number);
  if (!topic) return "no_such_topic";
  const [, ...others] = notesOfTopic(board, topic);
  let last = Math.max(...board.topics.map((one) => one.number));
  const own = new Map(others.map((note) => [note.id, newId()]));
  return {
    ...board,
    notes: board.notes.map((note) => ({ ...note, topic: own.get(note.id) ?? note.topic })),
    topics: [
      ...board.topics.map((one) => (one === topic ? { ...one, title: null } : one)),
      ...others.map((note) => ({
        id: own.get(note.id)!,
        number: ++last,
        title: null,
        votes: 0,
        discussed: false,
        remarks: [],
      })),
    ],
  };
}

const numbers = (board: Board, person: string): number[] =>
  votesOfPerson(board, person).flatMap(
    (vote) => board.topics.find(({ id }) => id === vote.topic)?.number ?? [],
  );

/** Somebody's dots are these, from the first to the last of the budget. */
function ballot(board: Board, person: string, topics: readonly number[]): OperationResult {
  if (topics.length > board.budget) return "too_many_votes";
  const dots: RetroVote[] = [];
  for (const [dot, number] of topics.entries()) {
    const topic = topicByNumber(board, number);
    if (!topic) return "no_such_topic";
    dots.push({ person, dot, topic: topic.id });
  }
  return { ...board, votes: [...board.votes.filter((vote) => vote.person !== person), ...dots] };
}
