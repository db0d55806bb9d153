/** Cards that ask what a message belongs to, and tell how it was filed. */
import type { Words } from "../../lib/i18n.ts";
import { type Card, type CardElement, textElement } from "../../platform/card.ts";
import { truncateRichText, truncateText } from "../../platform/rich-text.ts";
import { interviewActions } from "./model/actions.ts";
import type { Reply, TargetOffer } from "./reply.ts";

/** Maximum characters of a message that is quoted when the bot asks what it is about. */
const quotedCharacters = 60;
/** Maximum characters of a request's title on a button. */
const titleCharacters = 28;

const answerLabels: Readonly<Record<string, string>> = {
  ...{ brief: "brief", check: "check", chain: "chain" },
  ...{ team_question: "team", alternative: "team", outcome: "team" },
};

/** Returns a target's name in the reader's language. */
function targetLabel({ target, number = 0, title }: TargetOffer, words: Words): string {
  const { is, answers = "", control } = target;
  const values = { number, title: title === undefined ? "" : truncateText(title, titleCharacters) };
  const label = (key: string): string =>
    words.plain(`requests.target.${key}${title && isTitled.has(key) ? ".titled" : ""}`, values);
  if (is === "control") {
    const key = `requests.button.${control}`;
    return words.plain(words.keys().includes(key) ? key : "requests.button.not_meant", values);
  }
  if (is !== "answer" && is !== "not_known") return label(is === "not_for_bot" ? "aside" : is);
  const kind = answerLabels[answers];
  if (kind) return label(kind);
  const question = `requests.label.${answers}`;
  return words.keys().includes(question)
    ? words.plain("requests.target.answer", { number, question: words.plain(question) })
    : label("answer_to");
}

const isTitled = new Set(["addition", "resolved", "withdrawn"]);

export const whichTargetCard = (
  { held, text, offers }: Extract<Reply, { say: "which_target" }>,
  words: Words,
): Card => [
  textElement(words("requests.which_target", { words: truncateRichText(text, quotedCharacters) })),
  {
    kind: "buttons",
    buttons: offers.map((offer) => ({
      label: targetLabel(offer, words),
      press: interviewActions.encode("held", held, offer.name),
    })),
  },
];

export const takenAsElement = (
  { text, offer }: Extract<Reply, { say: "taken_as" }>,
  words: Words,
): CardElement =>
  textElement(
    words("requests.taken_as", {
      words: truncateRichText(text, quotedCharacters),
      target: targetLabel(offer, words),
    }),
  );

export const thatMessageElement = (
  { text }: Extract<Reply, { say: "that_message" }>,
  words: Words,
): CardElement =>
  textElement(words("requests.that_message", { words: truncateRichText(text, quotedCharacters) }));
