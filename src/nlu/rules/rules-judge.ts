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
import { cleanMessage } from "../text/clean-message.ts";
import { readDateExpression } from "../text/date-expressions.ts";
import { stripInjections } from "../text/injection-filter.ts";
import { clipForReading, foldText, stripMarkup, tokenizeWords } from "../text/normalise.ts";
import { loadVocabulary, type Vocabulary } from "../text/vocabulary.ts";
import { loadWordVectors } from "../text/word-vectors.ts";
import { isBulkOrder } from "./bulk-orders.ts";
import { type Classifier, isFlagByThreshold, likeliest, loadClassifier } from "./classifier.ts";
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
import { addActFeatures } from "./message-acts.ts";
import { saysPlainFault } from "./plain-fault.ts";
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

/** Whether a message has no word: an emoji, a mention, a code block. */
const isWordless = (text: string) => tokenizeWords(text).every((word) => word.startsWith(":"));

interface Trained extends Classifier {
  vocabulary: Vocabulary;
  features(text: string): FeatureVector;
}

/** Loads the trained data (21 MB in memory), on the first reading and not at start. */
function openTrained(): Trained {
  const vocabulary = loadVocabulary();
  return {
    ...loadClassifier(),
    vocabulary,
    features: createFeatureExtractor(vocabulary, loadWordVectors()),
  };
}

/** Reads the likeliest label of a question. */
function readLabel<T extends string>(
  question: string,
  features: FeatureVector,
  { classify, isSure }: Trained,
): LabelReading<T> & { sure: boolean } {
  const read = likeliest<T>(classify(question, features));
  return { ...read, sure: isSure(question, read) };
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

/**
 * Confidence from which a message is taken for a request without asking; that of its kind decides
 * separately.
 */
const sureRequestFrom = 0.8;

/** Confidence in a fault that is said in so many words. */
const plainFaultConfidence = 0.95;

function readRequest(text: string, seen: FeatureVector, trained: Trained): RequestReading {
  const { classify, isSure } = trained;
  if (tokenizeWords(text).length === 0) return emptyReading;
  const chances = classify("message", seen);
  const none = chances.get("none") ?? 0;
  const flag = (question: string): LabelReading<boolean> => {
    const yes = classify(question, seen).get("yes") ?? 0;
    return {
      label: isFlagByThreshold(yes),
      confidence: isFlagByThreshold(yes) ? Math.max(yes, 0.5) : 1 - yes,
    };
  };
  if (isBulkOrder(text)) {
    const routine = chances.get("standard_service") ?? 0;
    chances.set("new_solution", (chances.get("new_solution") ?? 0) + routine);
    chances.set("standard_service", 0);
  }
  const { label } = likeliest<RequestKind>(chances, requestKinds);
  const isPlainFault = label === "factory_issue" && saysPlainFault(text);
  const kind = {
    label,
    confidence: Math.max(chances.get(label) ?? 0, isPlainFault ? plainFaultConfidence : 0),
  };
  const asks = none < 0.5;
  const subject = extractSubject(text);
  const security = readSecurityIncident(text);
  return {
    isRequest: security.label
      ? security
      : {
          label: asks,
          confidence: asks ? 1 - none : none,
          sure: asks
            ? 1 - none >= sureRequestFrom
            : isSure("message", { label: "none", confidence: none }),
        },
    smallTalk: isGreeting(text)
      ? { label: "greeting", confidence: 0.95 }
      : doubtSmallTalk(text, likeliest<SmallTalkLabel>(classify("small_talk", seen))),
    kind: { ...kind, sure: isPlainFault || isSure("message", kind) },
    priorityClaim: flag("priority"),
    providerLanguage: flag("provider"),
    security,
    isPrivate: false,
    parts: [],
    said: asks ? extractStatedAnswers(text, kind.label, createSentenceClassifiers(trained)) : {},
    subject,
  };
}

function readNeed(answer: string, seen: () => FeatureVector, trained: Trained): NeedReading {
  if (isWordless(answer)) return { label: "refusal_unknown", confidence: 0.95 };
  const read = readLabel<NeedLabel>("need", seen(), trained);
  if (read.label !== "breakage") return read;
  const { since, affected } = extractStatedAnswers(answer, "factory_issue");
  return { ...read, since, affected };
}

function readCustomer(
  answer: string,
  seen: () => FeatureVector,
  trained: Trained,
): CustomerReading {
  const owner = quoteCustomerOwner(answer);
  if (isWordless(answer)) return { label: "unknown", confidence: 0.95, owner };
  const read = readLabel<CustomerLabel>("customer", seen(), trained);
  const isReached = read.label === "direct" || read.label === "indirect";
  const lens = isReached ? readEffectKind(answer) : undefined;
  const link =
    read.label === "indirect"
      ? quoteVocabularyFamily(answer, "colleague", trained.vocabulary)
      : undefined;
  return { ...read, lens, link, owner };
}

/** Reads the act of a message, from its words and from how it reads as a request. */
function readAct(
  text: string,
  { open = "none", request = "" }: JudgeInput,
  seen: FeatureVector,
  { classify, isSure }: Trained,
): ActReading {
  const features = relateFeatures(seen, text, clipForReading(request));
  addActFeatures(features, text, open, (question) => classify(question, seen));
  const chances = classify("act", features);
  const read = likeliest<MessageAct>(chances);
  return {
    ...read,
    sure: isSure("act", read),
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
    const honest = stripInjections(bare);
    const clipped = clipForReading(cleanMessage(honest));
    let seen: FeatureVector | undefined;
    const message = () => (seen ??= features(clipped));
    let related: FeatureVector | undefined;
    const answer = () => (related ??= relateFeatures(message(), clipped, clipForReading(request)));
    const isRoutine = (part: string) =>
      likeliest<RequestKind>(classify("message", features(part)), requestKinds).label ===
      "standard_service";
    for (const want of wants) {
      if (want === "control") {
        const control = readControlPhrase(text);
        if (control) readings.control = { label: control, confidence: 0.95 };
      } else if (want === "request") {
        if (readings.control && isWhole(readings.control.label)) continue;
        const split = honest === bare ? splitRequests(clipped, isRoutine) : [];
        const parts = split.length > 1 ? split : [bare.trim()];
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
