/**
 * Summary of a retrospective as Markdown, CSV or JSON, at any time after the reveal. Anonymous
 * notes have no author here either.
 */

import { toCsv } from "../../../lib/csv.ts";
import { utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import { escapeMarkdown } from "../../../lib/markdown.ts";
import { type Card, type CardElement, noteElement, textElement } from "../../../platform/card.ts";
import {
  notesOfTopic,
  type RetroAction,
  type RetroNote,
  type RetroTopic,
  topicsByVotes,
  topicVoteCount,
} from "../board/board.ts";
import { type BoardView, retroTopicTitle } from "./board-view.ts";

/** Formats in which a summary can be downloaded. */
export const summaryFormats = ["md", "csv", "json"] as const;

/** Format of a summary. */
export type SummaryFormat = (typeof summaryFormats)[number];

/** A view with plain names. */
interface SummaryView extends BoardView {
  name(person: string): string;
}

/** Returns the votes of a topic, which are hidden while people vote. */
const votesShown = ({ board }: BoardView, topic: RetroTopic): number | undefined =>
  board.phase === "group" || board.phase === "vote" ? undefined : topicVoteCount(board, topic);

const orderedTopics = ({ board }: BoardView): RetroTopic[] =>
  board.phase === "group" || board.phase === "vote" ? board.topics : topicsByVotes(board);

function markdown(view: SummaryView): string {
  const { board, words, name } = view;
  const label = (key: string, values?: Record<string, string | number>) =>
    words.plain(`retro.${key}`, values);
  const columns = new Map(board.columns.map(({ key, title }) => [key, title]));
  const noteLine = ({ column, text, by }: RetroNote, isTitle: boolean): string =>
    `- ${escapeMarkdown(columns.get(column) ?? column)}${isTitle ? "" : `: ${escapeMarkdown(text)}`}${by ? ` (${escapeMarkdown(name(by))})` : ""}`;
  const topicPart = (topic: RetroTopic): string => {
    const votes = votesShown(view, topic);
    const voteCount = votes === undefined ? "" : ` (${label("topic.votes", { votes })})`;
    const remarks = topic.remarks.map(
      (text) => `- _${label("md.remarks", { text: escapeMarkdown(text) })}_`,
    );
    const title = retroTopicTitle(board, topic);
    return [
      `### ${topic.number}. ${escapeMarkdown(title)}${voteCount}`,
      "",
      ...notesOfTopic(board, topic).map((note) => noteLine(note, note.text === title)),
      ...remarks,
    ].join("\n");
  };
  const actionLine = ({ text, owner, due, state }: RetroAction): string =>
    `- [${state === "done" ? "x" : " "}] ${state === "dropped" ? `~~${escapeMarkdown(text)}~~` : escapeMarkdown(text)}${owner ? `, ${escapeMarkdown(name(owner))}` : ""}${due ? `, ${due}` : ""}`;
  const part = (title: string, lines: string[]): string[] =>
    lines.length > 0 ? [`## ${label(title)}`, lines.join("\n")] : [];
  const day = utcDateAt(board.closedAt ?? board.startedAt);
  return [
    `# ${escapeMarkdown(label("board.title", { title: board.title }))}, ${day}`,
    `${label("fact.facilitator")}: ${escapeMarkdown(name(board.facilitator))}\n${label(`naming.${board.naming}`)}`,
    ...(board.summary ? [escapeMarkdown(board.summary)] : []),
    ...part("md.topics", [orderedTopics(view).map(topicPart).join("\n\n")].filter(Boolean)),
    ...part(
      "md.actions",
      board.actions.filter(({ state }) => state !== "proposed").map(actionLine),
    ),
    ...part(
      "closed.proposed",
      board.actions.filter(({ state }) => state === "proposed").map(actionLine),
    ),
    ...part("md.old", board.earlierActions.map(actionLine)),
  ].join("\n\n");
}

function csv(view: SummaryView): string {
  const { board, name } = view;
  const titles = new Map(board.columns.map(({ key, title }) => [key, title]));
  const notes = orderedTopics(view).flatMap((topic) =>
    notesOfTopic(board, topic).map(({ column, text, by }) => [
      "note",
      topic.number,
      topic.title ?? "",
      votesShown(view, topic) ?? "",
      titles.get(column) ?? column,
      text,
      by ? name(by) : "",
      "",
      "",
    ]),
  );
  const remarks = orderedTopics(view).flatMap((topic) =>
    topic.remarks.map((text) => [
      "remark",
      topic.number,
      topic.title ?? "",
      "",
      "",
      text,
      "",
      "",
      "",
    ]),
  );
  const actions = [...board.actions, ...board.earlierActions].map(({ text, owner, due, state }) => [
    "action",
    "",
    "",
    "",
    "",
    text,
    owner ? name(owner) : "",
    due ?? "",
    state,
  ]);
  const head = ["type", "topic", "title", "votes", "column", "text", "person", "due", "state"];
  return toCsv([head, ...notes, ...remarks, ...actions]).trimEnd();
}

function json(view: SummaryView): string {
  const { board, name } = view;
  const actions = (all: readonly RetroAction[]) =>
    all.map(({ text, owner, due, state }) => ({ text, owner: owner && name(owner), due, state }));
  const { title, template, naming, phase, summary } = board;
  const whole = {
    title,
    template,
    naming,
    phase,
    facilitator: name(board.facilitator),
    started: utcDateAt(board.startedAt),
    closed: board.closedAt?.toISOString().slice(0, 10) ?? null,
    ...(summary && { summary }),
    columns: board.columns,
    topics: orderedTopics(view).map((topic) => ({
      number: topic.number,
      title: topic.title,
      votes: votesShown(view, topic) ?? null,
      notes: notesOfTopic(board, topic).map(({ column, text, by }) => ({
        column,
        text,
        by: by ? name(by) : undefined,
      })),
      remarks: topic.remarks,
    })),
    actions: actions(board.actions),
    before: actions(board.earlierActions),
  };
  return `{\n${Object.entries(whole)
    .map(([key, value]) => `${JSON.stringify(key)}: ${formatJsonValue(value)}`)
    .join(",\n")}\n}`;
}

/** Formats a list with one line per item; more lines would cost Teams a hundred characters each. */
const formatJsonValue = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((one) => JSON.stringify(one)).join(",\n")}\n]`
    : JSON.stringify(value);

/** Renders a summary as a file. */
export function renderRetroSummary(view: BoardView, format: SummaryFormat): string {
  const named = { ...view, name: (id: string) => view.person(id).name ?? id };
  return { md: markdown, csv, json }[format](named);
}

/** Limits at which neither Slack nor Teams truncates a text or a message. */
const maxTextCharacters = 2_400;
const maxMessageCharacters = 4_800;

/** Splits a text into pieces of limited length, at the end of a line where there is one. */
function splitText(text: string, maxCharacters: number): string[] {
  const pieces: string[] = [];
  for (let rest = text; rest; ) {
    const end =
      rest.length <= maxCharacters
        ? rest.length
        : rest.lastIndexOf("\n", maxCharacters) + 1 || maxCharacters;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return pieces;
}

/** Returns the summary as text to copy, in several messages, since no adapter takes a file. */
export function retroSummaryCards(text: string, words: Words): Card[] {
  const messages = splitText(text, maxMessageCharacters);
  return messages.map((message, index) => [
    ...(messages.length > 1
      ? [noteElement(words("retro.summary.part", { part: index + 1, parts: messages.length }))]
      : []),
    ...splitText(message, maxTextCharacters).map(
      (piece): CardElement => textElement([{ code: piece.replace(/\n$/, "") }]),
    ),
  ]);
}
