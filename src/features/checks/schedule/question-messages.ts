/** Builds and enqueues the question for many people at once, from a few queries for all of them. */

import type { Words } from "../../../lib/i18n.ts";
import type { Card } from "../../../platform/card.ts";
import {
  type ConversationRef,
  parseConversationKey,
  unreadableConversation,
} from "../../../platform/conversation-ref.ts";
import { readLanguagesOfPeople } from "../../../storage/directory.ts";
import { enqueueBulkMessages } from "../../../storage/queue/bulk-messages.ts";
import type { OutboxRow } from "../../../storage/queue/outbox.ts";
import type { Writer } from "../../../storage/store.ts";
import { checkActions } from "../actions.ts";
import { markPledgesAsked, readDuePledges } from "../answers.ts";
import { checkQuestionCard, pickWording } from "../cards.ts";
import type { Pledge, Snooze } from "../check.ts";
import { readChainsByGroup } from "../customer-chain.ts";
import { snoozesAt } from "./timetable.ts";

/** A person who is asked, and between which instants the question may be sent. */
export interface CheckRecipient {
  workspace: string;
  person: string;
  group: string | null;
  conversation: string;
  place: ConversationRef;
  /** Id of the message in the outbox. */
  outbox: string;
  /** ISO date, in the person's time zone. */
  date: string;
  /** Time zone of the person (IANA). */
  zone: string;
  from: Date;
  until: Date;
  /** Whether the check comes weekly from now on, because it was not answered. */
  weekly: boolean;
}

/** Returns the purpose of the message that asks for a date. */
const questionPurpose = (date: string): string => `${checkActions.feature}/${date}`;

/** Returns the date that a message asks for. */
export const questionDateOf = (message: OutboxRow): string => message.question?.split("/")[1] ?? "";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/**
 * Returns the time (ms) over which messages to so many people are spread: a second each up to ten
 * minutes, then ten a second up to an hour.
 */
export const sendWindowMs = (people: number): number =>
  Math.min(people * secondMs, Math.max(10 * minuteMs, people * (secondMs / 10)), 60 * minuteMs);

/**
 * Returns a person's slot in the send window, from 0 to 1, by a hash of person and date: FNV-1a
 * with the finalizer of MurmurHash3.
 */
export function sendSlot(person: string, date: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${person} ${date}`)
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Enqueues the questions, each at its slot in the send window.
 * @param backlog number of people who were due when the sweep began
 */
export async function enqueueQuestions(
  w: Writer,
  recipients: readonly CheckRecipient[],
  { now, backlog, words }: { now: Date; backlog: number; words(language: string): Words },
): Promise<void> {
  const cards = await buildQuestionCards(w, recipients, words);
  await enqueueBulkMessages(
    w,
    recipients.map(
      ({ workspace, person, conversation, place, outbox, date, from, until }, index) => {
        const windowMs = Math.min(sendWindowMs(backlog), until.getTime() - from.getTime());
        return {
          id: outbox,
          workspace,
          conversation,
          purpose: questionPurpose(date),
          place:
            place.platform === unreadableConversation.platform
              ? parseConversationKey(conversation)
              : place,
          card: cards[index]!,
          notBefore: new Date(from.getTime() + Math.floor(sendSlot(person, date) * windowMs)),
          notAfter: until,
          queuedAt: now,
        };
      },
    ),
  );
}

/** Returns a card for each recipient, in their order; it asks about an earlier pledge once. */
async function buildQuestionCards(
  w: Writer,
  recipients: readonly CheckRecipient[],
  words: (language: string) => Words,
): Promise<Card[]> {
  const chainOf = await readChainsByGroup(
    w,
    [...new Set(recipients.map(({ workspace }) => workspace))],
    recipients.map(({ group }) => group),
  );
  const pledges = new Map<string, Pledge>();
  const languages = new Map<string, (person: string) => string>();
  const byDay = Map.groupBy(recipients, ({ workspace, date }) => `${date} ${workspace}`);
  for (const [day, same] of byDay) {
    const { workspace, date } = same[0]!;
    const people = same.map(({ person }) => person);
    const found = await readDuePledges(w, workspace, people, date);
    await markPledgesAsked(w, workspace, found, date);
    languages.set(day, await readLanguagesOfPeople(w, workspace, people));
    for (const [person, pledge] of found) pledges.set(`${day} ${person}`, pledge);
  }
  const snoozesOf = new Map<string, Snooze[]>();
  return recipients.map(({ workspace, person, date, zone, from, group, weekly }) => {
    const day = `${date} ${workspace}`;
    return checkQuestionCard(
      {
        date,
        wording: pickWording(person, date),
        chain: chainOf(workspace, group),
        pledge: pledges.get(`${day} ${person}`),
        snoozes: snoozesOf.getOrInsertComputed(`${zone} ${from.getTime()}`, () =>
          snoozesAt(zone, from),
        ),
        weekly,
      },
      words(languages.get(day)!(person)),
    );
  });
}
