/** Labelled training rows, and the variations with which people write the same message. */
import { readdirSync, readFileSync } from "node:fs";
import {
  type AnswerKind,
  customerLabels,
  messageActs,
  needLabels,
  requestKinds,
  smallTalkLabels,
} from "../../nlu/judge.ts";
import { seededRandom } from "../simulation/runtime/random-source.ts";

const dataFolder = new URL("data/", import.meta.url);
const labelledFolder = new URL("labelled/", import.meta.url);

/**
 * A row of a file. Paraphrases and answers to one request share a `group`, so that cross-validation
 * keeps them in one fold. `{a|b}` in a text is a choice of words.
 */
interface LabelledRow {
  text?: string;
  request?: string;
  answer?: string;
  is_request?: boolean;
  kind?: string | null;
  label?: string;
  open?: AnswerKind;
  act?: string;
  also?: string[];
  priority_claim?: boolean;
  provider_language?: boolean;
  small_talk?: string;
  none_type?: string | null;
  lang: string;
  group: string;
  source: string;
}

/** One text with the probability of each label and its weight. */
export interface TrainingRow {
  text: string;
  request?: string;
  open?: AnswerKind;
  target: number[];
  weight: number;
  lang: string;
  group: string;
  /** Evaluation data, not written for the training. */
  isEvaluationData: boolean;
  isAsWritten: boolean;
}

export interface TrainingSet {
  labels: readonly string[];
  rows: TrainingRow[];
}

const loadRows = (file: string, folder: URL): LabelledRow[] =>
  readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line) as LabelledRow);

/**
 * Loads `requests.jsonl`, `requests-2.jsonl` and so on, sorted by name: the order of rows decides
 * the bytes of the model.
 */
const loadTrainingRows = (name: string): LabelledRow[] =>
  readdirSync(dataFolder)
    .filter(
      (file) =>
        file === `${name}.jsonl` || (file.startsWith(`${name}-`) && file.endsWith(".jsonl")),
    )
    .sort()
    .flatMap((file) => loadRows(file, dataFolder));

/** Labels of small talk in the evaluation data, mapped to ours. */
const smallTalkOfReason: Record<string, string> = {
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

const roll = seededRandom(7);
const pick = <T>(from: readonly T[]) => from[Math.floor(roll() * from.length)] as T;

const choices = /\{([^{}]*\|[^{}]*)\}/g;
const chooseWords = (text: string) =>
  text.replace(choices, (_, options: string) => pick(options.split("|")));

function withTypo(text: string): string {
  const at = 1 + Math.floor(roll() * (text.length - 2));
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}

/**
 * Returns variations of a text: choices of words, a greeting, thanks, a typo. Together they weigh
 * as much as one row, or slightly more when a row has many choices.
 */
function variants(
  text: string,
  lang: string,
  isMessage: boolean,
): { text: string; weight: number }[] {
  const spellings = choices.test(text)
    ? [...new Set(Array.from({ length: 24 }, () => chooseWords(text)))].slice(0, 8)
    : [text];
  const total = Math.min(3, Math.sqrt(spellings.length));
  return spellings.flatMap((spelling) => {
    const all = [spelling];
    if (
      isMessage &&
      roll() < 0.5 &&
      !/^(hi|hello|hey|dear|bonjour|hola|hallo|moin)/i.test(spelling)
    )
      all.push(pick(openings[lang] ?? []) + spelling);
    if (isMessage && roll() < 0.4) all.push(spelling + pick(closings[lang] ?? []));
    if (spelling.length > 12 && roll() < 0.15) all.push(withTypo(spelling));
    return all.map((variant) => ({ text: variant, weight: total / spellings.length / all.length }));
  });
}

/** Returns the probability of each label: the main one, and a share for other acceptable ones. */
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

/**
 * Builds the training set of a question. Evaluation rows weigh double, since they are closest to
 * what people write.
 */
function buildTrainingSet(
  labels: readonly string[],
  from: [LabelledRow[], number][],
  label: (row: LabelledRow) => string | undefined,
  labelWeights: Record<string, number> = {},
): TrainingSet {
  const rows = from.flatMap(([labelled, weight]) =>
    labelled.flatMap((row): TrainingRow[] => {
      const main = label(row);
      if (main === undefined) return [];
      const isMessage =
        row.answer === undefined &&
        row.act === undefined &&
        !["greeting", "thanks"].includes(row.small_talk ?? row.none_type ?? "");
      return variants(row.answer ?? row.text ?? "", row.lang, isMessage).map((variant, index) => ({
        text: variant.text,
        request: row.request,
        open: row.open,
        target: target(labels, main, row.also),
        weight: variant.weight * weight * (labelWeights[main] ?? 1),
        lang: row.lang,
        group: row.group,
        isEvaluationData: weight > 1,
        isAsWritten: index === 0,
      }));
    }),
  );
  return { labels, rows };
}

/** Returns the training set of each question. */
export function loadTrainingSets(): Record<string, TrainingSet> {
  const rowsOf = (ours: string, theirs: string): [LabelledRow[], number][] => [
    [loadTrainingRows(ours), 1],
    [loadRows(theirs, labelledFolder), 2],
  ];
  const requests = rowsOf("requests", "requests.jsonl");
  const yes = (flag: boolean | undefined) => (flag ? "yes" : "no");
  return {
    request: buildTrainingSet(["no", "yes"], requests, (row) => yes(row.is_request)),
    kind: buildTrainingSet(["none", ...requestKinds], requests, (row) =>
      row.is_request ? (row.kind ?? undefined) : "none",
    ),
    small_talk: buildTrainingSet(
      smallTalkLabels,
      requests,
      (row) =>
        row.is_request
          ? undefined
          : (row.small_talk ?? smallTalkOfReason[row.none_type ?? ""] ?? "other"),
      {
        greeting: 2.5,
        thanks: 2.5,
      },
    ),
    priority: buildTrainingSet(["no", "yes"], requests, (row) => yes(row.priority_claim), {
      yes: 2.5,
    }),
    provider: buildTrainingSet(["no", "yes"], requests, (row) => yes(row.provider_language), {
      yes: 2,
    }),
    need: buildTrainingSet(
      needLabels,
      rowsOf("need-answers", "need_answers.jsonl"),
      (row) => row.label,
    ),
    customer: buildTrainingSet(
      customerLabels,
      rowsOf("customer-answers", "customer_answers.jsonl"),
      (row) => row.label,
    ),
    act: buildTrainingSet(
      messageActs,
      [[loadTrainingRows("conversation-messages"), 1]],
      (row) => row.act,
    ),
  };
}
