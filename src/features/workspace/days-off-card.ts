/**
 * The organisation's days off as everybody reads them; whoever may change them finds the buttons
 * for it.
 */

import type { Words } from "../../lib/i18n.ts";
import {
  buttonRow,
  type Card,
  headingElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { workspaceActions } from "./actions.ts";
import type { DaysOffPeriod } from "./days-off.ts";

/** So many are listed, with a word on the rest; and so many in a line of the settings. */
const most = { listed: 20, inLine: 3 };

/** An ISO date as words can say it. */
const noon = (date: string): Date => new Date(`${date}T12:00:00`);

const shown = ({ first, last, name, region }: DaysOffPeriod, words: Words): RichText =>
  words(`organisation.days_off.${first === last ? "day" : "period"}`, {
    name,
    first: noon(first),
    last: noon(last),
    place: region && ` (${region})`,
  });

/** The next few, in one line. */
export const daysOffLine = (days: readonly DaysOffPeriod[], words: Words): RichText =>
  days.length === 0
    ? words("organisation.days_off.line.none")
    : words("organisation.days_off.line", {
        days: days
          .slice(0, most.inLine)
          .flatMap((each, index) => [...(index > 0 ? ["; "] : []), ...shown(each, words)]),
        more: Math.max(0, days.length - most.inLine),
      });

export function daysOffCard(
  days: readonly DaysOffPeriod[],
  mayChange: boolean,
  words: Words,
): Card {
  const rest = days.length - most.listed;
  return [
    headingElement(words("organisation.days_off")),
    ...(days.length === 0 ? [textElement(words("organisation.days_off.none"))] : []),
    ...days.slice(0, most.listed).map((each) => ({
      kind: "item" as const,
      text: shown(each, words),
      ...(mayChange && {
        button: {
          label: words.plain("organisation.button.drop_days_off"),
          press: workspaceActions.encode("drop_days_off", each.first, each.last, each.region),
        },
      }),
    })),
    ...(rest > 0 ? [noteElement(words("organisation.days_off.more", { count: rest }))] : []),
    noteElement(words("organisation.days_off.all")),
    ...(mayChange
      ? [
          buttonRow({
            label: words.plain("organisation.button.add_days_off"),
            press: workspaceActions.encode("add_days_off"),
            opensForm: true as const,
          }),
        ]
      : []),
  ];
}
