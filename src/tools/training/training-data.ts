/** Labelled training rows, and variations of their text. */
import { readdirSync, readFileSync } from "node:fs";
import {
  type AnswerKind,
  customerLabels,
  messageActs,
  needLabels,
  requestKinds,
  smallTalkLabels,
} from "../../nlu/judge.ts";
import { cleanMessage } from "../../nlu/text/clean-message.ts";
import { seededRandom } from "../simulation/runtime/random-source.ts";

const dataFolder = new URL("data/", import.meta.url);
const labelledFolder = new URL("labelled/", import.meta.url);

/**
 * A row of a file. Paraphrases of one request and answers to it share a `group`, so that
 * cross-validation keeps them in one fold. `{a|b}` in a text is a choice of words.
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
  group?: string;
  source: string;
}

/**
 * Origin of a row: written for Entwine, evaluation data, based on real tickets of others, or
 * written in an imagined writer's style.
 */
type Origin = "written" | "evaluation" | "tickets" | "styles";

/** One text with the probability of each label and its weight. */
export interface TrainingRow {
  text: string;
  request?: string;
  open?: AnswerKind;
  target: number[];
  weight: number;
  lang: string;
  origin: Origin;
  /** Rows with the same value are held out together: a source, else a group. */
  heldOutWith: string;
  isAsWritten: boolean;
}

export interface TrainingSet {
  labels: readonly string[];
  rows: TrainingRow[];
}

/** Rows of one origin, with their weight in training. */
interface RowSet {
  origin: Origin;
  weight: number;
  rows: LabelledRow[];
}

const loadRows = (file: string, folder: URL): LabelledRow[] =>
  readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line) as LabelledRow);

/**
 * Loads the matching files, sorted by name: the order of rows determines the bytes of the model.
 */
const loadFiles = (pattern: RegExp): LabelledRow[] =>
  readdirSync(dataFolder)
    .filter((file) => pattern.test(file))
    .sort()
    .flatMap((file) => loadRows(file, dataFolder));

/** Returns the source of a row without the ticket number: "after owner/repository#12". */
const sourceOf = ({ source }: LabelledRow) =>
  source.replace(/^(?:register )?(?:after )?/, "").replace(/#.*$/, "");

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

const choices = /\{([^{}]*\|[^{}]*)\}/g;
function chooseWords(text: string, roll: () => number): string {
  return text.replace(choices, (_, options: string) => {
    const all = options.split("|");
    return all[Math.floor(roll() * all.length)] ?? "";
  });
}

function withTypo(text: string, roll: () => number): string {
  const at = 1 + Math.floor(roll() * (text.length - 2));
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}

/**
 * Returns variations of a text: choices of words, and a typo. Together they weigh as much as one
 * row, or slightly more if a row has many choices.
 */
function variants(text: string, roll: () => number): { text: string; weight: number }[] {
  const spellings = choices.test(text)
    ? [...new Set(Array.from({ length: 24 }, () => chooseWords(text, roll)))].slice(0, 8)
    : [text];
  const total = Math.min(3, Math.sqrt(spellings.length));
  return spellings.flatMap((spelling) => {
    const all = [spelling];
    if (spelling.length > 12 && roll() < 0.15) all.push(withTypo(spelling, roll));
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

/** Builds the training set of a question. */
function buildTrainingSet(
  labels: readonly string[],
  sets: RowSet[],
  label: (row: LabelledRow) => string | undefined,
  labelWeights: Record<string, number> = {},
): TrainingSet {
  /** Same variations for each question of the same rows. */
  const roll = seededRandom(7);
  const rows = sets.flatMap(({ origin, weight, rows }) =>
    rows.flatMap((row): TrainingRow[] => {
      const main = label(row);
      if (main === undefined) return [];
      const hasSource = origin === "tickets" || origin === "styles";
      const text = cleanMessage(row.answer ?? row.text ?? "");
      return variants(text, roll).map((variant, index) => ({
        text: variant.text,
        request: row.request,
        open: row.open,
        target: target(labels, main, row.also),
        weight: variant.weight * weight * (labelWeights[main] ?? 1),
        lang: row.lang,
        origin,
        heldOutWith: hasSource ? sourceOf(row) : (row.group ?? text),
        isAsWritten: index === 0,
      }));
    }),
  );
  return { labels, rows };
}

/** Returns the training set of each question. */
export function loadTrainingSets(): Record<string, TrainingSet> {
  const setsOf = (written: string, evaluation: string, outside: string): RowSet[] => [
    { origin: "written", weight: 1, rows: loadFiles(new RegExp(`^${written}(?:-\\d+)?\\.jsonl$`)) },
    { origin: "evaluation", weight: 2, rows: loadRows(`${evaluation}.jsonl`, labelledFolder) },
    {
      origin: "tickets",
      weight: 1,
      rows: loadRows(`strangers-${outside}.jsonl`, labelledFolder),
    },
    {
      origin: "styles",
      weight: 1,
      rows: loadFiles(new RegExp(`^strangers-.*-${outside}\\.jsonl$`)),
    },
  ];
  const requests = setsOf("requests", "requests", "requests");
  const answers = (question: "need" | "customer", labels: readonly string[]) =>
    buildTrainingSet(
      labels,
      setsOf(`${question}-answers`, `${question}_answers`, question),
      (row) => row.label,
    );
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
      yes: 3,
    }),
    need: answers("need", needLabels),
    customer: answers("customer", customerLabels),
    act: buildTrainingSet(
      messageActs,
      [{ origin: "styles", weight: 1, rows: loadFiles(/^conversation-messages/) }],
      (row) => row.act,
    ),
  };
}
