/**
 * Evidence for each target that a message may have. Pure. A target's score is the logarithm of its
 * probability by the words alone, plus a weight for each piece of evidence about place and time.
 */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { withoutMentions } from "../../platform/rich-text.ts";
import type {
  MessageEvidence,
  OpenThing,
  RecentRequest,
  TargetAct,
  TargetSuggestion,
  WordsReading,
} from "../message-target.ts";
import { isSuggested, type ScoredClaim } from "./choose-target.ts";
import { findCorrected, isJustSaid, mayContinue } from "./recency.ts";
import { findNamed, isEndable, isFragment, namesEnd, wordsIn } from "./shared-words.ts";

/** Weights of evidence, as natural logarithms of odds. */
const weights = {
  /** The message is in the thread of the request, or quotes a message about it. */
  referenced: 4,
  /** Something else was asked later, or a security incident has just been told. */
  older: -1.5,
  /** Asked about a request that came up in another answer, whose author may not be finished. */
  interrupts: -2.5,
  /** Another person was asked. */
  notAsked: -2,
  parked: -0.7,
  /** Asked more than a day ago. */
  stale: -0.5,
  /** The message refers to something else. */
  elsewhere: -3,
  /** The words have the form that an older question asks for, or of more about a new request. */
  fits: 2.5,
  /** The words share one with what an older question is about, and none with the latest. */
  named: 2.5,
  /** The author wrote about the request within the last two minutes. */
  continued: 1.5,
  /** The words replace a detail of the request that the author has just made. */
  corrects: 5,
  /** Each word that the message shares with the request's title, at most three. */
  sharedWord: 1.2,
  /** No evidence connects the words with this request. */
  unrelated: -2,
  closed: -1.5,
  /** The words ask outright for something, or report another fault. */
  ofItsOwn: -1.5,
  /** Something works again, and the request reports no fault. */
  notBroken: -1.5,
  /** The words report a fault, and the request is a wish for something new. */
  faultBesideWish: -2.5,
  /** The author has just been talking to other people. */
  continuesTalk: 5,
  /** A pause precedes the message in that exchange, and it names nobody of it. */
  afterPause: -3.5,
  /** Another person asked a question immediately before. */
  followsQuestion: 2.5,
  /** Another person asked a question immediately before, and the words begin with yes or no. */
  repliesToColleague: 4,
  /** The words call a person by name. */
  callsPerson: 6,
  /** A model takes the message for it, times its confidence: less than a thread or a reply. */
  suggested: 3,
} as const;

/** Probability of small talk from which words about a request ("thanks for R-8") add nothing to it. */
const minTalkChance = 0.8;

/** Probability from which words add to the only open request, although they share none with it. */
const minMeantChance = 0.3;

/** Probability of a fault from which words report one of their own, beside a wish. */
const minFaultChance = 0.6;

const chanceOf = (words: WordsReading, ...acts: TargetAct[]): number =>
  Math.max(
    1e-4,
    acts.reduce((sum, act) => sum + words.acts[act], 0),
  );

/** Acts of an answer; if nothing is asked, they count as more about the request referred to. */
const answerActs: readonly TargetAct[] = ["answer", "not_known"];

type Evidence = readonly [keyof typeof weights, boolean, number?];

function claim(
  target: ScoredClaim["target"],
  chance: number,
  evidence: readonly Evidence[],
): ScoredClaim {
  const holding = evidence.filter(([, holds]) => holds);
  return {
    target,
    score: holding.reduce(
      (sum, [name, , times = 1]) => sum + weights[name] * times,
      Math.log(chance),
    ),
    reasons: holding.map(([name]) => name),
  };
}

/** Returns whether words have the form of answer that an open thing asks for. */
const fits = ({ form }: OpenThing, { forms = [] }: WordsReading): boolean =>
  form !== undefined && forms.includes(form);

/** Time (ms) between an interruption and the question that it led to. */
const interruptionMs = 15_000;

/** Returns whether a question came in between another answer, and the words do not answer it. */
const interrupts = (
  newest: OpenThing,
  { askedAt = 0 }: OpenThing,
  message: MessageEvidence,
  words: WordsReading,
): boolean =>
  message.about === undefined &&
  (newest.askedAt ?? 0) - askedAt <= interruptionMs &&
  !fits(newest, words);

function claimsOfThing(
  message: MessageEvidence,
  thing: OpenThing,
  newest: OpenThing | undefined,
  words: WordsReading,
  {
    named,
    afterIncident,
    interrupted,
  }: {
    named: ReadonlySet<OpenThing>;
    afterIncident: boolean;
    interrupted: OpenThing | undefined;
  },
): ScoredClaim[] {
  const { request, askedAt, isOffer, about, isWish } = thing;
  const isNewest = thing === newest;
  const evidence: Evidence[] = [
    ["referenced", message.about !== undefined && message.about === request],
    ["elsewhere", message.about !== undefined && message.about !== request],
    ["older", (!isNewest && thing !== interrupted) || afterIncident],
    ["interrupts", isNewest && !!interrupted && interrupts(thing, interrupted, message, words)],
    ["fits", !isNewest && fits(thing, words) && !(newest && fits(newest, words))],
    ["named", !isNewest && named.has(thing) && !(newest && named.has(newest))],
    ["notAsked", !thing.asked.includes(message.by.id)],
    ["parked", thing.isParked === true],
    ["stale", askedAt !== undefined && message.at - askedAt > dayMs],
  ];
  const ofOffer = (act: "agreement" | "refusal"): ScoredClaim[] =>
    isOffer ? [claim({ is: act, thing }, chanceOf(words, act), evidence)] : [];
  const answering: TargetAct[] = [
    "answer",
    ...(isOffer ? [] : (["agreement", "refusal"] as const)),
    // more about the request under discussion
    ...(request === undefined ? [] : (["addition"] as const)),
  ];
  if (thing.isChoiceOnly) return [...ofOffer("agreement"), ...ofOffer("refusal")];
  return [
    claim({ is: "answer", thing }, chanceOf(words, ...answering), evidence),
    claim({ is: "not_known", thing }, chanceOf(words, "not_known"), evidence),
    ...ofOffer("agreement"),
    ...ofOffer("refusal"),
    ...(request === undefined || !isEndable(about, words)
      ? []
      : [
          claim({ is: "resolved", request, thing }, chanceOf(words, "resolved"), [
            ...evidence,
            ["notBroken", isWish === true],
          ]),
          claim({ is: "withdrawn", request, thing }, chanceOf(words, "withdrawn"), evidence),
        ]),
  ];
}

function claimsOfRequest(
  message: MessageEvidence,
  { request, text, saidAt, isClosed, isIncident, isWish }: RecentRequest,
  words: WordsReading,
  {
    isOnly,
    isEndedFirst,
    isOpenAlone,
    isCorrected,
  }: {
    isOnly: boolean;
    /** Whether nothing that can work again is under discussion. */
    isEndedFirst: boolean;
    isOpenAlone: boolean;
    isCorrected: boolean;
  },
): ScoredClaim[] {
  const said = wordsIn(withoutMentions(message.text));
  const shared = [...wordsIn(text)].filter((word) => said.has(word)).length;
  const isReferenced = message.about === request;
  const { acts, asksOutright } = words;
  const isOther = words.namesOther || (asksOutright && acts.new_request >= acts.addition);
  // an open question is what the author continues with, unless something worse has just happened
  const isContinued =
    (isOnly || isIncident) && mayContinue(message.at, { saidAt, isIncident }) && !isOther;
  const addsMost = words.acts.addition >= Math.max(minMeantChance, words.acts.new_request);
  const ends = words.ending !== undefined && isEndedFirst;
  const isMeant = (words.saysMore || ends || addsMost) && isOpenAlone;
  const evidence: Evidence[] = [
    ["referenced", isReferenced],
    ["elsewhere", message.about !== undefined && !isReferenced],
    ["continued", isContinued === true],
    ["corrects", isCorrected],
    ["sharedWord", shared > 0, Math.min(shared, 3)],
    ["unrelated", shared === 0 && !isReferenced && !isContinued && !isMeant && !isCorrected],
    ["closed", isClosed === true],
  ];
  const addition = claim(
    { is: "addition", request },
    chanceOf(words, "addition", ...(isReferenced ? answerActs : [])),
    [
      ...evidence,
      ["fits", isContinued === true && isFragment(message.text, words)],
      [
        "faultBesideWish",
        isWish === true &&
          words.urgent >= minFaultChance &&
          !isReferenced &&
          !isCorrected &&
          !words.saysMore,
      ],
      ["ofItsOwn", isOther === true && !isReferenced && !words.saysMore],
    ],
  );
  const mayEnd = isReferenced || (isIncident ? namesEnd(words) : isEndable(text, words));
  if (!mayEnd || isCorrected) return [addition];
  return [
    addition,
    claim({ is: "resolved", request }, chanceOf(words, "resolved"), [
      ...evidence,
      ["notBroken", isWish === true],
    ]),
    ...(isClosed
      ? []
      : [claim({ is: "withdrawn", request }, chanceOf(words, "withdrawn"), evidence)]),
  ];
}

/** Returns the acts that have no possible object here: such messages are small talk. */
function actsWithout(
  { about: referenced }: MessageEvidence,
  things: readonly OpenThing[],
  requests: readonly RecentRequest[],
  words: WordsReading,
): TargetAct[] {
  const texts = [
    ...requests.map(({ text }) => text),
    ...things.flatMap(({ request, about }) => (request === undefined ? [] : [about])),
  ];
  return [
    ...(things.length > 0 ? [] : (["agreement", "refusal"] as const)),
    ...(things.length > 0 || referenced !== undefined ? [] : answerActs),
    ...(texts.length > 0 ? [] : (["addition"] as const)),
    ...(referenced !== undefined || texts.some((text) => isEndable(text, words))
      ? []
      : (["resolved", "withdrawn"] as const)),
  ];
}

/**
 * Lists the claims of all targets on a message.
 * @param open - Things that it may answer, oldest question first.
 * @param newest - The one as whose answer the words were classified.
 */
export function listClaims(
  message: MessageEvidence,
  {
    open,
    newest,
    requests,
  }: {
    open: readonly OpenThing[];
    newest: OpenThing | undefined;
    requests: readonly RecentRequest[];
  },
  words: WordsReading,
): ScoredClaim[] {
  const afterIncident = requests.some(
    ({ isIncident, saidAt }) => isIncident && isJustSaid(message.at, saidAt),
  );
  const latest = requests.toSorted((one, other) => other.saidAt - one.saidAt)[0];
  const isAfterthought =
    isFragment(message.text, words) && requests.some((each) => isJustSaid(message.at, each.saidAt));
  const corrected = open.length === 0 ? findCorrected(message, requests, words) : undefined;
  const interrupted = open.find((thing) => thing.isInterrupted && thing !== newest);
  const around = { named: findNamed(message, open, requests), afterIncident, interrupted };
  return [
    ...open.flatMap((thing) => claimsOfThing(message, thing, newest, words, around)),
    ...requests
      .filter(({ request }) => open.every((thing) => thing.request !== request))
      .flatMap((request) =>
        claimsOfRequest(message, request, words, {
          isOnly: open.length === 0 && request === latest,
          isEndedFirst: open.every(({ isWish }) => isWish),
          isOpenAlone:
            !request.isWaiting &&
            requests.filter(({ isClosed, isWaiting }) => !isClosed && !isWaiting).length === 1,
          isCorrected: request === corrected,
        }),
      ),
    claim({ is: "new_request" }, chanceOf(words, "new_request"), [
      ["elsewhere", message.about !== undefined || isAfterthought || corrected !== undefined],
    ]),
    claim({ is: "status" }, chanceOf(words, "status"), [
      ["referenced", message.about !== undefined],
    ]),
    claim(
      { is: "aside" },
      chanceOf(words, "aside", ...actsWithout(message, open, requests, words)),
      [
        ["referenced", message.about !== undefined && words.acts.aside >= minTalkChance],
        ["elsewhere", corrected !== undefined],
      ],
    ),
    ...(message.place.kind === "personal" || message.addressed
      ? []
      : [
          claim({ is: "not_for_bot" }, chanceOf(words, "to_somebody_else", "aside"), [
            ["continuesTalk", message.continuesTalk === true],
            [
              "afterPause",
              message.continuesTalk === true && !message.namesPartner && !!message.isAfterPause,
            ],
            ["followsQuestion", message.followsQuestion === true && !message.continuesTalk],
            ["repliesToColleague", !!message.followsQuestion && !!words.beginsLikeReply],
            ["callsPerson", words.callsPerson === true],
          ]),
        ]),
  ];
}

/** Adds the weight of a model's suggestion to the claims that it names. */
export const withSuggestion = (
  claims: readonly ScoredClaim[],
  suggestion: TargetSuggestion,
): readonly ScoredClaim[] =>
  claims.map(({ target, score, reasons }) =>
    isSuggested(target, suggestion)
      ? {
          target,
          score: score + weights.suggested * suggestion.confidence,
          reasons: [...reasons, "suggested"],
        }
      : { target, score, reasons },
  );
