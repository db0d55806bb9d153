/**
 * What a button carries: a verb, the request it is about and, for some, a choice. Nothing in it is
 * trusted beyond its shape.
 */
import { z } from "zod";
import { requestKinds } from "../../nlu/judge.ts";
import { interviewQuestions } from "./questions.ts";

const about = { request: z.string() };
const asked = { ...about, question: z.enum(interviewQuestions) };

const RequestAction = z.discriminatedUnion("verb", [
  z.strictObject({ verb: z.literal("skip"), ...asked }),
  z.strictObject({ verb: z.literal("why"), ...asked }),
  /** An answer offered as a button; `choice` names it. */
  z.strictObject({ verb: z.literal("choose"), ...asked, choice: z.string() }),
  z.strictObject({ verb: z.literal("kind"), ...about, choice: z.enum(requestKinds) }),
  /** One of the number ones waits for this request; `choice` is its id. */
  z.strictObject({ verb: z.literal("waits"), ...about, choice: z.string() }),
  /** An answer taken back, to be given again. */
  z.strictObject({ verb: z.literal("again"), ...asked }),
  /** What was heard is right. */
  z.strictObject({ verb: z.literal("heard"), ...asked }),
  /** The kept words replace this answer. */
  z.strictObject({ verb: z.literal("replace"), ...asked }),
  z.strictObject({
    verb: z.enum([
      "back",
      "later",
      "resume",
      "cancel",
      "restore",
      "person",
      "no_request",
      "broken",
      "right",
      "change",
      "form",
      "answers",
      "another",
      "solved",
      "own_way",
      "remind",
    ]),
    ...about,
  }),
  /** What was written beside an open question is something new. */
  z.strictObject({ verb: z.literal("as_new"), ...about }),
  z.strictObject({ verb: z.enum(["is_request", "ask", "help"]) }),
]);
export type RequestAction = z.infer<typeof RequestAction>;

/**
 * `verb/request/question/choice`, as far as there are any: platforms limit what a button may carry,
 * and it travels with every card.
 */
export const encodeRequestAction = (press: RequestAction): string =>
  [
    press.verb,
    "request" in press && press.request,
    "question" in press && press.question,
    "choice" in press && press.choice,
  ]
    .filter(Boolean)
    .join("/");

export function decodeRequestAction(text: string): RequestAction | undefined {
  const [verb, request, second, choice] = text.split("/");
  const rest =
    verb === "kind" || verb === "waits" ? { choice: second } : { question: second, choice };
  const known = Object.entries({ verb, request, ...rest }).filter(
    ([, value]) => value !== undefined,
  );
  return RequestAction.safeParse(Object.fromEntries(known)).data;
}
