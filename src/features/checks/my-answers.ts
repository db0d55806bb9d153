/** List and erasure of a person's own answers. */

import { noonOf } from "../../lib/dates/calendar-dates.ts";
import type { Words } from "../../lib/i18n.ts";
import {
  asFormButton,
  buttonRow,
  type Card,
  type CardElement,
  itemElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { CheckAction } from "./actions.ts";
import { blankPledgeCards, type Check, eraseCheckAnswers, readCheckAnswers } from "./answers.ts";
import { checkButton } from "./cards.ts";
import { type CheckContext, postCheckCard, postCheckText } from "./daily-question.ts";
import { parsePastDate, splitDateRange } from "./parse-times.ts";

const maxAnswersShown = 10;

/** Two ISO dates, both included. */
interface DateRange {
  from?: string | undefined;
  to?: string | undefined;
}

type AnswersAction = Extract<CheckAction, { verb: "mine" | "erase" | "erase_all" | "erase_now" }>;

/** Parses the dates of a form, button or command. */
function parseRange({ args, values }: AnswersAction & { verb: "mine" }, today: string): DateRange {
  const [subject = "", choice] = args;
  const [from, to] = values
    ? [values.from ?? "", values.to ?? ""]
    : choice === undefined
      ? (splitDateRange(subject) ?? [subject.replace(/^since\s+/i, ""), ""])
      : [subject, choice];
  return {
    from: from ? parsePastDate(from, today) : undefined,
    to: to ? parsePastDate(to, today) : undefined,
  };
}

function answerItem({ date, answer, working, pledge }: Check, words: Words): CardElement {
  const said = [working, pledge].flatMap((prose) => (prose ? [toPlainText(prose)] : [])).join(" ");
  return itemElement(
    words("check.mine.line", {
      date: noonOf(date),
      answer: words.plain(`check.button.${answer}`),
    }),
    { note: said ? [`“${said}”`] : undefined, button: checkButton(words, "erase", "erase", date) },
  );
}

async function listCard(
  { ctx: { w, words }, personKey }: CheckContext,
  range: DateRange,
): Promise<Card> {
  const all = await readCheckAnswers(w, personKey, range);
  const narrowed = range.from !== undefined || range.to !== undefined;
  const [from, to] = [range.from ?? all.at(-1)?.date ?? "", range.to ?? all[0]?.date ?? ""];
  return [
    textElement(words(narrowed ? "check.mine.between" : "check.mine", { count: all.length })),
    ...all.slice(0, maxAnswersShown).map((check) => answerItem(check, words)),
    ...(all.length > maxAnswersShown
      ? [noteElement(words("check.mine.more", { count: all.length - maxAnswersShown }))]
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

/** Runs `/check mine` and the buttons below it. */
export async function runMyAnswersCommand(
  context: CheckContext,
  action: AnswersAction,
  event: InboundEventOf<"press"> | undefined,
): Promise<void> {
  const { ctx, personKey, today } = context;
  const { w, words } = ctx;
  const pressed = event && (await ctx.actionMessageId(event));
  const answer = async (card: Card): Promise<void> =>
    pressed ? ctx.revise(pressed, card) : void postCheckCard(context, card);
  switch (action.verb) {
    case "erase": {
      const [date] = action.args;
      await blankPledgeCards(w, personKey, { from: date, to: date });
      await eraseCheckAnswers(w, personKey, { from: date, to: date });
      return answer(await listCard(context, {}));
    }
    case "erase_all": {
      const [from, to] = action.args;
      const count = (await readCheckAnswers(w, personKey, { from, to })).length;
      return answer([
        textElement(words("check.erase.sure", { count })),
        buttonRow(
          { ...checkButton(words, "erase_now", "erase_now", from, to), style: "danger" },
          checkButton(words, "keep_them", "mine"),
        ),
      ]);
    }
    case "erase_now": {
      const [from, to] = action.args;
      await blankPledgeCards(w, personKey, { from, to });
      const count = await eraseCheckAnswers(w, personKey, { from, to });
      return answer([textElement(words("check.erased", { count }))]);
    }
    case "mine": {
      const range = parseRange(action, today);
      const [typed] = action.args;
      if (typed && !range.from) return void postCheckText(context, "which_day", { words: typed });
      return answer(await listCard(context, range));
    }
  }
}
