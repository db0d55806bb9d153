/** The judge that is always there: no network, deterministic, the same text always read the same. Whole-message phrases and frames are matched; what has to be weighed is weighed by a small trained model. */
import { doubtAnswers } from "./answering.ts";
import { openClassifier } from "./classify.ts";
import { readControl } from "./controls.ts";
import { readDate } from "./dates.ts";
import { type Features, openFeatures } from "./features.ts";
import { isGreeting } from "./greeting.ts";
import {
  type Ask,
  type Control,
  type CustomerLabel,
  type CustomerReading,
  type Judge,
  type Kind,
  kinds,
  type NeedLabel,
  type NeedReading,
  type Read,
  type Readings,
  type RequestReading,
  type SmallTalk,
} from "./judge.ts";
import { readLens } from "./lens.ts";
import { splitRequests } from "./parts.ts";
import { quoteFamily, quoteOwner } from "./quote.ts";
import { readSaid, readSubject, type Tells } from "./said.ts";
import { ownWords, unsteered } from "./steering.ts";
import { clip, words } from "./text.ts";
import { openVectors } from "./vectors.ts";
import { loadVocabulary, type Vocabulary } from "./vocabulary.ts";
import { isFlagged, isRequest, noRequest } from "./weigh.ts";

/** The likeliest of the labels, and its share among them. */
function likeliest<T extends string>(chances: Map<string, number>, among: readonly string[] = [...chances.keys()]): Read<T> {
  const total = among.reduce((sum, label) => sum + (chances.get(label) ?? 0), 0) || 1;
  const best = among.reduce((first, label) => ((chances.get(label) ?? 0) > (chances.get(first) ?? 0) ? label : first));
  return { label: best as T, confidence: (chances.get(best) ?? 0) / total };
}

/** A message without a word in it: an emoji, a mention, a code block. */
const wordless = (text: string) => words(text).every((word) => word.startsWith(":"));

interface Trained {
  version: string;
  vocabulary: Vocabulary;
  features(text: string, request?: string): Features;
  classify(question: string, features: Features): Map<string, number>;
}

/** Opened at the first reading, not at the start: 4 MB from disk, some 60 ms. */
function openTrained(): Trained {
  const vocabulary = loadVocabulary();
  const { classify, version } = openClassifier();
  return { version, vocabulary, features: openFeatures(vocabulary, openVectors()), classify };
}

const nothing: RequestReading = {
  isRequest: { label: false, confidence: 0.95 },
  smallTalk: { label: "other", confidence: 0.9 },
  kind: { label: "advice", confidence: 0.2 },
  priorityClaim: { label: false, confidence: 0.95 },
  providerLanguage: { label: false, confidence: 0.95 },
  parts: [],
  said: {},
};

/** So sure that a sentence answers a question before it is asked, that it is shown as the answer. */
const tellsAnswer = 0.75;

const readTells = ({ classify, features }: Trained): Tells => {
  const surely = (question: string, sentence: string, label: string) => (classify(question, features(sentence)).get(label) ?? 0) >= tellsAnswer;
  return { need: (sentence) => surely("need", sentence, "need"), customer: (sentence) => !surely("customer", sentence, "indirect") };
};

function readRequest(text: string, seen: Features, trained: Trained): RequestReading {
  const { classify } = trained;
  if (words(text).length === 0) return nothing;
  const chances = classify("kind", seen);
  const none = noRequest(chances.get("none") ?? 0, classify("request", seen).get("no") ?? 0);
  const flag = (question: string): Read<boolean> => {
    const yes = classify(question, seen).get("yes") ?? 0;
    return { label: isFlagged(yes), confidence: isFlagged(yes) ? Math.max(yes, 0.5) : 1 - yes };
  };
  const kind = likeliest<Kind>(chances, kinds);
  const asks = isRequest(none);
  const subject = readSubject(text);
  return {
    isRequest: { label: asks, confidence: asks ? 1 - none : none },
    smallTalk: isGreeting(text) ? { label: "greeting", confidence: 0.95 } : doubtAnswers(text, likeliest<SmallTalk>(classify("small_talk", seen))),
    kind,
    priorityClaim: flag("priority"),
    providerLanguage: flag("provider"),
    parts: [],
    said: asks ? readSaid(text, kind.label, readTells(trained)) : {},
    ...(subject ? { subject } : {}),
  };
}

function readNeed(answer: string, seen: () => Features, { classify }: Trained): NeedReading {
  if (wordless(answer)) return { label: "refusal_unknown", confidence: 0.95 };
  const read = likeliest<NeedLabel>(classify("need", seen()));
  if (read.label !== "breakage") return read;
  const { since, affected } = readSaid(answer, "factory_issue");
  return { ...read, ...(since ? { since } : {}), ...(affected ? { affected } : {}) };
}

function readCustomer(answer: string, seen: () => Features, { classify, vocabulary }: Trained): CustomerReading {
  const owner = quoteOwner(answer);
  if (wordless(answer)) return { label: "unknown", confidence: 0.95, ...(owner ? { owner } : {}) };
  const read = likeliest<CustomerLabel>(classify("customer", seen()));
  const reached = read.label === "direct" || read.label === "indirect";
  const lens = reached ? readLens(answer) : undefined;
  const link = read.label === "indirect" ? quoteFamily(answer, "colleague", vocabulary) : undefined;
  return { ...read, ...(lens ? { lens } : {}), ...(link ? { link } : {}), ...(owner ? { owner } : {}) };
}

/** Words about the conversation are all that there is in a message, unless they bring a request with them. */
const isWhole = (control: Control): boolean => control !== "new_request" && control !== "person";

/** Opens the rules. They are pure and never throw; one is enough for a process, since what is trained is read once for each. */
export function rulesJudge(): Judge {
  let trained: Trained | undefined;

  function read({ text, wants, request = "", today }: Ask): Readings {
    trained ??= openTrained();
    const { features, classify } = trained;
    const readings: Readings = { by: `rules@${trained.version}` };
    const clipped = clip(unsteered(ownWords(text)));
    let related: Features | undefined;
    const answer = () => (related ??= features(clipped, clip(request)));
    const isRoutine = (part: string) => likeliest<Kind>(classify("kind", features(part)), kinds).label === "standard_service";
    for (const want of wants) {
      if (want === "control") {
        const control = readControl(text);
        if (control) readings.control = { label: control, confidence: 0.95 };
      } else if (want === "request") {
        if (readings.control && isWhole(readings.control.label)) continue;
        const parts = clipped === text ? splitRequests(text, isRoutine) : [text.trim()];
        readings.request = { ...readRequest(clipped, features(clipped), trained), parts };
      } else if (want === "need") readings.need = readNeed(clipped, answer, trained);
      else if (want === "customer") readings.customer = readCustomer(clipped, answer, trained);
      else {
        const date = today === undefined ? undefined : readDate(clipped, today);
        readings.measure = date === undefined ? {} : { date };
      }
    }
    return readings;
  }
  return { read: async (ask) => read(ask) };
}
