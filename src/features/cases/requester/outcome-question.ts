/** The question whether something delivered helped: asked once, with one reminder. Pure. */
import type { WorkCalendar } from "../../../lib/dates/work-calendar.ts";
import { oneWorkingDayAfter } from "../../../lib/dates/working-time.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { OpenQuestion } from "../../interview/model/interview-state.ts";
import {
  type Case,
  caseSystemActor,
  findStandingOffer,
  isAskedOnce,
  listVerdicts,
} from "../lifecycle/case.ts";
import { isQuestion, type OpenQuestionDecision, without, withQuestion } from "./open-questions.ts";

/** Working days until the reminder about the outcome, and until it counts as not answered. */
const reminderAfterWorkingDays = 1;
const unansweredAfterWorkingDays = 3;

/** Decision to ask for the outcome, with the time of the check for silence. */
interface OutcomeDecision extends OpenQuestionDecision {
  askAgainAt?: Date;
}

/** Asks for the outcome once, reminds once, then records it as not answered. */
export function decideOutcomeQuestion(
  open: readonly OpenQuestion[],
  due: Case,
  { now, calendar }: { now: Date; calendar: WorkCalendar },
): OutcomeDecision {
  const { request, number, requester, status, mergedInto } = due;
  const nothing = { open, actions: [], replies: [] };
  if (status !== "delivered" && !(mergedInto && status === "outcome_known")) return nothing;
  if (listVerdicts(due).some(({ by }) => by.id === requester.id)) return nothing;
  const asked = open.find(isQuestion(request, "outcome"));
  if (asked && (asked.again || isAskedOnce(due.interview))) {
    const rest = without(open, request, ["outcome"]);
    // The requester of a merged request may leave the outcome open.
    if (mergedInto) return { ...nothing, open: rest };
    const verdict = "not_answered";
    return {
      open: rest,
      actions: [{ request, act: "outcome", by: caseSystemActor, verdict }],
      replies: [],
    };
  }
  const again = asked !== undefined;
  let askAgainAt = now;
  const days = again ? unansweredAfterWorkingDays : reminderAfterWorkingDays;
  for (let day = 0; day < days; day++) askAgainAt = oneWorkingDayAfter(askAgainAt, calendar);
  return {
    open: withQuestion(open, {
      request,
      number,
      asks: "outcome",
      of: requester.id,
      askedAt: now.getTime(),
      again: again || undefined,
      isRoutine: isAskedOnce(due.interview) || undefined,
    }),
    actions: [],
    replies: [
      isAskedOnce(due.interview)
        ? {
            say: "routine_outcome",
            request,
            number,
            title: due.title,
            question: due.interview.item?.outcome,
          }
        : { say: "outcome", request, number, ...hopeOf(due), again },
    ],
    askAgainAt,
  };
}

/**
 * Returns what the requester hoped for, in their words: the measure, else the need, else the
 * request.
 */
function hopeOf({ interview, history }: Case): { hoped: RichText; measured: boolean } {
  const { measure, need, need_again } = interview.answers;
  if (measure?.text) return { hoped: measure.text, measured: true };
  return {
    hoped:
      need_again?.text ??
      need?.text ??
      findStandingOffer({ history })?.alternative ??
      interview.text,
    measured: false,
  };
}
