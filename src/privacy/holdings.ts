/** What each table holds of people: the list that an erasure works through. A test reads the schema and fails when a column is missing here, so that nothing new is forgotten. */
import type { Tables } from "../storage/schema.ts";

/**
 * How a column may hold somebody.
 *
 * - `id`: a person's id, alone.
 * - `unset`: the same, and nobody has to stand there.
 * - `text`, `json`: an id, a name, a mention or a place somewhere in it.
 * - `apart`: dealt with by name, in `erase-apart.ts`.
 */
export type Hold = "id" | "unset" | "text" | "json" | "apart";

export interface Holding {
  /** By which a row is found. */
  keys: readonly string[];
  /** The person whose rows these are: all of such a row goes. */
  of?: string;
  /** The request in whose story the row stands. */
  request?: string;
  holds: Readonly<Record<string, Hold>>;
  /** Columns of text that hold nobody, and why where that is not plain. */
  free: readonly string[];
}

export const holdings: Readonly<Record<keyof Tables, Holding>> = {
  workspaces: { keys: ["id"], holds: { settings: "apart" }, free: ["id"] },
  people: { keys: ["workspace", "id"], of: "id", holds: {}, free: ["workspace", "name", "zone", "locale", "language"] },
  places: { keys: ["workspace", "key"], holds: { key: "apart", place: "apart", address: "json" }, free: ["workspace"] },
  groups: { keys: ["id"], holds: { name: "text", advocate: "unset", strategy: "json" }, free: ["id", "workspace", "source"] },
  members: { keys: ["workspace", "group", "person"], of: "person", holds: {}, free: ["workspace", "group"] },
  streams: { keys: ["id"], holds: { name: "text" }, free: ["id", "workspace"] },
  changes: { keys: ["id"], holds: { what: "text", before: "json", after: "json", by: "id", why: "json" }, free: ["id", "workspace"] },
  signIns: { keys: ["hash"], of: "person", holds: {}, free: ["hash", "workspace", "kind"] },

  conversations: { keys: ["workspace", "key"], holds: { key: "apart", place: "apart", state: "json" }, free: ["workspace"] },
  arrivals: { keys: ["seq"], holds: { id: "apart", conversation: "apart", once: "apart", body: "json" }, free: ["workspace", "kind", "holder", "note"] },
  outbox: {
    keys: ["seq"],
    holds: { conversation: "text", place: "apart", card: "apart" },
    free: ["id", "workspace", "request", "question", "kind", "target", "state", "holder", "message", "code"],
  },
  duties: { keys: ["id"], holds: { conversation: "apart", subject: "apart" }, free: ["id", "workspace", "kind", "holder"] },
  replicas: { keys: ["id"], holds: {}, free: ["id", "host"] },
  setAside: { keys: ["tableName", "workspace", "key"], holds: { key: "apart" }, free: ["workspace", "tableName", "code"] },

  requests: {
    keys: ["id"],
    request: "id",
    holds: {
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
    free: ["id", "workspace", "kind", "status", "message", "group", "stream", "mergedInto", "outcome", "brought"],
  },
  answers: {
    keys: ["id"],
    request: "request",
    holds: { text: "json", by: "id", restated: "text" },
    free: ["id", "workspace", "request", "question", "message", "label", "lens", "judge"],
  },
  steps: {
    keys: ["id"],
    request: "request",
    holds: { by: "id", why: "json", details: "json" },
    free: ["id", "workspace", "request", "act", "status", "message"],
  },
  trades: { keys: ["id"], request: "first", holds: { words: "json", by: "id" }, free: ["id", "workspace", "first", "waits", "side"] },
  needs: { keys: ["seq"], holds: { meaning: "apart" }, free: ["workspace", "request"] },
  introductions: { keys: ["id"], holds: { state: "apart" }, free: ["id", "workspace", "request", "other"] },

  enrolments: {
    keys: ["workspace", "person"],
    of: "person",
    holds: { enrolledBy: "id" },
    free: ["workspace", "place", "conversation", "at", "days", "zone", "region", "pausedUntil", "snoozedDate", "group", "inZone"],
  },
  checks: {
    keys: ["workspace", "person", "date"],
    of: "person",
    holds: { working: "json", pledge: "json" },
    free: ["workspace", "date", "group", "outbox", "skipped", "answer", "message", "pledgeAsked", "pledgeKept"],
  },
  chains: { keys: ["workspace", "group"], holds: { links: "json", by: "id" }, free: ["workspace", "group"] },
  daysOff: { keys: ["workspace", "date", "region"], holds: { name: "text", by: "id" }, free: ["workspace", "region", "date"] },
  pictures: { keys: ["workspace", "from", "weeks", "group"], holds: { people: "apart" }, free: ["workspace", "group", "from", "glad", "themes"] },

  retrospectives: {
    keys: ["id"],
    holds: { title: "text", home: "text", cards: "json", conversation: "text", facilitator: "id", box: "apart", brought: "json", summary: "text" },
    free: ["id", "workspace", "template", "columns", "naming", "phase", "group", "series", "topic", "declined"],
  },
  retroPeople: { keys: ["retrospective", "person"], of: "person", holds: {}, free: ["retrospective"] },
  retroNotes: { keys: ["id"], holds: { text: "text", by: "unset" }, free: ["id", "retrospective", "column", "topic"] },
  retroTopics: { keys: ["id"], holds: { title: "text", remarks: "json" }, free: ["id", "retrospective"] },
  retroVotes: { keys: ["retrospective", "person", "dot"], of: "person", holds: {}, free: ["retrospective", "topic"] },
  retroActions: { keys: ["id"], holds: { home: "text", text: "text", owner: "unset" }, free: ["id", "workspace", "retrospective", "due", "state", "lookedAt"] },
  retroSeries: {
    keys: ["id"],
    holds: { place: "json", home: "text", conversation: "text", rota: "apart", by: "id" },
    free: ["id", "workspace", "template", "naming", "group", "time", "zone", "anchor"],
  },

  installations: { keys: ["workspace"], holds: { installedBy: "id" }, free: ["workspace", "surface", "app", "organisation", "bot", "token", "scopes"] },
  spent: { keys: ["id"], holds: {}, free: ["id"] },
};
