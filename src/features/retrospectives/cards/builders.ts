/** What a card needs besides the board: words, names, the hour. */

import type { Words } from "../../../lib/i18n.ts";
import type { Button } from "../../../platform/card.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { Board, RetroNote, RetroTopic } from "../board/board.ts";
import { notesOfTopic } from "../board/board.ts";
import { encodeRetroAction } from "../command.ts";

export interface BoardView {
  board: Board;
  words: Words;
  /** Somebody with the name that the platform told. */
  person(id: string): Person;
  now: Date;
  /** IANA; the facilitator's. */
  zone: string;
}

export const retroPersonMention = ({ id, name }: Person): RichText => [
  { person: id, ...(name && { name }) },
];

/** An instant as people say it: `Friday, 5 March, 14:00`. */
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

/** An ISO date as people say it: `19 March 2027`. */
export const formatLongDate = (date: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(new Date(`${date}T00:00:00Z`));

/** A button of this board, by its sentence. */
export function boardButton(
  view: Pick<BoardView, "board" | "words">,
  label: string,
  verb: string,
  ...more: (string | number)[]
): Button & { press: string } {
  return {
    label: view.words.plain(`retro.button.${label}`),
    press: encodeRetroAction(verb, view.board.id, ...more),
  };
}

export const asRetroFormButton = (of: Button & { press: string }): Button => ({
  ...of,
  opensForm: true,
});
export const asRetroPrimaryButton = <B extends Button>(of: B): B => ({ ...of, style: "primary" });

/** A note on the board is cut here; the summary has all of it. Characters. */
const shown = 200;

export const clipBoardText = (text: string, length = shown): string =>
  text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : text;

/** A note's words, and its author where it is signed. */
export const retroNoteLine = (
  { text, by }: RetroNote,
  view: Pick<BoardView, "person">,
): RichText => [
  clipBoardText(text),
  ...(by ? [" (", ...retroPersonMention(view.person(by)), ")"] : []),
];

/** What a topic is called: its name, or the words of its first note. */
export const retroTopicTitle = (board: Board, topic: RetroTopic, length = 80): string =>
  topic.title ?? clipBoardText(notesOfTopic(board, topic)[0]?.text ?? "", length);
