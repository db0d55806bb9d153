/**
 * Actions of the interview: buttons, forms and jobs. Part of its model because cards about cases
 * contain some of them.
 */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import { interviewQuestions } from "./questions.ts";

const id = z.string().min(1);
const onRequest = { args: [id] } as const;
const onQuestion = { args: [id, z.enum(interviewQuestions)] } as const;

/** The actions of the interview, with their arguments. */
export const interviewActions = defineActions("interview", {
  skip: onQuestion,
  why: onQuestion,
  /** Answer on a button, by its name. */
  choose: { args: [id, z.enum(interviewQuestions), z.string()] },
  /** Another request (second argument) waits for this one. */
  waits: { args: [id, id] },
  /** Withdraws an answer and asks again. */
  again: onQuestion,
  /** Confirms an answer in the first message. */
  heard: onQuestion,
  /** Replaces this answer by the kept text. */
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
  /** Form with all questions. */
  form: { args: [id], opensForm: true },
  /** Uses the kept text as an answer, or as a new request. */
  answers: onRequest,
  another: onRequest,
  solved: onRequest,
  own_way: onRequest,
  remind: onRequest,
  /** A held message belongs to the target of that name, or to another than its first one. */
  held: { args: [id, z.string()] },
  not_meant: onRequest,
  /** Uses text beside an open question as something new. */
  as_new: onRequest,
  is_request: {},
  /** Form for a new request. */
  ask: { opensForm: true },
  help: {},
  /** Checks whether the subject's request still waits for an answer. */
  silence: { jobOnly: true },
  /** Decides on the held message that is the subject, unless a person has. */
  settle_held: { jobOnly: true },
});

/** A decoded action of the interview. */
export type InterviewAction = ActionIn<typeof interviewActions>;

/**
 * Returns the current path for one of release 0.1.0: `<verb>/<request>/…`, `all/<request>` for the
 * form with all questions. To be removed 90 days after release 0.2.0.
 */
export function legacyInterviewAction(path: string): string | undefined {
  const { feature, table, encode } = interviewActions;
  if (path === "request:new") return encode("ask"); // the form of `/request`
  const [verb = "", ...parts] = path.split("/");
  const [request = "", choice = ""] = parts;
  const encoded = parts.map((part) => encodeURIComponent(part.toWellFormed()));
  if (verb === "all") return encode("form", parts.join("/"));
  if (verb === "kind" && parts.length === 2) return encode("choose", request, "kind", choice);
  return Object.hasOwn(table, verb) ? [feature, verb, ...encoded].join("/") : undefined;
}
