/** A board with the words, names and time zone that its cards are rendered with. */

import type { Words } from "../../../lib/i18n.ts";
import {
  type ActionButton,
  type Button,
  buttonRow,
  type CardElement,
} from "../../../platform/card.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { personMention, type RichText, truncateText } from "../../../platform/rich-text.ts";
import { type BoardActionArgs, encodeBoardAction, type RetroVerb } from "../actions.ts";
import {
  type Board,
  isSoloBoard,
  notesOfTopic,
  type RetroNote,
  type RetroTopic,
} from "../board/board.ts";

export interface BoardView {
  board: Board;
  words: Words;
  /** Returns the person with this id, with the name that the platform gave. */
  person(id: string): Person;
  now: Date;
  /** IANA time zone of the facilitator. */
  zone: string;
}

/** Formats an instant as `Friday, 5 March, 14:00`. */
export const formatMeetingTime = (at: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);

export const formatClockTime = (at: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(
    at,
  );

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
  truncateText(text, maxCharacters),
  ...(by ? [" (", ...personMention(view.person(by)), ")"] : []),
];

/** Returns a topic's title, or the text of its first note. */
export const retroTopicTitle = (board: Board, topic: RetroTopic, maxCharacters = 80): string =>
  topic.title ?? truncateText(notesOfTopic(board, topic)[0]?.text ?? "", maxCharacters);
