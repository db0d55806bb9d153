/**
 * Sentences that people send to the bot, in its languages. `it` is the made-up word that identifies
 * them.
 */
import type { RandomSource } from "../runtime/random-source.ts";

const wishes: Record<string, readonly ((it: string) => string)[]> = {
  en: [
    (it) => `We need Salesforce for the field team, called ${it}`,
    (it) =>
      `Could we get a dashboard for the ${it} deliveries please? This is our number one priority`,
    (it) => `Please change the order form so that ${it} can be entered as well`,
    (it) => `I'd like to have Jira for our group because of ${it}`,
    (it) => `We would like an app with which the drivers see their ${it} tours`,
  ],
  de: [
    (it) => `Wir brauchen Salesforce für den Außendienst, Stichwort ${it}`,
    (it) => `Wir hätten gern ein Dashboard für ${it}`,
  ],
  fr: [(it) => `Nous avons besoin d'un nouvel outil pour ${it}, pour l'équipe de vente`],
  es: [(it) => `Necesitamos una herramienta nueva para ${it} en el equipo de ventas`],
};
const breakages: Record<string, readonly ((it: string) => string)[]> = {
  en: [
    (it) => `The CRM freezes three times a day since the update, ticket ${it}`,
    (it) => `The ${it} printer is broken again and nobody can print labels`,
  ],
  de: [(it) => `Das CRM stürzt seit dem Update ständig ab, ${it}`],
  fr: [(it) => `Le CRM plante trois fois par jour depuis la mise à jour, ${it}`],
  es: [(it) => `El CRM se bloquea tres veces al día desde la actualización, ${it}`],
};
const routines: Record<string, readonly ((it: string) => string)[]> = {
  en: [
    (it) => `I'm locked out of SAP again ${it}`,
    (it) => `Please give me access to the ${it} folder`,
    (it) => `I need a new laptop for our starter ${it}`,
  ],
  de: [(it) => `Ich brauche Zugriff auf das Laufwerk ${it}`],
  fr: [(it) => `Il me faut un accès au dossier ${it}`],
  es: [(it) => `Necesito acceso a la carpeta ${it}`],
};
const advice = [
  (it: string) => `Should we buy or build the ${it} portal? What would you advise us to do?`,
  (it: string) => `How do I share a calendar with the ${it} people?`,
];

/** Answers by question; `any` for the rest. Too long to be read as small talk. */
const answers: Record<string, readonly ((it: string) => string)[]> = {
  need: [
    (it) =>
      `They stand at the dealer and cannot see what he ordered last month, so they ring the office about ${it}`,
    (it) =>
      `At month end we copy the figures of ${it} by hand from three lists, and that takes two days`,
    (it) => `have a proper tool for ${it}, that is all we are asking for here`,
    (it) => `open a record of ${it} without it freezing, three times a day since the update`,
  ],
  customer: [
    (it) =>
      `The dealers would get a delivery date on the spot, and ${it} would not have to wait two days`,
    (it) => `Nobody outside of the company notices it, this is our legal duty because of ${it}`,
    (it) =>
      `It helps my colleagues in sales, who would then look after ${it} more quickly than today`,
  ],
  owner: [
    (it) => `Petra of the sales department looks after them together with the people of ${it}`,
  ],
  measure: [
    (it) => `we would see a date given in the same call by the end of next month for ${it}`,
    (it) => `fewer calls about ${it} in the office than we have today, half of them at most`,
  ],
  any: [
    (it) =>
      `since last Tuesday, several times a day, and eight people of ${it} in support are stuck with it`,
  ],
};

/** Sentences that are no request. */
export const smallTalkSentences = [
  "thanks a lot!",
  "good morning",
  "hello",
  "danke!",
  "merci beaucoup",
  "you are great",
  "ok",
];
/** Sentences that may replace an answer at any time. */
export const controlSentences = [
  "skip",
  "back",
  "later",
  "cancel",
  "help",
  "what is this for?",
  "a person, please",
  "that was no request",
  "yes",
  "no",
];

const of = (all: Record<string, readonly ((it: string) => string)[]>, locale: string) =>
  all[locale.slice(0, 2)] ?? all.en!;

export type RequestSentenceKind = "wish" | "breakage" | "routine" | "advice";

/** Makes a request in words. */
export function requestSentence(
  random: RandomSource,
  sort: RequestSentenceKind,
  locale: string,
  it: string,
): string {
  const all =
    sort === "advice"
      ? advice
      : of({ wish: wishes, breakage: breakages, routine: routines }[sort], locale);
  return random.pick(all)(it);
}

/** Makes an answer to a question. */
export const answerSentence = (random: RandomSource, question: string, it: string): string =>
  random.pick(answers[question.replace("_again", "")] ?? answers.any!)(it);
