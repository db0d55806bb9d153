/**
 * A board with the words, names and time zone that its cards are rendered with, and its topics in
 * pages.
 */

import type { Words } from "../../../lib/i18n.ts";
import {
  type ActionButton,
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import {
  isolateText,
  personMention,
  type RichText,
  truncateText,
} from "../../../platform/rich-text.ts";
import { type BoardActionArgs, encodeBoardAction, type RetroVerb } from "../actions.ts";
import {
  type Board,
  isSoloBoard,
  notesOfTopic,
  type RetroNote,
  type RetroTopic,
} from "../board/board.ts";

/** A board with what its card needs. */
export interface BoardView {
  board: Board;
  words: Words;
  /** Returns the person with this id, with the name that the platform gave. */
  person(id: string): Person;
  now: Date;
  /** IANA time zone of the facilitator. */
  zone: string;
}

/** Formats an instant as `Friday, 5 March, 14:00 CET`: the readers can be in other time zones. */
export const formatMeetingTime = (at: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(at);

/** Returns the time of day in a time zone. */
export const formatClockTime = (at: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(at);

/** Formats an ISO date as `19 March 2027`. */
export const formatLongDate = (date: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(new Date(`${date}T00:00:00Z`));

/** Returns a button that acts on this board; `label` is the end of its key `retro.button.…`. */
export function boardButton<V extends RetroVerb>(
  view: Pick<BoardView, "board" | "words">,
  label: string,
  verb: V,
  ...args: BoardActionArgs<V>
): ActionButton {
  return {
    label: view.words.plain(`retro.button.${label}`),
    press: encodeBoardAction(verb, view.board.id, ...args),
  };
}

/** Returns the buttons on a board of several people, and none where one person works alone. */
export const unlessSoloBoard = (view: BoardView, ...buttons: Button[]): Button[] =>
  isSoloBoard(view.board) ? [] : buttons;

/** Returns the facilitator's buttons, with the one for others to take over. */
export const facilitatorButtonRow = (view: BoardView, ...buttons: Button[]): CardElement =>
  buttonRow(...buttons, ...unlessSoloBoard(view, boardButton(view, "take_over", "take_over")));

/** Maximum characters of a note on the board; the summary has the whole text. */
export const maxShownNoteCharacters = 200;

/** Returns the text of a note, with its author where it is signed. */
export const retroNoteLine = (
  { text, by }: RetroNote,
  view: Pick<BoardView, "person">,
  maxCharacters = maxShownNoteCharacters,
): RichText => [
  isolateText(truncateText(text, maxCharacters)),
  ...(by ? [" (", ...personMention(view.person(by)), ")"] : []),
];

/** Returns a topic's title, or the text of its first note. */
export const retroTopicTitle = (board: Board, topic: RetroTopic, maxCharacters = 80): string =>
  topic.title ?? truncateText(notesOfTopic(board, topic)[0]?.text ?? "", maxCharacters);

/**
 * 300 notes are 20 pages. Teams takes some 9,000 characters of a card, since it stores them three
 * times, and a page of long notes has half of that.
 */
const topicsPerPage = 15;
/** Lines in one text, a limit at which no platform truncates. */
const maxLinesPerText = 8;
const maxNotesOfGroup = 4;
const maxGroupedNoteCharacters = 100;

/** Returns the number of pages that the topics fill. */
export const topicPageCount = ({ topics }: Pick<Board, "topics">): number =>
  Math.max(1, Math.ceil(topics.length / topicsPerPage));

function topicLine(topic: RetroTopic, view: BoardView): RichText {
  const { board, words } = view;
  const notes = notesOfTopic(board, topic);
  const [only] = notes;
  if (notes.length <= 1 && only)
    return [
      { bold: `${topic.number}` },
      "  ",
      ...(topic.title ? [`${isolateText(topic.title)}: `] : []),
      ...retroNoteLine(only, view),
    ];
  const title = topic.title ?? truncateText(only?.text ?? "", 60);
  const inside = notes
    .slice(0, maxNotesOfGroup)
    .flatMap(
      (note): RichText => ["\n      · ", ...retroNoteLine(note, view, maxGroupedNoteCharacters)],
    );
  return [
    { bold: `${topic.number}  ${isolateText(title)}` },
    " ",
    ...words("retro.topic.size", { count: notes.length }),
    ...inside,
    ...(notes.length > maxNotesOfGroup ? ["\n      · …"] : []),
  ];
}

/** Sorts topics by the column of their first note, and then by number. */
function topicsByColumn(board: Board): { topic: RetroTopic; column: number }[] {
  const columns = new Map(board.columns.map(({ key }, index) => [key, index]));
  const first = new Map(
    board.notes.toReversed().map((note) => [note.topic, columns.get(note.column) ?? 0]),
  );
  return board.topics
    .map((topic) => ({ topic, column: first.get(topic.id) ?? 0 }))
    .sort((a, b) => a.column - b.column || a.topic.number - b.topic.number);
}

/** Returns the topics of one page. */
export const topicsOnPage = (board: Board, page: number): RetroTopic[] =>
  topicsByColumn(board)
    .slice(page * topicsPerPage, (page + 1) * topicsPerPage)
    .map(({ topic }) => topic);

/** Returns one page, with the buttons that turn it. */
export function topicListElements(view: BoardView, page: number): Card {
  const { board, words } = view;
  const pages = topicPageCount(board);
  const at = Math.min(Math.max(0, page), pages - 1);
  const rows = topicsByColumn(board).slice(at * topicsPerPage, (at + 1) * topicsPerPage);
  const card: CardElement[] = [];
  for (const [index, { title }] of board.columns.entries()) {
    const own = rows
      .filter(({ column }) => column === index)
      .map(({ topic }) => topicLine(topic, view));
    if (own.length > 0) card.push(textElement([{ bold: title }]));
    for (let from = 0; from < own.length; from += maxLinesPerText) {
      const lines = own
        .slice(from, from + maxLinesPerText)
        .flatMap((one, nth): RichText => [...(nth ? ["\n"] : []), ...one]);
      card.push(textElement(lines));
    }
  }
  if (pages === 1) return card;
  const turn = [
    ...(at > 0 ? [boardButton(view, "earlier", "page", at - 1)] : []),
    ...(at < pages - 1 ? [boardButton(view, "later", "page", at + 1)] : []),
  ];
  return [
    ...card,
    noteElement(words("retro.page", { page: at + 1, pages, count: board.topics.length })),
    buttonRow(...turn),
  ];
}
