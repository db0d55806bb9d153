/** One's own answers: seen, and erased. Nobody else ever gets here. */
import { readDate } from "../judgement/dates.ts";
import type { ArrivalOf } from "../surface/arrival.ts";
import type { Card, Element } from "../surface/card.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { isDate } from "../working-time.ts";
import { answersOf, type Check, eraseAnswers, forgetCards } from "./answers.ts";
import { opens, press } from "./cards.ts";
import { plainly, type Scene, say } from "./day.ts";
import type { Errand } from "./errand.ts";
import { twoParts } from "./said.ts";
import { addDays, noon } from "./weeks.ts";

/** So many are shown at once. */
const most = 10;

interface Span {
  from?: string;
  to?: string;
}

/** A day that was: a date by its number is the last one there was, a weekday one of the last seven. */
function pastDate(text: string, today: string): string | undefined {
  if (isDate(text)) return text;
  if (/^(?:today|yesterday)$/i.test(text)) return addDays(today, /^t/i.test(text) ? 0 : -1);
  return readDate(text, /\d/.test(text) ? Temporal.PlainDate.from(today).subtract({ years: 1 }).toString() : addDays(today, -7));
}

/** The dates that somebody names, in a form or in words; both are within. */
function spanOf({ of = "", choice, values }: Errand, today: string): Span {
  const [from, to] = values ? [values.from ?? "", values.to ?? ""] : choice === undefined ? (twoParts(of) ?? [of.replace(/^since\s+/i, ""), ""]) : [of, choice];
  const [first, last] = [from && pastDate(from, today), to && pastDate(to, today)];
  return { ...(first && { from: first }), ...(last && { to: last }) };
}

function lineOf({ date, answer, working, pledge }: Check, words: Words): Element {
  const said = [working, pledge].flatMap((prose) => (prose ? [plain(prose)] : [])).join(" ");
  return {
    kind: "item",
    text: words("check.mine.line", { date: noon(date), answer: words.label(`check.button.${answer}`) }),
    ...(said && { note: [`“${said}”`] }),
    button: press(words, "erase", "erase", date),
  };
}

async function listCard({ office: { w, words }, whose }: Scene, span: Span): Promise<Card> {
  const all = await answersOf(w, whose, span);
  const narrowed = span.from !== undefined || span.to !== undefined;
  const [from, to] = [span.from ?? all.at(-1)?.date ?? "", span.to ?? all[0]?.date ?? ""];
  return [
    { kind: "text", text: words(narrowed ? "check.mine.between" : "check.mine", { count: all.length }) },
    ...all.slice(0, most).map((check) => lineOf(check, words)),
    ...(all.length > most ? [{ kind: "note" as const, text: words("check.mine.more", { count: all.length - most }) }] : []),
    { kind: "note", text: words("check.mine.private") },
    {
      kind: "buttons",
      buttons: [
        opens(press(words, "mine_between", "mine")),
        ...(all.length > 0 ? [press(words, narrowed ? "erase_these" : "erase_all", "erase_all", from, to)] : []),
      ],
    },
  ];
}

/** `/check mine`, and the buttons under it. */
export async function ownErrand(scene: Scene, errand: Errand, arrival: ArrivalOf<"press"> | undefined): Promise<void> {
  const { office, whose, today } = scene;
  const { w, words } = office;
  const pressed = arrival && (await office.pressed(arrival));
  const answer = async (card: Card): Promise<void> => (pressed ? office.revise(pressed, card) : void say(scene, card));
  const { verb, of = "", choice = "" } = errand;
  switch (verb) {
    case "erase":
      if (!isDate(of)) return;
      await forgetCards(w, whose, { from: of, to: of });
      await eraseAnswers(w, whose, { from: of, to: of });
      return answer(await listCard(scene, {}));
    case "erase_all": {
      const count = (await answersOf(w, whose, { from: of, to: choice })).length;
      return answer([
        { kind: "text", text: words("check.erase.sure", { count }) },
        { kind: "buttons", buttons: [{ ...press(words, "erase_now", "erase_now", of, choice), style: "danger" }, press(words, "keep_them", "mine")] },
      ]);
    }
    case "erase_now": {
      if (!isDate(of) || !isDate(choice)) return;
      await forgetCards(w, whose, { from: of, to: choice });
      return answer([{ kind: "text", text: words("check.erased", { count: await eraseAnswers(w, whose, { from: of, to: choice }) }) }]);
    }
    default: {
      const span = spanOf(errand, today);
      if (errand.of && !span.from) return void plainly(scene, "which_day", { words: errand.of });
      return answer(await listCard(scene, span));
    }
  }
}
