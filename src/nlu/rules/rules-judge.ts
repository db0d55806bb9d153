/**
 * Judge without network: phrases and patterns are matched, the rest is classified by a small
 * trained model. Deterministic.
 */

import {
  type ActReading,
  type ConversationControl,
  type CustomerLabel,
  type CustomerReading,
  type Judge,
  type JudgeInput,
  type LabelReading,
  type MessageAct,
  type NeedLabel,
  type NeedReading,
  type Readings,
  type RequestKind,
  type RequestReading,
  requestKinds,
  type SmallTalkLabel,
} from "../judge.ts";
import { readDateExpression } from "../text/date-expressions.ts";
import { stripInjections, stripQuotedLines } from "../text/injection-filter.ts";
import { clipForReading, foldText, stripMarkup, tokenizeWords } from "../text/normalise.ts";
import { loadVocabulary, type Vocabulary } from "../text/vocabulary.ts";
import { loadWordVectors } from "../text/word-vectors.ts";
import {
  isFlagByThreshold,
  isRequestByThreshold,
  loadClassifier,
  noRequestProbability,
} from "./classifier.ts";
import { readControlPhrase } from "./control-phrases.ts";
import { quoteCustomerOwner, quoteVocabularyFamily, readEffectKind } from "./customer-details.ts";
import {
  extractStatedAnswers,
  extractSubject,
  type SentenceClassifiers,
} from "./extract-answers.ts";
import {
  createFeatureExtractor,
  type FeatureVector,
  relateFeatures,
} from "./feature-extraction.ts";
import { addActFeatures, requestHints } from "./message-acts.ts";
import { isMarkedPrivate, withoutPrivateMarker } from "./private-marker.ts";
import { readSecurityIncident } from "./security-incident.ts";
import { splitRequests } from "./split-requests.ts";

const greeting =
  /^\W*(?:hello|hallo|hi|hiya|hey|howdy|moin|servus|bonjour|salut|bonsoir|hola|buenas|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|buenos dias|buenas (?:tardes|noches))(?: (?:there|all|team|everyone|everybody|entwine|zusammen|a tous|a todos))?\W*$/;

/** Whether a text is only a greeting; a single word is too little for the classifier. */
const isGreeting = (text: string): boolean =>
  text.length < 40 && greeting.test(foldText(stripMarkup(text)));

/** "No idea" in a few words; more words would tell something. Matches folded text. */
const noIdea =
  /^\W*(?:(?:well|hmm?|sorry|honestly|puh|pff|eh|bof)\W+)*(?:(?:i |we )?(?:really |honestly )?(?:don'?t|do not|wouldn'?t) (?:really )?know|(?:i have |i've )?(?:no|not a|absolutely no) (?:idea|clue)|dunno|idk|not (?:quite |so |really )?sure|yes and no\b|ja und nein|jein\b|hard to (?:say|tell)|(?:ich |das )?weiss (?:ich |es |das )?(?:leider |noch |gar )?(?:nicht|net)|ka\b|keine? (?:ahnung|plan)\b|aucune idee|(?:je (?:ne |n'en )?|j'en |j' )?sais (?:pas|rien)|ni idea|(?:yo )?no (?:lo )?se\b|no (?:lo )?sabemos)/;

/** "No, it is by July": looks like agreement but corrects. */
const correction =
  /^\W*(?:no|nope|nah|nein|nee|non)\b(?![\s,.!]*(?:thanks?|thx|problem|worries|need|hurry|rush|danke|merci|gracias|passt|pasa)\b)[\s,.!:–-]+\S+\s+\S.*[^?\s]\s*$/s;

/**
 * Lowers the confidence of small talk that may be an answer, so that it is not taken for agreement.
 */
function doubtSmallTalk(
  text: string,
  read: LabelReading<SmallTalkLabel>,
): LabelReading<SmallTalkLabel> {
  const plain = foldText(stripMarkup(text.slice(0, 200)));
  const isNoIdea = noIdea.test(plain) && tokenizeWords(text).length < 8;
  const isCorrection =
    correction.test(plain) && (read.label === "acknowledgement" || read.label === "other");
  return isNoIdea || isCorrection ? { label: "other", confidence: 0.3 } : read;
}

/** Returns the likeliest label and its share of the given labels. */
function likeliest<T extends string>(
  chances: Map<string, number>,
  among: readonly string[] = [...chances.keys()],
): LabelReading<T> {
  const total = among.reduce((sum, label) => sum + (chances.get(label) ?? 0), 0) || 1;
  const best = among.reduce((first, label) =>
    (chances.get(label) ?? 0) > (chances.get(first) ?? 0) ? label : first,
  );
  return { label: best as T, confidence: (chances.get(best) ?? 0) / total };
}

/** Confidence from which a reading is acted on without asking. */
const sureFrom = 0.6;

const withSure = <T>(read: LabelReading<T>): LabelReading<T> => ({
  ...read,
  sure: read.confidence >= sureFrom,
});

/** Whether a message has no word: an emoji, a mention, a code block. */
const isWordless = (text: string) => tokenizeWords(text).every((word) => word.startsWith(":"));

interface Trained {
  version: string;
  vocabulary: Vocabulary;
  features(text: string): FeatureVector;
  classify(question: string, features: FeatureVector): Map<string, number>;
}

/** Loads the trained data (4 MB, about 60 ms), on the first reading and not at start. */
function openTrained(): Trained {
  const vocabulary = loadVocabulary();
  const { classify, version } = loadClassifier();
  return {
    version,
    vocabulary,
    features: createFeatureExtractor(vocabulary, loadWordVectors()),
    classify,
  };
}

const emptyReading: RequestReading = {
  isRequest: { label: false, confidence: 0.95 },
  smallTalk: { label: "other", confidence: 0.9 },
  kind: { label: "advice", confidence: 0.2 },
  priorityClaim: { label: false, confidence: 0.95 },
  providerLanguage: { label: false, confidence: 0.95 },
  security: { label: false, confidence: 0.95 },
  isPrivate: false,
  parts: [],
  said: {},
};

/**
 * Confidence from which a sentence of the request counts as an answer before the question is asked.
 */
const answerConfidence = 0.75;

const createSentenceClassifiers = ({ classify, features }: Trained): SentenceClassifiers => {
  const isLikely = (question: string, sentence: string, label: string) =>
    (classify(question, features(sentence)).get(label) ?? 0) >= answerConfidence;
  return {
    isNeed: (sentence) => isLikely("need", sentence, "need"),
    isCustomerEffect: (sentence) => !isLikely("customer", sentence, "indirect"),
  };
};

function readRequest(text: string, seen: FeatureVector, trained: Trained): RequestReading {
  const { classify } = trained;
  if (tokenizeWords(text).length === 0) return emptyReading;
  const chances = classify("kind", seen);
  const none = noRequestProbability(
    chances.get("none") ?? 0,
    classify("request", seen).get("no") ?? 0,
  );
  const flag = (question: string): LabelReading<boolean> => {
    const yes = classify(question, seen).get("yes") ?? 0;
    return {
      label: isFlagByThreshold(yes),
      confidence: isFlagByThreshold(yes) ? Math.max(yes, 0.5) : 1 - yes,
    };
  };
  const kind = likeliest<RequestKind>(chances, requestKinds);
  const asks = isRequestByThreshold(none);
  const subject = extractSubject(text);
  const security = readSecurityIncident(text);
  return {
    isRequest: security.label
      ? security
      : withSure({ label: asks, confidence: asks ? 1 - none : none }),
    smallTalk: isGreeting(text)
      ? { label: "greeting", confidence: 0.95 }
      : doubtSmallTalk(text, likeliest<SmallTalkLabel>(classify("small_talk", seen))),
    kind: withSure(kind),
    priorityClaim: flag("priority"),
    providerLanguage: flag("provider"),
    security,
    isPrivate: false,
    parts: [],
    said: asks ? extractStatedAnswers(text, kind.label, createSentenceClassifiers(trained)) : {},
    subject,
  };
}

function readNeed(answer: string, seen: () => FeatureVector, { classify }: Trained): NeedReading {
  if (isWordless(answer)) return { label: "refusal_unknown", confidence: 0.95 };
  const read = withSure(likeliest<NeedLabel>(classify("need", seen())));
  if (read.label !== "breakage") return read;
  const { since, affected } = extractStatedAnswers(answer, "factory_issue");
  return { ...read, since, affected };
}

function readCustomer(
  answer: string,
  seen: () => FeatureVector,
  { classify, vocabulary }: Trained,
): CustomerReading {
  const owner = quoteCustomerOwner(answer);
  if (isWordless(answer)) return { label: "unknown", confidence: 0.95, owner };
  const read = withSure(likeliest<CustomerLabel>(classify("customer", seen())));
  const isReached = read.label === "direct" || read.label === "indirect";
  const lens = isReached ? readEffectKind(answer) : undefined;
  const link =
    read.label === "indirect" ? quoteVocabularyFamily(answer, "colleague", vocabulary) : undefined;
  return { ...read, lens, link, owner };
}

/** Reads the act of a message, from its words and from how it reads as a request. */
function readAct(
  text: string,
  { open = "none", request = "" }: JudgeInput,
  seen: FeatureVector,
  { classify }: Trained,
): ActReading {
  const features = relateFeatures(seen, text, clipForReading(request));
  addActFeatures(
    features,
    text,
    open,
    requestHints((question) => classify(question, seen)),
  );
  const chances = classify("act", features);
  return {
    ...withSure(likeliest<MessageAct>(chances)),
    chances: Object.fromEntries(chances) as Record<MessageAct, number>,
  };
}

/** Whether a control is the whole message; these two may come with a request. */
const isWhole = (control: ConversationControl): boolean =>
  control !== "new_request" && control !== "person";

/**
 * Creates the rules judge. It never throws. One is enough for a process: each loads the trained
 * data.
 */
export function createRulesJudge(): Judge {
  let trained: Trained | undefined;

  function read(input: JudgeInput): Readings {
    const { text, wants, request = "", today } = input;
    trained ??= openTrained();
    const { features, classify } = trained;
    const readings: Readings = { by: `rules@${trained.version}` };
    const bare = withoutPrivateMarker(text) || text;
    const clipped = clipForReading(stripInjections(stripQuotedLines(bare)));
    let seen: FeatureVector | undefined;
    const message = () => (seen ??= features(clipped));
    let related: FeatureVector | undefined;
    const answer = () => (related ??= relateFeatures(message(), clipped, clipForReading(request)));
    const isRoutine = (part: string) =>
      likeliest<RequestKind>(classify("kind", features(part)), requestKinds).label ===
      "standard_service";
    for (const want of wants) {
      if (want === "control") {
        const control = readControlPhrase(text);
        if (control) readings.control = { label: control, confidence: 0.95 };
      } else if (want === "request") {
        if (readings.control && isWhole(readings.control.label)) continue;
        const parts = clipped === bare ? splitRequests(bare, isRoutine) : [bare.trim()];
        const isPrivate = isMarkedPrivate(text);
        readings.request = { ...readRequest(clipped, message(), trained), isPrivate, parts };
      } else if (want === "need") readings.need = readNeed(clipped, answer, trained);
      else if (want === "customer") readings.customer = readCustomer(clipped, answer, trained);
      else if (want === "act") readings.act = readAct(clipped, input, message(), trained);
      else {
        const date = today === undefined ? undefined : readDateExpression(clipped, today);
        readings.measure = date === undefined ? {} : { date };
      }
    }
    return readings;
  }
  return { read: async (ask) => read(ask) };
}
