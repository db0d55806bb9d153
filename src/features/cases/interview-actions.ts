/**
 * Actions of the interview: its buttons, forms and jobs. They stand here because cards about cases
 * carry some of them.
 */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../core/actions.ts";
import { newRequestFormId } from "../../platform/form.ts";
import { interviewQuestions } from "./questions.ts";

const id = z.string().min(1);
const onRequest = { args: [id] } as const;
const onQuestion = { args: [id, z.enum(interviewQuestions)] } as const;

export const interviewActions = defineActions("interview", {
  skip: onQuestion,
  why: onQuestion,
  /** An answer to tap, by its name. */
  choose: { args: [id, z.enum(interviewQuestions), z.string()] },
  /** Another request, the second argument, waits for this one. */
  waits: { args: [id, id] },
  /** Takes an answer back and asks again. */
  again: onQuestion,
  /** What the first message said is right. */
  heard: onQuestion,
  /** The kept words replace this answer. */
  replace: onQuestion,
  back: onRequest,
  later: onRequest,
  resume: onRequest,
  cancel: onRequest,
  restore: onRequest,
  person: onRequest,
  no_request: onRequest,
  broken: onRequest,
  right: onRequest,
  change: onRequest,
  /** The form with all questions. */
  form: { args: [id], opensForm: true },
  /** The kept words answer the question, or are a request of their own. */
  answers: onRequest,
  another: onRequest,
  solved: onRequest,
  own_way: onRequest,
  remind: onRequest,
  /** What was written beside an open question is something new. */
  as_new: onRequest,
  is_request: {},
  /** The form for a new request. */
  ask: { opensForm: true },
  help: {},
  /** Looks whether the request that is the subject still waits for an answer. */
  silence: { jobOnly: true },
});

export type InterviewAction = ActionIn<typeof interviewActions>;

/**
 * Returns today's path for one of release 0.1.0: `<verb>/<request>/…`, `all/<request>` for the form
 * with all questions. To be removed 90 days after release 0.2.0.
 */
export function legacyInterviewAction(path: string): string | undefined {
  const { feature, table, encode } = interviewActions;
  if (path === newRequestFormId) return encode("ask");
  const [verb = "", ...parts] = path.split("/");
  const [request = "", choice = ""] = parts;
  const encoded = parts.map((part) => encodeURIComponent(part.toWellFormed()));
  if (verb === "all") return encode("form", parts.join("/"));
  if (verb === "kind" && parts.length === 2) return encode("choose", request, "kind", choice);
  return Object.hasOwn(table, verb) ? [feature, verb, ...encoded].join("/") : undefined;
}
