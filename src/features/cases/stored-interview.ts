/** Schemas of stored conversations and interviews; unreadable parts are left out. */
import { z } from "zod";
import { requestKinds } from "../../nlu/judge.ts";
import { Person } from "../../platform/conversation-ref.ts";
import { RichText } from "../../platform/rich-text.ts";
import type { Interview, InterviewConversation } from "./interview-state.ts";
import { interviewQuestions } from "./questions.ts";

/** Parses a list without its unreadable items. */
const readable = <T>(shape: z.ZodType<T>) =>
  z.array(z.unknown()).transform((all) =>
    all.flatMap((each): T[] => {
      const read = shape.safeParse(each);
      return read.success ? [read.data] : [];
    }),
  );

const AnswerShape = z.looseObject({
  text: RichText.optional(),
  by: Person,
  message: z.string().optional(),
  date: z.iso.date().optional(),
});

const Answers = z
  .record(z.string(), z.unknown())
  .transform((all) =>
    Object.fromEntries(
      interviewQuestions.flatMap((question) =>
        AnswerShape.safeParse(all[question]).success ? [[question, all[question]]] : [],
      ),
    ),
  );

const TalkShape = z.looseObject({
  request: z.string(),
  number: z.int().optional().catch(undefined),
  requester: Person,
  raisedBy: Person.optional().catch(undefined),
  text: RichText.catch([]),
  message: z.string().optional().catch(undefined),
  phase: z.enum(["waiting", "asking", "confirming", "parked", "done"]),
  pending: z.enum(interviewQuestions).optional().catch(undefined),
  asked: readable(z.enum(interviewQuestions)).catch([]),
  answers: Answers.catch({}),
  claimed: z.boolean().catch(false),
  reminded: z.boolean().catch(false),
  wish: RichText.optional().catch(undefined),
  kind: z.enum(requestKinds).optional().catch(undefined),
  said: z
    .looseObject({ words: z.looseObject({}), judge: z.string() })
    .optional()
    .catch(undefined),
  subject: z.string().optional().catch(undefined),
  followUp: z.string().optional().catch(undefined),
  alike: readable(z.string()).optional().catch(undefined),
  waitingSince: z.number().optional().catch(undefined),
  draft: z
    .looseObject({ text: RichText, message: z.string().optional(), by: Person })
    .optional()
    .catch(undefined),
  item: z.looseObject({ name: z.string(), asks: z.boolean() }).optional().catch(undefined),
  worded: z.looseObject({ title: z.string(), summary: z.string() }).optional().catch(undefined),
  ownWay: z.looseObject({ text: z.string() }).optional().catch(undefined),
});

const ConversationShape = z.looseObject({
  talks: readable(TalkShape).catch([]),
  doubt: z
    .looseObject({
      text: RichText,
      message: z.string(),
      by: Person,
      request: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  smallTalk: z.looseObject({ held: z.string(), by: Person }).optional().catch(undefined),
  open: readable(
    z.looseObject({
      request: z.string(),
      number: z.int(),
      asks: z.enum(["relay", "offer", "outcome", "evidence"]),
      of: z.string(),
    }),
  )
    .optional()
    .catch(undefined),
});

/** Parses the interview filed with a request; `undefined` if it is unreadable. */
export const parseStoredInterview = (value: unknown): Interview | undefined =>
  TalkShape.safeParse(value).data as Interview | undefined;

/** Parses a conversation's state; the state of other features is kept as it is. */
export const parseStoredConversation = (value: unknown): InterviewConversation =>
  (ConversationShape.safeParse(value).data ?? { talks: [] }) as InterviewConversation;
