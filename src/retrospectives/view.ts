/** What a card needs besides the board: words, names, the hour. */
import type { Button } from "../surface/card.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import type { Board, Note, Topic } from "./board.ts";
import { notesOf } from "./board.ts";
import { pathTo } from "./errand.ts";

export interface View {
  board: Board;
  words: Words;
  /** Somebody with the name that the platform told. */
  person(id: string): Person;
  now: Date;
  /** IANA; the facilitator's. */
  zone: string;
}

export const mention = ({ id, name }: Person): Prose => [{ person: id, ...(name && { name }) }];

/** An instant as people say it: `Friday, 5 March, 14:00`. */
export const said = (at: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(at);

export const clockTime = (at: Date, zone: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);

/** An ISO date as people say it: `19 March 2027`. */
export const saidDate = (date: string, { locale }: Words): string =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(new Date(`${date}T00:00:00Z`));

/** A button of this board, by its sentence. */
export function button(view: Pick<View, "board" | "words">, label: string, verb: string, ...more: (string | number)[]): Button & { press: string } {
  return { label: view.words.label(`retro.button.${label}`), press: pathTo(verb, view.board.id, ...more) };
}

export const opening = (of: Button & { press: string }): Button => ({ ...of, opensForm: true });
export const primary = <B extends Button>(of: B): B => ({ ...of, style: "primary" });

/** A note on the board is cut here; the summary has all of it. Characters. */
const shown = 200;

export const clip = (text: string, length = shown): string => (text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : text);

/** A note's words, and its author where it is signed. */
export const noteLine = ({ text, by }: Note, view: Pick<View, "person">): Prose => [clip(text), ...(by ? [" (", ...mention(view.person(by)), ")"] : [])];

/** What a topic is called: its name, or the words of its first note. */
export const titleOf = (board: Board, topic: Topic, length = 80): string => topic.title ?? clip(notesOf(board, topic)[0]?.text ?? "", length);
