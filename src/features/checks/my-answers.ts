/** One's own answers: seen, and erased. Nobody else ever gets here. */

import { addDays, noonOf } from "../../lib/dates/calendar-dates.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import type { Words } from "../../lib/i18n.ts";
import { readDateExpression } from "../../nlu/text/date-expressions.ts";
import {
  asFormButton,
  buttonRow,
  type Card,
  type CardElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { blankPledgeCards, type Check, eraseCheckAnswers, readCheckAnswers } from "./answers.ts";
import { checkButton } from "./cards.ts";
import type { CheckCommand } from "./command.ts";
import { type CheckContext, postCheckCard, postCheckText } from "./daily-question.ts";
import { splitDateRange } from "./parse-times.ts";

/** So many are shown at once. */
const most = 10;

interface Span {
  from?: string;
  to?: string;
}

/**
 * A day that was: a date by its number is the last one there was, a weekday one of the last seven.
 */
function pastDate(text: string, today: string): string | undefined {
  if (isIsoDate(text)) return text;
  if (/^(?:today|yesterday)$/i.test(text)) return addDays(today, /^t/i.test(text) ? 0 : -1);
  return readDateExpression(
    text,
    /\d/.test(text)
      ? Temporal.PlainDate.from(today).subtract({ years: 1 }).toString()
      : addDays(today, -7),
  );
}

/** The dates that somebody names, in a form or in words; both are within. */
function spanOf({ subject = "", choice, values }: CheckCommand, today: string): Span {
  const [from, to] = values
    ? [values.from ?? "", values.to ?? ""]
    : choice === undefined
      ? (splitDateRange(subject) ?? [subject.replace(/^since\s+/i, ""), ""])
      : [subject, choice];
  const [first, last] = [from && pastDate(from, today), to && pastDate(to, today)];
  return { ...(first && { from: first }), ...(last && { to: last }) };
}

function lineOf({ date, answer, working, pledge }: Check, words: Words): CardElement {
  const said = [working, pledge].flatMap((prose) => (prose ? [toPlainText(prose)] : [])).join(" ");
  return {
    kind: "item",
    text: words("check.mine.line", {
      date: noonOf(date),
      answer: words.plain(`check.button.${answer}`),
    }),
    ...(said && { note: [`“${said}”`] }),
    button: checkButton(words, "erase", "erase", date),
  };
}

async function listCard({ ctx: { w, words }, personKey }: CheckContext, span: Span): Promise<Card> {
  const all = await readCheckAnswers(w, personKey, span);
  const narrowed = span.from !== undefined || span.to !== undefined;
  const [from, to] = [span.from ?? all.at(-1)?.date ?? "", span.to ?? all[0]?.date ?? ""];
  return [
    textElement(words(narrowed ? "check.mine.between" : "check.mine", { count: all.length })),
    ...all.slice(0, most).map((check) => lineOf(check, words)),
    ...(all.length > most
      ? [noteElement(words("check.mine.more", { count: all.length - most }))]
      : []),
    noteElement(words("check.mine.private")),
    buttonRow(
      asFormButton(checkButton(words, "mine_between", "mine")),
      ...(all.length > 0
        ? [checkButton(words, narrowed ? "erase_these" : "erase_all", "erase_all", from, to)]
        : []),
    ),
  ];
}

/** `/check mine`, and the buttons under it. */
export async function runMyAnswersCommand(
  context: CheckContext,
  command: CheckCommand,
  event: InboundEventOf<"press"> | undefined,
): Promise<void> {
  const { ctx, personKey, today } = context;
  const { w, words } = ctx;
  const pressed = event && (await ctx.actionMessageId(event));
  const answer = async (card: Card): Promise<void> =>
    pressed ? ctx.revise(pressed, card) : void postCheckCard(context, card);
  const { verb, subject = "", choice = "" } = command;
  switch (verb) {
    case "erase":
      if (!isIsoDate(subject)) return;
      await blankPledgeCards(w, personKey, { from: subject, to: subject });
      await eraseCheckAnswers(w, personKey, { from: subject, to: subject });
      return answer(await listCard(context, {}));
    case "erase_all": {
      const count = (await readCheckAnswers(w, personKey, { from: subject, to: choice })).length;
      return answer([
        textElement(words("check.erase.sure", { count })),
        buttonRow(
          { ...checkButton(words, "erase_now", "erase_now", subject, choice), style: "danger" },
          checkButton(words, "keep_them", "mine"),
        ),
      ]);
    }
    case "erase_now": {
      if (!isIsoDate(subject) || !isIsoDate(choice)) return;
      await blankPledgeCards(w, personKey, { from: subject, to: choice });
      return answer([
        textElement(
          words("check.erased", {
            count: await eraseCheckAnswers(w, personKey, { from: subject, to: choice }),
          }),
        ),
      ]);
    }
    default: {
      const span = spanOf(command, today);
      if (command.subject && !span.from)
        return void postCheckText(context, "which_day", { words: command.subject });
      return answer(await listCard(context, span));
    }
  }
}
