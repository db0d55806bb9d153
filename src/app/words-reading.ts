/**
 * Conversion of the judge's readings to probabilities of acts, from which the target is resolved.
 */
import type { OpenThing, TargetAct, WordsReading } from "../core/message-target.ts";
import type { Readings, SmallTalkLabel } from "../nlu/judge.ts";
import { leavesOutPart, replacesDetail } from "../nlu/rules/acts/correction.ts";
import { promisesAnswer } from "../nlu/rules/acts/deferral.ts";
import { saysEnough } from "../nlu/rules/acts/enough.ts";
import { callsPerson, hasActPhrase } from "../nlu/rules/acts/message-acts.ts";
import { isPrivacyWish } from "../nlu/rules/acts/private-marker.ts";
import { readBotQuestion } from "../nlu/rules/acts/question-to-bot.ts";
import {
  beginsLikeReply,
  type Ending,
  mayAskForState,
  readEnding,
  tellsBeforeAsking,
  tellsOfRelapse,
} from "../nlu/rules/acts/reply-phrases.ts";
import { asksForAction } from "../nlu/rules/acts/reporter-question.ts";
import { formsOf } from "../nlu/rules/answers/answer-forms.ts";
import { readNonAnswer } from "../nlu/rules/answers/non-answers.ts";
import { isOutburst } from "../nlu/rules/answers/outburst.ts";
import { asksNextStep } from "../nlu/rules/faults/security-incident.ts";
import { isCaption } from "../nlu/rules/references/dependent-words.ts";
import { beginsWithPronoun, saysMore } from "../nlu/rules/references/reference.ts";
import { mayReportFault } from "../nlu/rules/requests/explicit-kinds.ts";
import { asksOutright, beginsToAsk, passesOnWish } from "../nlu/rules/requests/request-opening.ts";
import { tokenizeWords } from "../nlu/text/normalise.ts";
import {
  type ActChances,
  actsWithoutReading,
  combineActs,
  evenOut,
  favourAct,
  minActChance,
  moveChance,
  toActChances,
} from "./act-chances.ts";
import {
  beginsLikeAnswer,
  isFaultBesideWish,
  isOfItsOwn,
  isOtherFault,
  isOtherThing,
  namesFurtherThing,
  namesOtherThing,
  tellsConsequence,
} from "./matter-of-words.ts";
import { actsBesideOffer } from "./offer-acts.ts";

/** Small talk that is no answer to a question. */
const asides = new Set<SmallTalkLabel>(["greeting", "thanks", "about_bot"]);

/** Share of a request's probability that it keeps while something is open, by how it is phrased. */
const requestWhileOpen = { outright: 0.9, perhaps: 0.5, otherwise: 0.2 } as const;

/** Share of it if nothing is open, and the author made a request before. */
const requestAfterAnother = 0.6;

/** Returns the probability that the words ask for something. */
const requestChance = ({ request }: Readings): number =>
  request
    ? request.isRequest.label
      ? request.isRequest.confidence
      : Math.min(0.5, 1 - request.isRequest.confidence)
    : 0;

/** Returns whether the words are no answer, so that the question stays open. */
const leavesOpen = (text: string, thing: OpenThing | undefined): boolean =>
  thing !== undefined &&
  !thing.isOffer &&
  !thing.isPrivate &&
  thing.answers !== "kind" &&
  thing.answers !== "none" &&
  readNonAnswer(text, thing.answers) !== undefined;

/**
 * Estimates the probabilities of some acts from the readings of controls, requests and small talk.
 * The rest is shared by the acts that these readings cannot distinguish.
 */
function estimateActs(
  text: string,
  thing: OpenThing | undefined,
  readings: Readings,
  { isNonAnswer, recent }: { isNonAnswer: boolean; recent: string | undefined },
): Partial<ActChances> {
  const { control, request } = readings;
  if (control?.label === "yes" || (thing?.answers === "brief" && saysEnough(text)))
    return { agreement: 0.95 };
  if (control?.label === "no") return { refusal: 0.95 };
  if (control?.label === "new_request") return { new_request: 0.95 };
  if (isNonAnswer) return { not_known: 0.95 };
  if (thing && isOutburst(text)) return { answer: 0.95 };
  const asks = requestChance(readings);
  const { label, confidence } = request?.smallTalk ?? { label: "other", confidence: 0 };
  // a weak reading of small talk is no reason to drop an answer
  const talks = (1 - asks) * confidence ** 2;
  const talk: Partial<ActChances> =
    label === "status"
      ? { status: talks }
      : label === "acknowledgement"
        ? { agreement: talks }
        : asides.has(label)
          ? { aside: talks }
          : {};
  if (!thing && recent === undefined)
    return { new_request: asks, [label === "status" ? "status" : "aside"]: 1 - asks };
  const isOutright = asksOutright(text);
  if (!thing) {
    const isAnother = isOutright || isOtherFault(text, { about: recent });
    const request = asks * (isAnother ? requestWhileOpen.outright : requestAfterAnother);
    const rest = 1 - request - talks;
    if (label === "status") return { new_request: request, status: rest + talks };
    // only a reading of the act tells an addition from a remark
    const more = readings.act ? rest / 2 : 0;
    return {
      ...talk,
      new_request: request,
      aside: (talk.aside ?? 0) + rest - more,
      addition: more,
    };
  }
  if (!isOutright && beginsLikeAnswer(text, thing))
    return { ...talk, new_request: asks * minActChance };
  const isOffer = thing.isUnasked ? undefined : thing.isOffer;
  const isAnother = isOutright
    ? !thing.mayBeginLikeRequest || isOtherThing(text, thing)
    : (isOtherFault(text, { ...thing, isOffer }) &&
        (thing.answers !== "kind" || namesOtherThing(text, thing.about))) ||
      (!isOffer && (passesOnWish(text) || isOtherThing(text, thing)));
  const mayBe =
    thing.isWish === true &&
    request?.kind.label === "factory_issue" &&
    namesOtherThing(text, thing.about);
  const share = requestWhileOpen[isAnother ? "outright" : mayBe ? "perhaps" : "otherwise"];
  return {
    ...talk,
    new_request: asks * (thing.isUnasked ? Math.max(share, requestAfterAnother) : share),
  };
}

/** Minimum number of words of a message that small talk without a phrase of it may not drop. */
const minStatementWords = 4;

/** Share of small talk's probability that it keeps without such a phrase. */
const asideWithoutPhrase = 0.35;

/** Estimated probability of small talk from which it needs no phrase. */
const sureTalk = 0.5;

/** Moves probability from small talk to an answer if the words have no phrase of small talk. */
function preferAnswer(text: string, acts: ActChances, talk = 0): ActChances {
  const isTalk = talk >= sureTalk || hasActPhrase("aside", text);
  if (isTalk || tokenizeWords(text).length < minStatementWords) return acts;
  const moved = acts.aside * (1 - asideWithoutPhrase);
  return { ...acts, aside: acts.aside - moved, answer: acts.answer + moved };
}

/** Share of a withdrawal's probability that it keeps if no phrase says so. */
const withdrawalWithoutPhrase = 0.35;

/** Moves probability from a withdrawal to an answer. */
const doubtWithdrawal = (acts: ActChances): ActChances => {
  const moved = acts.withdrawn * (1 - withdrawalWithoutPhrase);
  return { ...acts, withdrawn: acts.withdrawn - moved, answer: acts.answer + moved };
};

/** Estimated chance of a request from which a wish is rarely an answer, and the answer's share. */
const [minOutrightChance, answerDespiteWish] = [0.7, 0.3];

/** Acts that a request is confused with if nothing is asked, as a fault in unusual words is. */
const likeReports: readonly TargetAct[] = ["answer", "not_known", "status", "aside"];

/** Acts that a request of its own is confused with, beside an offer or an earlier request. */
const likeOwn: readonly TargetAct[] = [...likeReports, "addition", "refusal", "withdrawn"];

/** Corrects the probabilities by rules on the words. */
function correct(
  text: string,
  thing: OpenThing | undefined,
  given: ActChances,
  { aside, new_request = 0 }: Partial<ActChances>,
  {
    ending,
    isReport,
    mayAdd,
    own,
  }: {
    ending: Ending | undefined;
    isReport: boolean;
    mayAdd: boolean;
    /** The classifier's own reading of the act. */
    own: Readonly<ActChances> | undefined;
  },
): ActChances {
  const alike: readonly TargetAct[] = mayAdd ? likeReports : [...likeReports, "addition"];
  let acts = isReport ? moveChance(given, alike, "new_request") : given;
  if (tellsOfRelapse(text)) acts = moveChance(acts, ["resolved"], "answer");
  const asksOther = thing !== undefined && !thing.isOffer && asksForAction(text);
  if (asksOther || !mayAskForState(text)) acts = moveChance(acts, ["status"], "answer");
  if (!thing && tellsBeforeAsking(text)) acts = moveChance(acts, ["status"], "addition");
  if (ending && thing && !thing.isOffer) acts = favourAct(acts, ending.act);
  if (thing && !ending) acts = doubtWithdrawal(acts);
  if (thing && !thing.isOffer) {
    acts = preferAnswer(text, acts, aside);
    // an explicit wish is the answer only where wishes are
    const isWish = asksOutright(text) && (!thing.mayBeginLikeRequest || isOtherThing(text, thing));
    return isWish && new_request >= minOutrightChance
      ? toActChances({ ...acts, answer: acts.answer * answerDespiteWish })
      : acts;
  }
  return thing?.isOffer && !thing.isChoiceOnly ? actsBesideOffer(text, thing, acts, own) : acts;
}

/** Acts that end a request; they count for a named request only if the words say so. */
const endings = ["resolved", "withdrawn"] as const;

/** Acts that words about an end are confused with if nothing is asked. */
const likeEndings: readonly TargetAct[] = ["answer", "not_known", "addition", "status"];

/** Acts that "not Kai after all" is confused with. */
const likeLeftOut: readonly TargetAct[] = [...endings, "refusal", "not_known", "aside", "status"];

/** Acts that the caption of a picture is confused with if nothing is asked. */
const likeCaptions: readonly TargetAct[] = [...likeEndings, ...endings, "aside", "new_request"];

/** Share of a new request's probability that remains if the words add to a stored request. */
const newDespiteMore = 0.4;

/** Counts words about a stored request as an addition, unless they end it or are a request. */
function readAdditions(
  given: ActChances,
  {
    isAboutRequest,
    isOnlyCaption,
    more,
    ending,
  }: { isAboutRequest: boolean; isOnlyCaption: boolean; more: boolean; ending?: Ending },
): ActChances {
  const { new_request, addition } = given;
  const acts = more
    ? toActChances({
        ...given,
        new_request: new_request * newDespiteMore,
        addition: addition + new_request * (1 - newDespiteMore),
      })
    : given;
  if (isOnlyCaption) return moveChance(acts, likeCaptions, "addition");
  if (ending) return moveChance(acts, likeEndings, ending.act);
  return isAboutRequest
    ? moveChance(acts, ["answer", "not_known", "to_somebody_else", ...endings], "addition")
    : acts;
}

/** Returns whether a question is one of the interview's, and no offer. */
const isOfInterview = (thing: OpenThing): boolean =>
  thing.request !== undefined && !thing.isPrivate && !isOfTeam(thing);

/** Returns whether a question or offer is the team's, which nobody can postpone. */
const isOfTeam = ({ isOffer, answers }: OpenThing) => isOffer || answers === "team_question";

/** Combines the reading of the act, if there is one, with the other readings. */
export function interpretReadings(
  whole: string,
  thing: OpenThing | undefined,
  readings: Readings,
  { isAboutRequest = false, recent }: { isAboutRequest?: boolean; recent?: string } = {},
): WordsReading {
  const { act, control, request } = readings;
  const text = request?.asks ?? whole;
  const defers = thing !== undefined && control === undefined && promisesAnswer(text);
  const isNonAnswer = leavesOpen(text, thing);
  const estimate = defers
    ? { aside: 0.95 }
    : estimateActs(text, thing, readings, { isNonAnswer, recent });
  const isEnough = thing !== undefined && isOfInterview(thing) && saysEnough(text);
  const isAboutConversation = control && !["yes", "no", "new_request"].includes(control.label);
  const acts =
    act && !(control && thing?.isOffer) && !isNonAnswer && !defers && !isOutburst(text)
      ? combineActs(act.chances, estimate)
      : actsWithoutReading(estimate);
  const broken = request?.kind.label === "factory_issue" ? request.kind.confidence : 0;
  const isOnlyCaption = !thing && isCaption(text);
  const continues =
    !thing && recent !== undefined && beginsWithPronoun(text) && !asksOutright(text);
  const more =
    !thing &&
    (isOnlyCaption ||
      continues ||
      ((recent !== undefined || isAboutRequest) && saysMore(text)) ||
      (recent !== undefined && tellsConsequence(text, readings)));
  const isOfRest = leavesOutPart(text, thing?.about ?? recent);
  const ending = isOfRest ? undefined : readEnding(text);
  const botQuestion = readBotQuestion(whole);
  const mayAdd = thing !== undefined || recent !== undefined || isAboutRequest;
  const isReport =
    !thing &&
    !ending &&
    !isAboutRequest &&
    !hasActPhrase("status", text) &&
    (mayReportFault(text, request) ||
      (!mayAdd && request?.isRequest.sure === true && request.isRequest.label));
  const said = isOfRest ? moveChance(acts, likeLeftOut, thing ? "answer" : "addition") : acts;
  const isOwn = !ending && !isAboutRequest && isOfItsOwn(text, thing, readings, recent);
  const corrected = isOwn
    ? moveChance(said, likeOwn, "new_request")
    : correct(text, thing, said, estimate, { ending, isReport, mayAdd, own: act?.chances });
  const read = readAdditions(continues ? moveChance(corrected, ["aside"], "addition") : corrected, {
    isAboutRequest: isAboutRequest && !thing,
    isOnlyCaption,
    more,
    ending: thing ? undefined : ending,
  });
  const mayBeFurther =
    !thing && !isAboutRequest && recent !== undefined && namesFurtherThing(text, recent, readings);
  const mayBeOther = thing !== undefined && isFaultBesideWish(text, thing, readings);
  return {
    acts: mayBeFurther
      ? evenOut(read, "addition", "new_request")
      : mayBeOther
        ? evenOut(read, "answer", "new_request")
        : read,
    saysMore: more,
    replacesDetail: replacesDetail(text),
    ending,
    isUnfinished: beginsToAsk(text) || botQuestion === "in_private",
    botQuestion,
    asksOutright: asksOutright(text),
    namesOther: mayBeFurther || isOtherFault(text, { about: thing?.about ?? recent }),
    forms: formsOf(text),
    beginsLikeReply: beginsLikeReply(text),
    callsPerson: callsPerson(whole),
    control: isAboutConversation
      ? control.label
      : isEnough
        ? "enough"
        : defers && !isOfTeam(thing)
          ? "later"
          : undefined,
    isPrivacyWish: isPrivacyWish(text),
    isIncident: request?.security.label === true,
    asksNextStep: asksNextStep(text),
    urgent: broken * requestChance(readings),
    readings,
  };
}
