/** Tables of requests: answers, history, trade-offs, embeddings and introductions. */
import { type RequestReading, requestKinds } from "../../nlu/judge.ts";
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { type AnyColumn, type SQL, sql } from "../../storage/drizzle.ts";
import type { Columns, ValueShape } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import { caseOutcomes, caseStatuses } from "./lifecycle/case.ts";
import { effortBands } from "./lifecycle/effort.ts";
import { type WorkingMinutes, workingMinutesShape } from "./lifecycle/working-minutes.ts";

/** Details of an action besides its reason; each key belongs to some actions. */
export interface HistoryDetails {
  alternative?: RichText;
  /** ISO date of the postponement's end. */
  until?: string;
  /** Platform id of a colleague. */
  to?: string;
  /** Another request's id. */
  request?: string;
  stream?: string;
  /** History entry that this one answers. */
  answers?: string;
  /** Verdict on the outcome. */
  verdict?: string;
  service?: string;
  customer?: string;
}

/** Condition of the index `requests_confirmed_names`, which queries must repeat literally. */
export const isAboutConfirmed = (requests: { isAboutConfirmed: AnyColumn }): SQL =>
  sql`${requests.isAboutConfirmed}`;

/** Returns the columns by which figures select requests. */
const figureColumns = <T>(t: Record<FigureColumn, T>): [T, ...T[]] =>
  figureColumnNames.map((name) => t[name]) as [T, ...T[]];

const figureColumnNames = [
  ...([
    "status",
    "kind",
    "outcome",
    "service",
    "group",
    "customer",
    "effort",
    "isPrivate",
  ] as const),
  ...(["security", "requester", "raisedBy", "owner", "stream", "brought", "number", "id"] as const),
] as const;
type FigureColumn = (typeof figureColumnNames)[number];

/** Defines the tables of requests. */
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
      /** Person who raised it, if on the requester's behalf. */
      raisedBy: text().notNull(),
      kind: choice(requestKinds),
      status: choice(caseStatuses, "new").notNull(),
      text: json(shapes.richTextShape, []).notNull(),
      /** First wish, if the need turned out to be another (something broken). */
      wish: json(shapes.richTextShape),
      title: text(),
      /** Whether the requester claims priority over others. */
      priority: flag().notNull().default(false),
      /** Whether the requester spoke of IT as a supplier. */
      provider: flag().notNull().default(false),
      reading: json(shapes.jsonObjectShape as ValueShape<unknown> as ValueShape<RequestReading>),
      /** Platform id of the message that started it. */
      message: text(),
      createdAt: instant().notNull(),
      updatedAt: instant().notNull(),
      /** When its brief was confirmed and sent to the team. */
      loggedAt: instant(),
      /** Team member who works on it. */
      owner: text(),
      deliveredAt: instant(),
      /** When it was last named as waiting, to the team or to its requester. */
      namedAt: instant(),
      /** Requester's business group at the start. */
      group: text(),
      /** Value stream. */
      stream: text(),
      /** Name of the service that it is about (CRM, shop). */
      service: text(),
      /** Name of the paying customer who is to notice it; the answer keeps the words. */
      customer: text(),
      /** Whether the team confirmed service and customer; until then they are proposals. */
      isAboutConfirmed: flag("about_confirmed").notNull().default(false),
      /** Request into which it was merged. */
      mergedInto: text(),
      /** Visible only to the requester and the team. */
      isPrivate: flag("secluded").notNull().default(false),
      /** Whether the text is by a person outside the workspace. */
      outside: flag().notNull().default(false),
      /** Whether the message reports a security incident. */
      security: flag().notNull().default(false),
      outcome: choice(caseOutcomes),
      /** Whether the team brought the need up, or was asked. */
      brought: choice(["team", "requested"]),
      /** Estimate of the work that it took. */
      effort: choice(effortBands),
      /** Working minutes from its start to its delivery, by what it waited for. */
      times: json<WorkingMinutes>(workingMinutesShape),
      /** State of the interview, filed when it is over. */
      interview: json<unknown>(shapes.jsonObjectShape, undefined, "talk"),
    },
    (t) => [
      uniqueIndex("requests_number").on(t.workspace, t.number),
      index("requests_requester").on(t.workspace, t.requester, t.status),
      index("requests_raised_by")
        .on(t.workspace, t.raisedBy)
        .where(sql`${t.raisedBy} <> ${t.requester}`),
      index("requests_owner").on(t.workspace, t.owner).where(sql`${t.owner} is not null`),
      index("requests_conversation").on(t.workspace, t.conversation),
      index("requests_status").on(t.workspace, t.status),
      index("requests_merged")
        .on(t.workspace, t.mergedInto)
        .where(sql`${t.mergedInto} is not null`),
      // Both hold all columns that figures are computed from: among 100,000 requests a count of all
      // takes 30 ms instead of 240, because no row is read.
      index("requests_created").on(t.workspace, t.createdAt, ...figureColumns(t), t.deliveredAt),
      index("requests_delivered")
        .on(t.workspace, t.deliveredAt, ...figureColumns(t), t.createdAt)
        .where(sql`${t.deliveredAt} is not null`),
      index("requests_service").on(t.workspace, t.service).where(sql`${t.service} is not null`),
      index("requests_customer").on(t.workspace, t.customer).where(sql`${t.customer} is not null`),
      index("requests_confirmed_names")
        .on(t.workspace, t.number, t.service, t.customer, t.isAboutConfirmed)
        .where(isAboutConfirmed(t)),
    ],
  );

  /**
   * Reference to a request, with which the row is deleted. Each such table has an index that starts
   * with it; without one, every deletion scans the table (100 ms among 400,000 answers, against 0.3
   * ms).
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
      /** Null for a question that was left open. */
      text: json(shapes.richTextShape),
      by: text().notNull(),
      at: instant().notNull(),
      /** Platform id of its message, by which it is edited or deleted. */
      message: text(),
      label: text(),
      /** 0 to 1. */
      confidence: real(),
      lens: text(),
      /** Judge and version that read it. */
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

  /** History entries: who did what and when, why, and the resulting status. */
  const steps = table(
    "steps",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      request: ofRequest(),
      /** Action; null for a step of the interview. */
      act: text(),
      status: choice(caseStatuses, "new").notNull(),
      by: text().notNull(),
      at: instant().notNull(),
      why: json(shapes.richTextShape),
      /** Details of the action: the alternative, a date, the colleague it was handed to. */
      details: json<HistoryDetails>(shapes.historyDetailsShape),
      /** Platform id of the message. */
      message: text(),
    },
    (t) => [
      index("steps_of").on(t.request, t.act, t.workspace),
      index("steps_taken").on(t.workspace, t.by, t.at).where(sql`${t.act} = 'take'`),
      index("steps_offer")
        .on(t.workspace, t.at)
        .where(sql`${t.act} in ('decline', 'object', 'accept')`),
      index("steps_outcome").on(t.workspace, t.at).where(sql`${t.act} = 'outcome'`),
    ],
  );

  /** Trade-offs: which request goes first, what waits for it, and who decided. */
  const trades = table(
    "trades",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      first: ofRequest(),
      /** Request that waits; null if something else waits, or nothing. */
      waits: text(),
      words: json(shapes.richTextShape),
      /** Whether the requester decided, or the team beyond its capacity. */
      side: choice(["requester", "team"], "team").notNull(),
      by: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [index("trades_of").on(t.first), index("trades_waits").on(t.workspace, t.waits)],
  );

  /** Embeddings of needs, by which similar requests are found. */
  const needs = table(
    "needs",
    {
      seq: sequence(),
      workspace: text().notNull(),
      request: ofRequest(),
      /** Base64 of one signed byte per dimension. */
      meaning: text().notNull(),
    },
    (t) => [
      uniqueIndex("needs_request").on(t.request),
      index("needs_workspace").on(t.workspace, t.seq),
    ],
  );

  /** Introductions of two requesters with a similar need. */
  const introductions = table(
    "introductions",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      /** Request whose requester was asked first. */
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
