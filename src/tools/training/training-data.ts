/**
 * The labelled rows that the rules learn from, and the small changes that people make to the same
 * message.
 */
import { readdirSync, readFileSync } from "node:fs";
import { customerLabels, needLabels, requestKinds, smallTalkLabels } from "../../nlu/judge.ts";

const own = new URL("data/", import.meta.url);
const evals = new URL("labelled/", import.meta.url);

/**
 * Paraphrases and answers to one request share a `group`, so that no fold of a cross-validation has
 * seen its siblings. `{a|b}` in a text is a choice of words.
 */
interface Labelled {
  text?: string;
  request?: string;
  answer?: string;
  is_request?: boolean;
  kind?: string | null;
  label?: string;
  also?: string[];
  priority_claim?: boolean;
  provider_language?: boolean;
  small_talk?: string;
  none_type?: string | null;
  lang: string;
  group: string;
  source: string;
}

/**
 * One text to learn from: how likely each label is, and how much it counts. `first` is the row as
 * it was written.
 */
export interface TrainingRow {
  text: string;
  request?: string;
  target: number[];
  weight: number;
  lang: string;
  group: string;
  /** Of the evaluation data, and not written for the training. */
  isEvaluationData: boolean;
  isAsWritten: boolean;
}

export interface TrainingSet {
  labels: readonly string[];
  rows: TrainingRow[];
}

const load = (file: string, folder: URL): Labelled[] =>
  readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line) as Labelled);

/**
 * `requests.jsonl`, `requests-2.jsonl` and so on, in the order of their names, since the order of
 * the rows decides the bytes of the model.
 */
const loadAll = (name: string): Labelled[] =>
  readdirSync(own)
    .filter(
      (file) =>
        file === `${name}.jsonl` || (file.startsWith(`${name}-`) && file.endsWith(".jsonl")),
    )
    .sort()
    .flatMap((file) => load(file, own));

/** What the evaluation data calls the reasons of a message that is no request. */
const reasons: Record<string, string> = {
  botq: "about_bot",
  ack: "acknowledgement",
  cancel: "acknowledgement",
  offtopic: "not_for_it",
  greeting: "greeting",
  thanks: "thanks",
  status: "status",
  feedback: "feedback",
};

const openings: Record<string, string[]> = {
  en: [
    "Hi team, ",
    "Hello, ",
    "Hi, ",
    "hey ",
    "Dear IT, ",
    "<@U0BOT> ",
    "Good morning, ",
    "quick one: ",
    "Dear colleagues, ",
  ],
  de: ["Hallo, ", "Guten Tag, ", "Hi, "],
  fr: ["Bonjour, ", "Salut, "],
  es: ["Hola, ", "Buenos días, "],
};
const closings: Record<string, string[]> = {
  en: [" Thanks!", " thx", " Thank you in advance.", " Kind regards, Tom", " :pray:", " Cheers"],
  de: [" Danke!", " Viele Grüße"],
  fr: [" Merci !", " Merci d'avance."],
  es: [" Gracias.", " ¡Gracias!"],
};

/** Mulberry32: the same numbers on every machine, so that the same rows give the same model. */
export function trainingRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const roll = trainingRandom(7);
const pick = <T>(from: readonly T[]) => from[Math.floor(roll() * from.length)] as T;

const choices = /\{([^{}]*\|[^{}]*)\}/g;
const spoken = (text: string) =>
  text.replace(choices, (_, options: string) => pick(options.split("|")));

function mistyped(text: string): string {
  const at = 1 + Math.floor(roll() * (text.length - 2));
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}

/**
 * The text with other choices of words, a greeting, thanks or a slip of the finger. Together they
 * count as one row, or little more where a row has many choices.
 */
function variants(text: string, lang: string, letter: boolean): { text: string; weight: number }[] {
  const spellings = choices.test(text)
    ? [...new Set(Array.from({ length: 24 }, () => spoken(text)))].slice(0, 8)
    : [text];
  const total = Math.min(3, Math.sqrt(spellings.length));
  return spellings.flatMap((spelling) => {
    const all = [spelling];
    if (letter && roll() < 0.5 && !/^(hi|hello|hey|dear|bonjour|hola|hallo|moin)/i.test(spelling))
      all.push(pick(openings[lang] ?? []) + spelling);
    if (letter && roll() < 0.4) all.push(spelling + pick(closings[lang] ?? []));
    if (spelling.length > 12 && roll() < 0.15) all.push(mistyped(spelling));
    return all.map((variant) => ({ text: variant, weight: total / spellings.length / all.length }));
  });
}

/** The main label, and a share for what a reasonable person could accept too. */
function target(labels: readonly string[], label: string, also: string[] = []): number[] {
  const others = also.filter((other) => other !== label && labels.includes(other));
  return labels.map((each) =>
    each === label
      ? others.length > 0
        ? 0.7
        : 1
      : others.includes(each)
        ? 0.3 / others.length
        : 0,
  );
}

/** Rows of the evaluation data count twice: they are nearest to what people write. */
function lesson(
  labels: readonly string[],
  from: [Labelled[], number][],
  label: (row: Labelled) => string | undefined,
  boost: Record<string, number> = {},
): TrainingSet {
  const rows = from.flatMap(([labelled, weight]) =>
    labelled.flatMap((row): TrainingRow[] => {
      const main = label(row);
      if (main === undefined) return [];
      const letter =
        row.answer === undefined &&
        !["greeting", "thanks"].includes(row.small_talk ?? row.none_type ?? "");
      return variants(row.answer ?? row.text ?? "", row.lang, letter).map((variant, index) => ({
        text: variant.text,
        ...(row.request === undefined ? {} : { request: row.request }),
        target: target(labels, main, row.also),
        weight: variant.weight * weight * (boost[main] ?? 1),
        lang: row.lang,
        group: row.group,
        isEvaluationData: weight > 1,
        isAsWritten: index === 0,
      }));
    }),
  );
  return { labels, rows };
}

/** What is asked of a text, and the rows that teach it. */
export function loadTrainingSets(): Record<string, TrainingSet> {
  const both = (ours: string, theirs: string): [Labelled[], number][] => [
    [loadAll(ours), 1],
    [load(theirs, evals), 2],
  ];
  const requests = both("requests", "requests.jsonl");
  const yes = (flag: boolean | undefined) => (flag ? "yes" : "no");
  return {
    request: lesson(["no", "yes"], requests, (row) => yes(row.is_request)),
    kind: lesson(["none", ...requestKinds], requests, (row) =>
      row.is_request ? (row.kind ?? undefined) : "none",
    ),
    small_talk: lesson(
      smallTalkLabels,
      requests,
      (row) =>
        row.is_request ? undefined : (row.small_talk ?? reasons[row.none_type ?? ""] ?? "other"),
      {
        greeting: 2.5,
        thanks: 2.5,
      },
    ),
    priority: lesson(["no", "yes"], requests, (row) => yes(row.priority_claim), { yes: 2.5 }),
    provider: lesson(["no", "yes"], requests, (row) => yes(row.provider_language), { yes: 2 }),
    need: lesson(needLabels, both("need-answers", "need_answers.jsonl"), (row) => row.label),
    customer: lesson(
      customerLabels,
      both("customer-answers", "customer_answers.jsonl"),
      (row) => row.label,
    ),
  };
}
