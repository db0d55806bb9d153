/**
 * What is kept, and for how long: the one truth, by which
 * `src/features/privacy/retention/retention-job.ts` works, and which people read in `/entwine
 * privacy` and in the README. Every table has its line here; nothing that is in work ever goes.
 */

import type { Words } from "../../../lib/i18n.ts";
import { databaseCopyMaxAgeDays } from "../../../storage/engine/sqlite/database-file.ts";
import type { Tables } from "../../../storage/schema.ts";

/**
 * What people read of, whichever tables it lies in: `what.<name>` in the words says what it is,
 * `term.<name>` how long it stays.
 */
const subjects = [
  "requests",
  "disowned",
  "corrected",
  "checks",
  "pictures",
  "retrospectives",
  "people",
  "organisation",
  "changes",
  "installations",
  "arrivals",
  "messages",
  "conversations",
  "sign_ins",
  "replicas",
  "copies",
  "backups",
] as const;
type Subject = (typeof subjects)[number];

/** Days. */
export const retentionDays = {
  /**
   * Slack brings an event again within an hour, its delayed ones within a day; what a dead replica
   * left is taken up within a minute.
   */
  arrivals: 7,
  /**
   * Of messages to people, the row is what an old button's card and a thread under it are found by.
   */
  messages: 90,
  /** Of what went to many at once; its words go as soon as it is sent. */
  mailings: 30,
  /** Longer than anybody who is away leaves a conversation lying. */
  conversations: 90,
  /** Taken back or said anew: nothing reads it any more. */
  corrected: 7,
  /** It may be taken up again by the button under it. */
  disowned: 90,
  /** A retrospective that was called off, and a rhythm that was stopped. */
  cancelled: 90,
  /** Three years; the last change of each thing stays, since it says how things came to be. */
  changes: 1096,
  /** Before an update a SQLite file is copied. */
  copies: databaseCopyMaxAgeDays,
} as const;

interface Rule {
  /**
   * What its rows tell of people: their words, what they did, who they are and where they are
   * reached, figures in which nobody is told apart, or nothing.
   */
  holds: "words" | "deeds" | "names" | "figures" | "nothing";
  subject: Subject;
  /**
   * After what its rows go by themselves, and so many days later, or as the organisation chose
   * (`features/workspace/retention-terms.ts`); missing where they stay until somebody takes them
   * away.
   */
  goes?: { after: string; days: number | "chosen" }[];
}

const withRequest = { after: "its request goes", days: 0 } as const;
const withBoard = { after: "its retrospective goes", days: 0 } as const;

export const retentionPolicy: Record<keyof Tables, Rule> = {
  workspaces: { holds: "nothing", subject: "organisation" },
  people: { holds: "names", subject: "people" },
  addresses: { holds: "names", subject: "people" },
  groups: { holds: "words", subject: "organisation" },
  members: { holds: "names", subject: "people" },
  valueStreams: { holds: "nothing", subject: "organisation" },
  chains: { holds: "words", subject: "organisation" },
  daysOff: { holds: "nothing", subject: "organisation" },
  auditEntries: {
    holds: "words",
    subject: "changes",
    goes: [
      { after: "it was made, and another of the same thing followed", days: retentionDays.changes },
    ],
  },

  requests: {
    holds: "words",
    subject: "requests",
    goes: [
      { after: "it was over", days: "chosen" },
      { after: "it turned out to be no request", days: retentionDays.disowned },
    ],
  },
  answers: {
    holds: "words",
    subject: "requests",
    goes: [withRequest, { after: "it was corrected or taken back", days: retentionDays.corrected }],
  },
  historyEntries: { holds: "words", subject: "requests", goes: [withRequest] },
  tradeOffs: { holds: "words", subject: "requests", goes: [withRequest] },
  needEmbeddings: { holds: "words", subject: "requests", goes: [withRequest] },
  introductions: { holds: "deeds", subject: "requests", goes: [withRequest] },

  /** Who stopped stays on the list as stopped, so that nobody enrols them again. */
  enrolments: { holds: "names", subject: "people" },
  checks: { holds: "words", subject: "checks", goes: [{ after: "its day", days: "chosen" }] },
  pictures: { holds: "figures", subject: "pictures" },

  retrospectives: {
    holds: "words",
    subject: "retrospectives",
    goes: [
      { after: "it closed, and none of its actions is open", days: "chosen" },
      { after: "it was called off", days: retentionDays.cancelled },
    ],
  },
  retroPeople: { holds: "deeds", subject: "retrospectives", goes: [withBoard] },
  retroNotes: { holds: "words", subject: "retrospectives", goes: [withBoard] },
  retroTopics: { holds: "words", subject: "retrospectives", goes: [withBoard] },
  retroVotes: {
    holds: "deeds",
    subject: "retrospectives",
    goes: [{ after: "its retrospective closes", days: 0 }],
  },
  retroActions: { holds: "words", subject: "retrospectives", goes: [withBoard] },
  retroSeries: {
    holds: "names",
    subject: "retrospectives",
    goes: [{ after: "it was stopped", days: retentionDays.cancelled }],
  },

  /** The words in it go as soon as it is dealt with. */
  inbox: {
    holds: "words",
    subject: "arrivals",
    goes: [{ after: "it was dealt with", days: retentionDays.arrivals }],
  },
  jobs: {
    holds: "nothing",
    subject: "arrivals",
    goes: [{ after: "it was done", days: retentionDays.arrivals }],
  },
  outbox: {
    holds: "words",
    subject: "messages",
    goes: [
      {
        after: "it went out, unless its request is in work; a brief's goes with its request",
        days: retentionDays.messages,
      },
      { after: "it went out to many", days: retentionDays.mailings },
    ],
  },
  conversations: {
    holds: "words",
    subject: "conversations",
    goes: [
      {
        after: "the last word, unless a request of the ledger belongs to it",
        days: retentionDays.conversations,
      },
    ],
  },

  /**
   * The token is destroyed when the app is removed. That it was removed has to stay: nothing is
   * sent there.
   */
  installations: { holds: "deeds", subject: "installations" },
  /** Goes an hour later, with the next installation. */
  usedOnce: { holds: "nothing", subject: "installations" },
  signIns: { holds: "deeds", subject: "sign_ins", goes: [{ after: "it expired", days: 1 }] },
  setAside: {
    holds: "names",
    subject: "arrivals",
    goes: [{ after: "it was set aside, and again where it still cannot be dealt with", days: 1 }],
  },
  replicas: {
    holds: "nothing",
    subject: "replicas",
    goes: [{ after: "its process ended", days: 0 }],
  },
};

/** The numbers that a term is said with. */
const numbers: Partial<Record<Subject, Record<string, number>>> = {
  disowned: { days: retentionDays.disowned },
  corrected: { days: retentionDays.corrected },
  retrospectives: { days: retentionDays.cancelled },
  arrivals: { days: retentionDays.arrivals },
  messages: { days: retentionDays.messages, mailings: retentionDays.mailings },
  conversations: { days: retentionDays.conversations },
  copies: { days: retentionDays.copies },
};

/** What something is and how long it stays, as people read it. */
export const describeRetention = (
  subject: Subject,
  words: Words,
): { what: string; term: string } => ({
  what: words.plain(`keep.what.${subject}`),
  term: words.plain(`keep.term.${subject}`, numbers[subject]),
});

/** All of it, in a fixed order. */
export const describeAllRetention = (words: Words): { what: string; term: string }[] =>
  subjects.map((subject) => describeRetention(subject, words));
