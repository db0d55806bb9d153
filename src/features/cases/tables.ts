/** What was asked for, what was answered, and what became of it. */
import { type RequestReading, requestKinds } from "../../nlu/judge.ts";
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { sql } from "../../storage/drizzle.ts";
import type { Columns, ValueShape } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import { caseOutcomes, caseStatuses } from "./case.ts";

/** What belongs to an act besides its reason; each key is some act's. */
export interface HistoryDetails {
  alternative?: RichText;
  /** ISO date until which it waits. */
  until?: string;
  /** A platform's id of a colleague. */
  to?: string;
  /** Another request's id. */
  request?: string;
  stream?: string;
  /** The step that this one answers. */
  answers?: string;
  /** What was said of the outcome. */
  verdict?: string;
}

export function requestTables(columns: Columns) {
  const { table, index, uniqueIndex, text, choice, count, real, flag, instant, json, sequence } =
    columns;

  const requests = table(
    "requests",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      number: count().notNull(),
      conversation: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      requester: text().notNull(),
      /** Somebody else where it was raised on the requester's behalf. */
      raisedBy: text().notNull(),
      kind: choice(requestKinds),
      status: choice(caseStatuses, "new").notNull(),
      text: json(shapes.richTextShape, []).notNull(),
      /**
       * What was asked for at first, where the need turned out to be another (something broken).
       */
      wish: json(shapes.richTextShape),
      title: text(),
      /** The requester claims that it goes before others. */
      priority: flag().notNull().default(false),
      /** The requester spoke of IT as a supplier. */
      provider: flag().notNull().default(false),
      reading: json(shapes.jsonObjectShape as ValueShape<unknown> as ValueShape<RequestReading>),
      /** The platform's id of the message that began it. */
      message: text(),
      createdAt: instant().notNull(),
      updatedAt: instant().notNull(),
      /** When its brief was confirmed and went to the team. */
      loggedAt: instant(),
      /** Who of the team has it. */
      owner: text(),
      deliveredAt: instant(),
      /** The requester's business group when it was opened. */
      group: text(),
      /** The value stream that it belongs to. */
      stream: text(),
      /** The request that it became part of. */
      mergedInto: text(),
      /** Never shown to anybody but the requester and the team. */
      secluded: flag().notNull().default(false),
      /** True where the words are of a person outside the workspace, brought by the requester. */
      outside: flag().notNull().default(false),
      outcome: choice(caseOutcomes),
      /** Whether the team noticed the need first, or was asked. */
      brought: choice(["team", "requested"]),
      /** How it was talked about, filed once that is over: the dialogue's own state. */
      talk: json<unknown>(shapes.jsonObjectShape),
    },
    (t) => [
      uniqueIndex("requests_number").on(t.workspace, t.number),
      index("requests_requester").on(t.workspace, t.requester, t.status),
      index("requests_conversation").on(t.workspace, t.conversation),
      index("requests_status").on(t.workspace, t.status),
      index("requests_merged")
        .on(t.workspace, t.mergedInto)
        .where(sql`${t.mergedInto} is not null`),
    ],
  );

  /**
   * What a request takes along when it goes. Each such table has an index that begins with it:
   * without, every request that goes has the engine look through the whole table (100 ms among
   * 400,000 answers, against 0.3 ms).
   */
  const ofRequest = () =>
    text()
      .notNull()
      .references(() => requests.id, { onDelete: "cascade" });

  const answers = table(
    "answers",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      request: ofRequest(),
      question: text().notNull(),
      /** Null: left open. */
      text: json(shapes.richTextShape),
      by: text().notNull(),
      at: instant().notNull(),
      /**
       * The platform's id of the message that gave it, through which it is corrected or deleted.
       */
      message: text(),
      label: text(),
      /** 0 to 1. */
      confidence: real(),
      lens: text(),
      /** Which judge read it, with its version. */
      judge: text(),
      restated: text(),
      /** When it was corrected or deleted. */
      retiredAt: instant(),
    },
    (t) => [
      index("answers_of").on(t.request),
      index("answers_message").on(t.workspace, t.message),
      index("answers_retired").on(t.workspace, t.retiredAt).where(sql`${t.retiredAt} is not null`),
    ],
  );

  /** All that was done with a request: who, when, why, and the state that it was in then. */
  const steps = table(
    "steps",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      request: ofRequest(),
      /** What was done, where it was more than talking: one of the acts on a request. */
      act: text(),
      status: choice(caseStatuses, "new").notNull(),
      by: text().notNull(),
      at: instant().notNull(),
      why: json(shapes.richTextShape),
      /** What else belongs to the act: the alternative, a date, the colleague it was handed to. */
      details: json<HistoryDetails>(shapes.historyDetailsShape),
      /** The platform's id of the message that said it. */
      message: text(),
    },
    (t) => [index("steps_of").on(t.request)],
  );

  /** The trade ledger: what was put first, what waits for it, and who chose so. */
  const trades = table(
    "trades",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      first: ofRequest(),
      /** The request that waits; null where something else does, or nothing. */
      waits: text(),
      words: json(shapes.richTextShape),
      /** Whether the requester chose, or the team beyond its capacity. */
      side: choice(["requester", "team"], "team").notNull(),
      by: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [index("trades_of").on(t.first), index("trades_waits").on(t.workspace, t.waits)],
  );

  /**
   * What a request is for, as a point among meanings, so that those with a similar need are found.
   */
  const needs = table(
    "needs",
    {
      seq: sequence(),
      workspace: text().notNull(),
      request: ofRequest(),
      /** Base64 of one signed byte a dimension. */
      meaning: text().notNull(),
    },
    (t) => [
      uniqueIndex("needs_request").on(t.request),
      index("needs_workspace").on(t.workspace, t.seq),
    ],
  );

  /** Two requesters with a similar need, put in touch when both want it. */
  const introductions = table(
    "introductions",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      /** Whose requester was asked first. */
      request: ofRequest(),
      other: text().notNull(),
      state: choice(["asked", "accepted", "made", "declined"], "declined").notNull(),
      at: instant().notNull(),
    },
    (t) => [uniqueIndex("introductions_of").on(t.request, t.other)],
  );

  return {
    requests,
    answers,
    historyEntries: steps,
    tradeOffs: trades,
    needEmbeddings: needs,
    introductions,
  };
}

type CaseTables = ReturnType<typeof requestTables>;

declare module "../../storage/schema.ts" {
  interface Tables extends CaseTables {}
}
