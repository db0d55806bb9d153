/**
 * Recognition of security incidents in four languages, and of their kind. An incident is a sentence
 * with all concepts of one kind, such as a device, that it was left, and a train.
 */
import type { LabelReading } from "../../judge.ts";
import { type NormalisedText, normaliseText, tokenizeWords } from "../../text/normalise.ts";
import { createPatternSet } from "../../text/pattern-set.ts";
import * as said from "./security-concepts.ts";

/** Matches a sentence with all of the concepts, in any order. */
const sentenceWith = (...concepts: string[]): RegExp =>
  new RegExp(`^${concepts.map((one) => `(?=.*?\\b${one}(?!\\w))`).join("")}`);

/** Matches a sentence with all of the concepts but one. */
const sentenceWithout = (absent: string, ...concepts: string[]): RegExp =>
  new RegExp(`^(?!.*?\\b${absent}(?!\\w))${sentenceWith(...concepts).source.slice(1)}`);

/** Joins two concepts in any order, with at most so many characters between. */
const close = (gap: number, one: string, other: string): string =>
  `(?:\\b${one}(?!\\w).{0,${gap}}\\b${other}(?!\\w)|\\b${other}(?!\\w).{0,${gap}}\\b${one}(?!\\w))`;

const near = (gap: number, one: string, other: string) => new RegExp(close(gap, one, other));

/** Kinds of incidents, by what their reporter has to do first. The first that matches counts. */
const incidents = {
  lost_device: [
    near(60, said.device, said.stolen),
    sentenceWith(said.lostDevice),
    sentenceWith(said.device, said.leftBehind, said.awayFromWork),
    near(60, said.device, said.brokenInto),
    sentenceWith(said.somebody, said.took, said.device),
    near(40, said.visitor, close(25, said.took, said.device)),
  ],
  malware: [
    sentenceWith(said.files, said.isEncrypted),
    sentenceWith(said.files, said.oddEnding),
    near(60, said.ransom, said.demands),
    sentenceWith(said.note, close(25, said.demands, said.money), said.files),
    near(40, said.malware, said.reported),
    near(30, said.virusScanner, said.alarm),
    sentenceWith(said.virusScanner, said.saidYes),
    sentenceWith(said.outsider, said.takesControl),
    sentenceWith(said.allegedHelper, said.takesControl),
    near(20, said.pointer, said.movesAlone),
    near(10, said.somebody, close(20, said.actsHere, said.onScreen)),
    sentenceWith(said.plugged, said.usb, said.ofNobody),
  ],
  payment: [
    sentenceWith(said.paid, said.pretended),
    sentenceWith(said.paid, said.boss, said.notTheirs),
    sentenceWith(said.boss, said.giftCards),
    sentenceWith(said.strange, said.received, said.giftCards),
  ],
  given_away: [
    sentenceWithout(said.inVain, said.gave, said.secret, said.prompted),
    sentenceWith(said.gave, said.secret, said.outsider),
    sentenceWith(said.gave, said.secret, said.pretended),
    near(80, said.opened, said.bait),
    sentenceWith(said.opened, said.fromMail, said.failsNow),
    sentenceWith(said.fooled),
  ],
  taken_over: [
    near(40, said.somebody, close(25, said.uses, said.mine)),
    sentenceWith(said.somebody, said.messages, said.inMyName),
    sentenceWith(said.messages, said.inMyName, said.notWritten),
    sentenceWith(said.messages, said.inMyName, said.notMe),
    sentenceWith(said.neverWritten),
    near(60, said.accountSends, said.unwilled),
    sentenceWith(said.entered),
    sentenceWith(said.loginPrompt, said.unasked),
    sentenceWith(said.loginPrompt, said.approved),
    sentenceWith(said.signIn, said.notMe),
    sentenceWith(said.hacked),
  ],
  wrong_recipient: [
    sentenceWithout(said.goods, said.sent, said.wrongRecipient),
    sentenceWith(said.personal, said.wrongRecipient),
    sentenceWith(said.sent, said.accident, said.personal),
    sentenceWith(said.sent, said.accident, said.outside),
    sentenceWith(said.sent, said.personal, said.wideAudience),
    sentenceWith(said.personal, said.strangers, said.seen),
  ],
  other: [near(40, said.unknownPerson, said.restricted), sentenceWith(said.breach)],
};

/** Kind of a security incident. */
export type IncidentKind = keyof typeof incidents;

const kinds = Object.entries(incidents).flatMap(([kind, patterns]) =>
  patterns.map(() => kind as IncidentKind),
);
const findIncidents = createPatternSet(Object.values(incidents).flat());

/** Matches general questions about security: training, advice, a report. */
const general =
  /\b(?:training|awareness|course|schulung|kurs|formation|curso|charla|policy|richtlinie|poster|how (?:do|can|would|should) (?:i|we) (?:recognise|recognize|spot|know|prevent|protect)|what (?:happens|do i do|should i do|to do) if|was (?:mache ich|tun),? wenn|que faire si|que (?:hago|hacer) si|woran erkenn\w+|comment reconnaitre|como reconoc\w+|in case (?:of|a|my|it)|tool (?:to|for|against)|scanner(?! (?:went|goes|has|says|is|found|warns))|protection|simulation|drill|would like (?:a|to)|we need (?:a|an)|replace\w* the stolen)\b|^(?:please |can you |could you )?(?:delete|block|remove) (?:the|this|that)\b/;

/** Matches a time so long ago that an incident of then is only told as a reason. */
const longAgo =
  /\b(?:last|previous) (?:year|winter|summer|autumn|spring)\b|\byears? ago\b|\b(?:letzte\w*|vorige\w*|vergangene\w*) (?:jahr|winter|sommer|herbst|fruhjahr)\b|\bvor (?:\w+ )?jahren?\b|\bl'an(?:nee)? (?:dernier|derniere|passee?)\b|\bil y a (?:\w+ )?ans?\b|\b(?:ano|invierno|verano|otono) pasad[oa]\b|\bhace (?:\w+ )?anos?\b|\b(?:in|en|back in) (?:19|20)\d\d\b/;

/** Number of characters up to which a message is read as one sentence. */
const shortCharacters = 200;

const sentencesOf = ({ line }: NormalisedText): string[] =>
  line.length <= shortCharacters ? [line] : line.split(/(?<=[.!?;]) /);

/** Reads whether a message reports a security incident. */
export function readSecurityIncident(message: NormalisedText): LabelReading<boolean> {
  if (!sentencesOf(message).some((sentence) => findIncidents(sentence).length > 0))
    return { label: false, confidence: 0.97 };
  return general.test(message.line) || longAgo.test(message.line)
    ? { label: false, confidence: 0.5 }
    : { label: true, confidence: 0.9, sure: true };
}

/** Returns the kind of the incident that a text reports. */
export function readIncidentKind(text: string): IncidentKind {
  const found = sentencesOf(normaliseText(text)).flatMap((sentence) => findIncidents(sentence));
  return kinds[Math.min(...found)] ?? "other";
}

/** Matches the question for the next step, as the whole message. Folded text. */
const nextStep =
  /^\W*(?:(?:ok(?:ay)?|so|and|und|et|y|also|alors|pues|bien|gut|done|hilfe|help|oh|mist|shit)\b\W*)*(?:(?:what|now what)(?: now| next| else| then)?(?: (?:do|should|can|must|shall) (?:i|we)(?: have to)?(?: do)?)?(?: now| next| then| about (?:it|that))?|what happens (?:now|next)|(?:was|und)(?: (?:jetzt|nun|weiter|dann))?(?: (?:soll|sollen|muss|mussen|kann|konnen|mache?n?) (?:ich|wir)(?: (?:jetzt|nun|da|dann|denn|noch))*(?: (?:tun|machen))?)?(?: (?:jetzt|nun))?|wie (?:geht(?:'s| es)|gehts) (?:jetzt |nun )?weiter|(?:et )?(?:maintenant|apres|ensuite)(?: (?:quoi|je fais quoi|on fait quoi|que faire))?|(?:je|on) (?:dois |doit )?fai[st]?(?:re)? quoi(?: maintenant)?|(?:qu'est-ce que|que) (?:je |on |dois-je |doit-on )?(?:dois |doit )?(?:fais|fait|faire)(?: maintenant)?|(?:y )?(?:ahora|luego|entonces)(?: (?:que|que hago|que hacemos|que tengo que hacer))?|que (?:hago|hacemos|debo hacer|tengo que hacer)(?: ahora)?)\W*$/;

/** Returns whether a message only asks for the next step: "what now?". */
export const asksNextStep = (text: string): boolean =>
  tokenizeWords(text).length > 1 && nextStep.test(normaliseText(text).line);
