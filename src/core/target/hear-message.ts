/**
 * Target of a message: collects open things, has the message classified once, and resolves its
 * target.
 */

import { z } from "zod";
import { localDateAt } from "../../lib/dates/calendar-dates.ts";
import { type InboundEventOf, MessageFile } from "../../platform/event.ts";
import { RichText, toPlainText, withFiles } from "../../platform/rich-text.ts";
import type { Reader } from "../../storage/store.ts";
import type { Feature, TurnTools } from "../feature.ts";
import {
  findChosenTarget,
  type HeardMessage,
  type MessageEvidence,
  type MessageTarget,
  type OfferedTarget,
  type OpenThing,
  type RecentRequest,
} from "../message-target.ts";
import {
  addOverheard,
  continuesTalk,
  followsQuestion,
  namesPartner,
  readOverheard,
} from "./overheard.ts";
import {
  answerable,
  concernsBot,
  likeliestThing,
  resolveMessageTarget,
  unaskedOutcome,
} from "./resolve-target.ts";

/**
 * Finds what a message belongs to, given the open things of each feature in its conversation.
 * `about` is the request in whose thread it is.
 */
export async function hearMessage(
  {
    read,
    features,
    tools,
    now,
  }: { read: Reader; features: readonly Feature[]; tools: TurnTools; now: Date },
  event: InboundEventOf<"message">,
  {
    state,
    conversation,
    about,
  }: {
    state: Readonly<Record<string, unknown>>;
    conversation: string;
    about: string | undefined;
  },
): Promise<HeardMessage> {
  const { workspace, by, place } = event;
  const begun = readUnfinished(state[unfinishedKey], event);
  const text = begun ? [...begun.text, " ", ...event.text] : event.text;
  const files = [...(begun?.files ?? []), ...(event.files ?? [])];
  const asker = { workspace, person: by.id, place, conversation, now };
  const things: OpenThing[] = [];
  for (const { name, sharesStateOf, openThings } of features.toSorted(
    (one, other) => Number(one.fallback ?? false) - Number(other.fallback ?? false),
  ))
    things.push(...((await openThings?.(read, asker, state[sharesStateOf ?? name])) ?? []));
  // if two were asked at the same time, the fallback's counts as the newer one
  things.sort((one, other) => (one.askedAt ?? 0) - (other.askedAt ?? 0));
  const talk = readOverheard(state[overheardKey], event.at);
  const message: MessageEvidence = {
    ...event,
    text,
    about,
    isFileAlone: files.length > 0 && toPlainText(text).trim() === "",
    continuesTalk: continuesTalk(talk, event),
    namesPartner: namesPartner(talk, event),
    followsQuestion: followsQuestion(talk, event),
    isAfterPause: talk !== undefined && event.at - talk.at > pauseMs,
  };
  const listRequests = async () =>
    (
      await Promise.all(
        features.map(({ recentRequests }) => recentRequests?.(read, asker, toPlainText(text))),
      )
    ).flatMap((found) => found ?? []);
  const isConcerned = event.chosen !== undefined || concernsBot(message, things);
  if (!isConcerned && (things.length > 0 || !place.thread))
    return { target: { is: "not_for_bot" } };
  const requests = await listRequests();
  const own = isConcerned
    ? undefined
    : requests.find(({ isHere, isClosed }) => isHere && !isClosed);
  if (!isConcerned && !own) return { target: { is: "not_for_bot" } };
  message.isInOwnThread = own !== undefined;
  message.about = requests.find(({ isNamed }) => isNamed)?.request ?? own?.request ?? about;
  const unasked = likeliestThing(message, things) ? undefined : unaskedOutcome(message, requests);
  if (unasked) things.push(unasked);
  const chosen = event.chosen && findChosenTarget(event.chosen.target, things);
  const likeliest = chosen && "thing" in chosen ? chosen.thing : likeliestThing(message, things);
  const isAboutRequest = message.about !== undefined;
  const words = await tools.readWords({
    text: toPlainText(text),
    thing: !isAboutRequest || likeliest?.request === message.about ? likeliest : undefined,
    isAboutRequest,
    recent: latestOf(requests)?.text,
    offered: chosen ? [] : offerTargets(message, things, requests),
    today: localDateAt(new Date(event.at), event.zone ?? "UTC"),
  });
  const whole = begun || files.length > 0 ? withFiles(text, files) : undefined;
  if (chosen) return { target: chosen, words, text: whole };
  const { target, others } = resolveMessageTarget(message, things, requests, words);
  return event.chosen && target.is === "unclear"
    ? { target: target.among[0]!, words }
    : { target, words, others, text: whole };
}

/** Returns the open request about which the author wrote last. */
const latestOf = (requests: readonly RecentRequest[]): RecentRequest | undefined =>
  requests
    .filter(({ isClosed, isWaiting }) => !isClosed && !isWaiting)
    .toSorted((one, other) => other.saidAt - one.saidAt)[0];

/**
 * Lists what a message may belong to: the questions that its author may answer, and requests about
 * which nothing is asked.
 */
function offerTargets(
  message: MessageEvidence,
  things: readonly OpenThing[],
  requests: readonly RecentRequest[],
): OfferedTarget[] {
  const minutesSince = (time: number | undefined) =>
    time === undefined ? undefined : Math.round((message.at - time) / 60_000);
  const asked = answerable(message, things);
  const titleOf = (thing: OpenThing) =>
    thing.about ?? requests.find(({ request }) => request === thing.request)?.text;
  return [
    ...asked.map((thing, index) => ({
      of: thing,
      id: `q${index + 1}`,
      kind: thing.answers,
      question: thing.wording,
      title: titleOf(thing),
      minutesAgo: minutesSince(thing.askedAt),
      askedSender: thing.asked.includes(message.by.id),
    })),
    ...requests
      .filter(({ request }) => asked.every((thing) => thing.request !== request))
      .map((request, index) => ({
        of: request,
        id: `r${index + 1}`,
        kind: request.isClosed ? "closed_request" : "request",
        title: request.text,
        minutesAgo: minutesSince(request.saidAt),
      })),
  ];
}

/** Time (ms) after which a message is less likely to continue an exchange. */
const pauseMs = 90_000;

/** Key, in a conversation's state, of the exchange among people. */
const overheardKey = "overheard";

/**
 * Returns the part of a message that is stored with its conversation: author and time if it was not
 * for the bot, and its text if it only begins to ask for something.
 */
export const stateAfterHearing = (
  { target, words }: HeardMessage,
  event: InboundEventOf<"message">,
  before: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  // a file before the words about it begins like a request without its end
  const isFileAlone = !!event.files?.length && toPlainText(event.text).trim() === "";
  const isUnfinished = target.is === "aside" && (words?.isUnfinished === true || isFileAlone);
  // a question to the bot in between finishes nothing
  const isAnswered = !isUnfinished && words?.botQuestion !== undefined;
  return {
    ...(target.is === "not_for_bot" &&
      event.place.kind !== "personal" && {
        [overheardKey]: addOverheard(readOverheard(before[overheardKey], event.at), event),
      }),
    ...((before[unfinishedKey] !== undefined || isUnfinished) &&
      !isAnswered && {
        [unfinishedKey]: isUnfinished ? toUnfinished(event) : undefined,
      }),
  };
};

/** Returns the feature that a target belongs to; `undefined` for the fallback. */
export const featureOfTarget = (target: MessageTarget): string | undefined =>
  "thing" in target ? target.thing?.feature : undefined;

// A message that only begins to ask for something ("we need", or a picture), stored until its author's next
// message completes it. Pure.

/** Key of a conversation's state. */
export const unfinishedKey = "unfinished";

const Unfinished = z.object({
  /** Time (Unix ms). */
  at: z.number(),
  /** Id of its author. */
  by: z.string(),
  text: RichText,
  files: z.array(MessageFile).optional(),
});
type Unfinished = z.infer<typeof Unfinished>;

type Message = Pick<InboundEventOf<"message">, "text" | "by" | "at" | "files">;

/** Time (ms) within which the next message completes it. */
const maxPauseMs = 10 * 60 * 1_000;

/** Returns what is remembered of words that may go on in the author's next message. */
export const toUnfinished = ({ at, by, text, files }: Message): Unfinished => ({
  at,
  by: by.id,
  text,
  files,
});

/** Returns the message that this one completes; `undefined` if there is none. */
export function readUnfinished(state: unknown, { at, by }: Message): Unfinished | undefined {
  const { data } = Unfinished.safeParse(state);
  return data?.by === by.id && at - data.at <= maxPauseMs ? data : undefined;
}
