/**
 * What each table holds of people: the list that an erasure works through. A test reads the schema
 * and fails when a column is missing here, so that nothing new is forgotten.
 */
import type { Tables } from "../../../storage/schema.ts";

/**
 * How a column may hold somebody.
 *
 * - `id`: a person's id, alone.
 * - `unset`: the same, and nobody has to stand there.
 * - `text`, `json`: an id, a name, a mention or a place somewhere in it.
 * - `apart`: dealt with by name, in `erase-apart.ts`.
 */
export type PersonalDataKind = "id" | "unset" | "text" | "json" | "apart";

export interface PersonalDataColumns {
  /** By which a row is found. */
  keyColumns: readonly string[];
  /** The person whose rows these are: all of such a row goes. */
  ownerColumn?: string;
  /** The request in whose story the row stands. */
  requestColumn?: string;
  personalColumns: Readonly<Record<string, PersonalDataKind>>;
  /** Columns of text that hold nobody, and why where that is not plain. */
  impersonalColumns: readonly string[];
}

export const personalDataMap: Readonly<Record<keyof Tables, PersonalDataColumns>> = {
  workspaces: {
    keyColumns: ["id"],
    personalColumns: { settings: "apart" },
    impersonalColumns: ["id"],
  },
  people: {
    keyColumns: ["workspace", "id"],
    ownerColumn: "id",
    personalColumns: {},
    impersonalColumns: ["workspace", "name", "zone", "locale", "language"],
  },
  addresses: {
    keyColumns: ["workspace", "key"],
    personalColumns: { key: "apart", place: "apart", address: "json" },
    impersonalColumns: ["workspace"],
  },
  groups: {
    keyColumns: ["id"],
    personalColumns: { name: "text", advocate: "unset", strategy: "json" },
    impersonalColumns: ["id", "workspace", "source"],
  },
  members: {
    keyColumns: ["workspace", "group", "person"],
    ownerColumn: "person",
    personalColumns: {},
    impersonalColumns: ["workspace", "group"],
  },
  valueStreams: {
    keyColumns: ["id"],
    personalColumns: { name: "text" },
    impersonalColumns: ["id", "workspace"],
  },
  auditEntries: {
    keyColumns: ["id"],
    personalColumns: { what: "text", before: "json", after: "json", by: "id", why: "json" },
    impersonalColumns: ["id", "workspace"],
  },
  signIns: {
    keyColumns: ["hash"],
    ownerColumn: "person",
    personalColumns: {},
    impersonalColumns: ["hash", "workspace", "kind"],
  },

  conversations: {
    keyColumns: ["workspace", "key"],
    personalColumns: { key: "apart", place: "apart", state: "json" },
    impersonalColumns: ["workspace"],
  },
  inbox: {
    keyColumns: ["seq"],
    personalColumns: { id: "apart", conversation: "apart", once: "apart", body: "json" },
    impersonalColumns: ["workspace", "kind", "holder", "note"],
  },
  outbox: {
    keyColumns: ["seq"],
    personalColumns: { conversation: "text", place: "apart", card: "apart" },
    impersonalColumns: [
      "id",
      "workspace",
      "request",
      "question",
      "kind",
      "target",
      "state",
      "holder",
      "message",
      "code",
    ],
  },
  jobs: {
    keyColumns: ["id"],
    personalColumns: { conversation: "apart", subject: "apart" },
    impersonalColumns: ["id", "workspace", "kind", "holder"],
  },
  replicas: { keyColumns: ["id"], personalColumns: {}, impersonalColumns: ["id", "host"] },
  setAside: {
    keyColumns: ["tableName", "workspace", "key"],
    personalColumns: { key: "apart" },
    impersonalColumns: ["workspace", "tableName", "code"],
  },

  requests: {
    keyColumns: ["id"],
    requestColumn: "id",
    personalColumns: {
      conversation: "text",
      place: "json",
      requester: "id",
      raisedBy: "id",
      owner: "id",
      text: "json",
      wish: "json",
      title: "text",
      reading: "json",
      talk: "json",
    },
    impersonalColumns: [
      "id",
      "workspace",
      "kind",
      "status",
      "message",
      "group",
      "stream",
      "mergedInto",
      "outcome",
      "brought",
    ],
  },
  answers: {
    keyColumns: ["id"],
    requestColumn: "request",
    personalColumns: { text: "json", by: "id", restated: "text" },
    impersonalColumns: [
      "id",
      "workspace",
      "request",
      "question",
      "message",
      "label",
      "lens",
      "judge",
    ],
  },
  historyEntries: {
    keyColumns: ["id"],
    requestColumn: "request",
    personalColumns: { by: "id", why: "json", details: "json" },
    impersonalColumns: ["id", "workspace", "request", "act", "status", "message"],
  },
  tradeOffs: {
    keyColumns: ["id"],
    requestColumn: "first",
    personalColumns: { words: "json", by: "id" },
    impersonalColumns: ["id", "workspace", "first", "waits", "side"],
  },
  needEmbeddings: {
    keyColumns: ["seq"],
    personalColumns: { meaning: "apart" },
    impersonalColumns: ["workspace", "request"],
  },
  introductions: {
    keyColumns: ["id"],
    personalColumns: { state: "apart" },
    impersonalColumns: ["id", "workspace", "request", "other"],
  },

  enrolments: {
    keyColumns: ["workspace", "person"],
    ownerColumn: "person",
    personalColumns: { enrolledBy: "id" },
    impersonalColumns: [
      "workspace",
      "place",
      "conversation",
      "at",
      "days",
      "zone",
      "region",
      "pausedUntil",
      "snoozedDate",
      "group",
      "inZone",
    ],
  },
  checks: {
    keyColumns: ["workspace", "person", "date"],
    ownerColumn: "person",
    personalColumns: { working: "json", pledge: "json" },
    impersonalColumns: [
      "workspace",
      "date",
      "group",
      "outbox",
      "skipped",
      "answer",
      "message",
      "pledgeAsked",
      "pledgeKept",
    ],
  },
  chains: {
    keyColumns: ["workspace", "group"],
    personalColumns: { links: "json", by: "id" },
    impersonalColumns: ["workspace", "group"],
  },
  daysOff: {
    keyColumns: ["workspace", "date", "region"],
    personalColumns: { name: "text", by: "id" },
    impersonalColumns: ["workspace", "region", "date"],
  },
  pictures: {
    keyColumns: ["workspace", "from", "weeks", "group"],
    personalColumns: { people: "apart" },
    impersonalColumns: ["workspace", "group", "from", "glad", "themes"],
  },

  retrospectives: {
    keyColumns: ["id"],
    personalColumns: {
      title: "text",
      home: "text",
      cards: "json",
      conversation: "text",
      facilitator: "id",
      box: "apart",
      brought: "json",
      summary: "text",
    },
    impersonalColumns: [
      "id",
      "workspace",
      "template",
      "columns",
      "naming",
      "phase",
      "group",
      "series",
      "topic",
      "declined",
    ],
  },
  retroPeople: {
    keyColumns: ["retrospective", "person"],
    ownerColumn: "person",
    personalColumns: {},
    impersonalColumns: ["retrospective"],
  },
  retroNotes: {
    keyColumns: ["id"],
    personalColumns: { text: "text", by: "unset" },
    impersonalColumns: ["id", "retrospective", "column", "topic"],
  },
  retroTopics: {
    keyColumns: ["id"],
    personalColumns: { title: "text", remarks: "json" },
    impersonalColumns: ["id", "retrospective"],
  },
  retroVotes: {
    keyColumns: ["retrospective", "person", "dot"],
    ownerColumn: "person",
    personalColumns: {},
    impersonalColumns: ["retrospective", "topic"],
  },
  retroActions: {
    keyColumns: ["id"],
    personalColumns: { home: "text", text: "text", owner: "unset" },
    impersonalColumns: ["id", "workspace", "retrospective", "due", "state", "lookedAt"],
  },
  retroSeries: {
    keyColumns: ["id"],
    personalColumns: { place: "json", home: "text", conversation: "text", rota: "apart", by: "id" },
    impersonalColumns: ["id", "workspace", "template", "naming", "group", "time", "zone", "anchor"],
  },

  installations: {
    keyColumns: ["workspace"],
    personalColumns: { installedBy: "id" },
    impersonalColumns: ["workspace", "surface", "app", "organisation", "bot", "token", "scopes"],
  },
  usedOnce: { keyColumns: ["id"], personalColumns: {}, impersonalColumns: ["id"] },
};
