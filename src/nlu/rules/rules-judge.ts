/**
 * Judge without network: matches phrases and patterns, and classifies the rest with a small trained
 * model. Deterministic.
 */

import {
  type ActReading,
  type AnswerKind,
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
  type StatedAnswers,
} from "../judge.ts";
import { cleanMessage } from "../text/clean-message.ts";
import { readDateExpression } from "../text/date-expressions.ts";
import { stripInjections } from "../text/injection-filter.ts";
import {
  clipForReading,
  foldText,
  type NormalisedText,
  normaliseText,
  stripMarkup,
} from "../text/normalise.ts";
import { readControlPhrase } from "./acts/control-phrases.ts";
import { addActFeatures } from "./acts/message-acts.ts";
import { isMarkedPrivate, withoutPrivateMarker } from "./acts/private-marker.ts";
import {
  extractStatedAnswers,
  extractSubject,
  quoteCustomerOwner,
  quoteVocabularyFamily,
  readEffectKind,
  type SentenceClassifiers,
} from "./answers/extract-answers.ts";
import { isPurposeClause } from "./answers/purpose-clause.ts";
import { chanceOf, isFlagByThreshold, likeliest } from "./classifier/classifier.ts";
import {
  type MessageReading,
  openMessageReading,
  openTrainedModel,
  type TrainedModel,
} from "./classifier/message-reading.ts";
import { readSecurityIncident } from "./faults/security-incident.ts";
import {
  announcesColleague,
  asksToHave,
  countAsNew,
  isBulkOrder,
  saysPlainFault,
} from "./requests/explicit-kinds.ts";
import { askingSentence, isLongMail } from "./requests/request-opening.ts";
import { splitRequests } from "./requests/split-requests.ts";

const greeting =
  /^\W*(?:hello|hallo|hi|hiya|hey|howdy|moin|servus|bonjour|salut|bonsoir|hola|buenas|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|buenos dias|buenas (?:tardes|noches))(?: (?:there|all|team|everyone|everybody|entwine|zusammen|a tous|a todos))?\W*$/;

/** Returns whether a text is only a greeting; a single word is too little for the classifier. */
const isGreeting = ({ text, plain }: NormalisedText): boolean =>
  text.length < 40 && greeting.test(plain);

/** Matches "no idea" in a few words; more words would be an answer. Folded text. */
const noIdea =
  /^\W*(?:(?:well|hmm?|sorry|honestly|puh|pff|eh|bof)\W+)*(?:(?:i |we )?(?:really |honestly )?(?:don'?t|do not|wouldn'?t) (?:really )?know|(?:i have |i've )?(?:no|not a|absolutely no) (?:idea|clue)|dunno|idk|not (?:quite |so |really )?sure|yes and no\b|ja und nein|jein\b|hard to (?:say|tell)|(?:ich |das )?weiss (?:ich |es |das )?(?:leider |noch |gar )?(?:nicht|net)|ka\b|keine? (?:ahnung|plan)\b|aucune idee|(?:je (?:ne |n'en )?|j'en |j' )?sais (?:pas|rien)|ni idea|(?:yo )?no (?:lo )?se\b|no (?:lo )?sabemos)/;

/** Matches a correction that looks like agreement: "No, it is by July". */
const correction =
  /^\W*(?:no|nope|nah|nein|nee|non)\b(?![\s,.!]*(?:thanks?|thx|problem|worries|need|hurry|rush|danke|merci|gracias|passt|pasa)\b)[\s,.!:–-]+\S+\s+\S.*[^?\s]\s*$/s;

/**
 * Lowers the confidence of small talk that may be an answer, so that it does not count as
 * agreement.
 */
function doubtSmallTalk(
  { text, plain, words }: NormalisedText,
  read: LabelReading<SmallTalkLabel>,
): LabelReading<SmallTalkLabel> {
  const start = text.length > 200 ? foldText(stripMarkup(text.slice(0, 200))) : plain;
  const isNoIdea = words.length < 8 && noIdea.test(start);
  const mayCorrect = read.label === "acknowledgement" || read.label === "other";
  return isNoIdea || (mayCorrect && correction.test(start))
    ? { label: "other", confidence: 0.3 }
    : read;
}

/** Returns whether a message has no word: an emoji, a mention, a code block. */
const isWordless = ({ words }: NormalisedText) => words.every((word) => word.startsWith(":"));

/** Reads the most probable label of a question that the message answers. */
function readLabel<T extends string>(
  question: string,
  { answer }: MessageReading,
  { classify, isSure }: TrainedModel,
): LabelReading<T> & { sure: boolean } {
  const read = likeliest<T>(classify(question, answer()));
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

/** Probability from which a sentence reports the fault of a message. */
const sentenceFaultChance = 0.5;

const createSentenceClassifiers = ({ chancesIn }: MessageReading): SentenceClassifiers => {
  const isLikely = (question: string, sentence: string, label: string) =>
    chanceOf(chancesIn(sentence, question), label) >= answerConfidence;
  return {
    isFault: (sentence) =>
      chanceOf(chancesIn(sentence, "message"), "factory_issue") >= sentenceFaultChance,
    isNeed: (sentence) => isLikely("need", sentence, "need"),
    isCustomerEffect: (sentence) => !isLikely("customer", sentence, "indirect"),
  };
};

/** Confidence from which a message counts as a request without asking, whatever its kind. */
const sureRequestFrom = 0.65;

/** Confidence of a fault, or a new colleague, that is stated explicitly. */
const plainConfidence = 0.95;

/** Probability of a kind from which its answers are quoted, because the author may choose it. */
const possibleKindChance = 0.03;

/** Quotes stated answers to the questions of every possible kind. */
function readSaid(reading: MessageReading, kind: RequestKind): StatedAnswers {
  const chances = reading.chances("message");
  const possible = requestKinds.filter(
    (each) => each === kind || chanceOf(chances, each) >= possibleKindChance,
  );
  // the two have the same questions, and classifying sentences takes most of the time
  const kinds = new Set(possible.map((each) => (each === "change" ? "new_solution" : each)));
  const classifiers = createSentenceClassifiers(reading);
  const { text } = reading.message;
  return Object.assign(
    {},
    ...[...kinds].map((each) => extractStatedAnswers(text, each, classifiers)),
  );
}

function readRequest(reading: MessageReading, { isSure }: TrainedModel): RequestReading {
  const { message, chances } = reading;
  const { text, line, words } = message;
  if (words.length === 0) return emptyReading;
  const kinds = isBulkOrder(line)
    ? countAsNew(chances("message"), "standard_service")
    : asksToHave(message)
      ? countAsNew(chances("message"), "advice")
      : chances("message");
  const flag = (question: "priority" | "provider"): LabelReading<boolean> => {
    const yes = chanceOf(chances(question), "yes");
    return {
      label: isFlagByThreshold(yes),
      confidence: isFlagByThreshold(yes) ? Math.max(yes, 0.5) : 1 - yes,
    };
  };
  const isStarter = announcesColleague(message);
  const { label } = isStarter
    ? { label: "standard_service" as const }
    : likeliest<RequestKind>(kinds, requestKinds);
  const isPlainFault = label === "factory_issue" && saysPlainFault(message);
  const kind = {
    label,
    confidence: Math.max(chanceOf(kinds, label), isPlainFault || isStarter ? plainConfidence : 0),
  };
  const saidNone = chanceOf(kinds, "none");
  const none = isStarter
    ? 1 - plainConfidence
    : isPlainFault
      ? Math.min(saidNone, 1 - sureRequestFrom)
      : saidNone;
  const asks = none < 0.5;
  const subject = extractSubject(text);
  const security = readSecurityIncident(message);
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
    smallTalk: isGreeting(message)
      ? { label: "greeting", confidence: 0.95 }
      : doubtSmallTalk(message, likeliest<SmallTalkLabel>(chances("small_talk"))),
    kind: { ...kind, sure: isPlainFault || isStarter || isSure("message", kind) },
    priorityClaim: flag("priority"),
    providerLanguage: flag("provider"),
    security,
    isPrivate: false,
    parts: [],
    said: readSaid(reading, label),
    subject,
  };
}

/** Probability from which an answer names the thing again, even if it is worded as a purpose. */
const certainlyRestated = 0.9;

function readNeed(reading: MessageReading, trained: TrainedModel): NeedReading {
  if (isWordless(reading.message)) return { label: "refusal_unknown", confidence: 0.95 };
  const read = readLabel<NeedLabel>("need", reading, trained);
  if (read.label === "solution_restated") {
    const isDoubtful = read.confidence < certainlyRestated && isPurposeClause(reading.message.text);
    return isDoubtful ? { ...read, label: "need", confidence: 1 - read.confidence / 2 } : read;
  }
  if (read.label !== "breakage") return read;
  const { since, affected } = extractStatedAnswers(reading.message.text, "factory_issue");
  return { ...read, since, affected };
}

function readCustomer(reading: MessageReading, trained: TrainedModel): CustomerReading {
  const { text } = reading.message;
  const owner = quoteCustomerOwner(text);
  if (isWordless(reading.message)) return { label: "unknown", confidence: 0.95, owner };
  const read = readLabel<CustomerLabel>("customer", reading, trained);
  const isReached = read.label === "direct" || read.label === "indirect";
  const lens = isReached ? readEffectKind(text) : undefined;
  const link =
    read.label === "indirect"
      ? quoteVocabularyFamily(text, "colleague", trained.vocabulary)
      : undefined;
  return { ...read, lens, link, owner };
}

/** Reads the act of a message from its words and its reading as a request. */
function readAct(
  { message, chances, answer }: MessageReading,
  open: AnswerKind,
  { classify, isSure, scores: { act } }: TrainedModel,
): ActReading {
  act.reset(answer());
  addActFeatures(act, message, open, {
    message: chances("message"),
    smallTalk: chances("small_talk"),
  });
  const acts = classify("act", act);
  const read = likeliest<MessageAct>(acts);
  return {
    ...read,
    sure: isSure("act", read),
    chances: Object.fromEntries(
      acts.labels.map((label, index) => [label, acts.values[index]]),
    ) as Record<MessageAct, number>,
  };
}

/** Kinds of what is wanted: a thing named in a list ("a laptop") is read as one of them. */
const wishKinds = requestKinds.filter((kind) => kind !== "factory_issue");

/** Returns the sentence that asks, if the message is long, or is no request as a whole. */
function findAsk({ chances, chancesIn }: MessageReading, text: string): string | undefined {
  if (!isLongMail(text) && chanceOf(chances("message"), "none") < 0.5) return undefined;
  return askingSentence(text, (sentence) => 1 - chanceOf(chancesIn(sentence, "message"), "none"));
}

/** Returns whether a control is the whole message; these two may come with a request. */
const isWhole = (control: ConversationControl): boolean =>
  control !== "new_request" && control !== "person";

/** Chance from which a clause beside an order reports a fault of its own. */
const minReportedChance = 0.6;

/** Creates the rules judge, which never throws. Each loads the trained data: use one. */
export function createRulesJudge(): Judge {
  let trained: TrainedModel | undefined;

  function read({ text, wants, open = "none", request = "", today }: JudgeInput): Readings {
    trained ??= openTrainedModel();
    const readings: Readings = { by: `rules@${trained.version}` };
    const bare = withoutPrivateMarker(text) || text;
    const honest = stripInjections(bare);
    const clean = cleanMessage(honest);
    const message = normaliseText(clipForReading(clean));
    const whole = openMessageReading(message, request, trained);
    const asks = open === "none" ? findAsk(whole, clean) : undefined;
    const reading =
      asks === undefined ? whole : openMessageReading(normaliseText(asks), request, trained);
    const isRoutine = (part: string) => {
      const chances = reading.chancesIn(part, "message");
      return (
        chanceOf(chances, "factory_issue") < 0.5 &&
        likeliest<RequestKind>(chances, wishKinds).label === "standard_service"
      );
    };
    const isReported = (part: string) =>
      chanceOf(reading.chancesIn(part, "message"), "factory_issue") >= minReportedChance;
    for (const want of wants) {
      if (want === "control") {
        const control = readControlPhrase(text);
        if (control) readings.control = { label: control, confidence: 0.95 };
      } else if (want === "request") {
        if (readings.control && isWhole(readings.control.label)) continue;
        const split = honest === bare ? splitRequests(message.text, isRoutine, isReported) : [];
        const parts = split.length > 1 ? split : [bare.trim()];
        const isPrivate = isMarkedPrivate(text);
        readings.request = { ...readRequest(reading, trained), isPrivate, parts, asks };
      } else if (want === "need") readings.need = readNeed(reading, trained);
      else if (want === "customer") readings.customer = readCustomer(reading, trained);
      else if (want === "act") {
        if (asks === undefined) readings.act = readAct(reading, open, trained);
      } else {
        const date = today === undefined ? undefined : readDateExpression(message.text, today);
        readings.measure = date === undefined ? {} : { date };
      }
    }
    return readings;
  }
  return { read: async (ask) => read(ask) };
}
