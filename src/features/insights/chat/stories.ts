/** Requesters’ words about the outcome of their requests, as parts of a card. */
import type { Words } from "../../../lib/i18n.ts";
import { type CardElement, itemElement, quoteElement } from "../../../platform/card.ts";
import { toPlainText, truncateText } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { shownTitle } from "../../cases/brief/request-title.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";
import { readValueRows, type ValueRow } from "../value-rows.ts";

/** Request with its outcome, and its requester's last words about that. */
export interface OutcomeStory {
  number: number;
  title: string | null;
  outcome: NonNullable<ValueRow["row"]["outcome"]>;
  said: string;
}

/** Stories of each sort that are read. */
const maxStories = 3;
const saidMaxCharacters = 200;

/** Returns those whose requesters said something about the outcome, in the same order. */
const storiesOf = (rows: readonly ValueRow[]): OutcomeStory[] =>
  rows.flatMap(({ row: { number, title, outcome }, said }) => {
    const last = said.at(-1);
    return outcome && last
      ? [{ number, title, outcome, said: truncateText(toPlainText(last.text), saidMaxCharacters) }]
      : [];
  });

/** Stories of a period: those that helped, at least partly, and those that did not. */
export interface PeriodStories {
  helped: OutcomeStory[];
  failed: OutcomeStory[];
}

/** Reads what was said about outcomes in a period, the best three and the worst three. */
export async function readStories(
  on: Reader,
  viewer: LedgerViewer,
  period: string,
): Promise<PeriodStories> {
  const all = storiesOf(await readValueRows(on, viewer, { answered: period }));
  const hasHelped = ({ outcome }: OutcomeStory) => outcome === "yes" || outcome === "partly";
  return {
    helped: all.filter(hasHelped).slice(0, maxStories),
    failed: all.filter((story) => !hasHelped(story)).slice(0, maxStories),
  };
}

/** Formats the number and the title of a request. */
export const requestName = (
  { number, title }: { number: number; title: string | null },
  words: Words,
): string => `R-${number} ${shownTitle(title, words)}`;

/** Renders stories: the request and its verdict, then the requester's words. */
export const storyElements = (stories: readonly OutcomeStory[], words: Words): CardElement[] =>
  stories.flatMap((story) => [
    itemElement([{ bold: requestName(story, words) }], {
      note: [
        `${words.plain("ledger.services.helped")} ${words.plain(`life.verdict.${story.outcome}`)}`,
      ],
    }),
    quoteElement([story.said]),
  ]);
