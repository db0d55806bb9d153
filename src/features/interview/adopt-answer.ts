/** Adoption of a colleague's line as one's own answer, by the message action. */
import type { Person } from "../../platform/conversation-ref.ts";
import { currentInterview } from "./model/interview-state.ts";
import { questions } from "./model/questions.ts";
import { takeAnswer } from "./take-answer.ts";
import { checkInterviewAccess, type InterviewDraft, type RequestPart } from "./turn-draft.ts";

/**
 * Takes a colleague's line at which the person asked points as the answer, where it reports no
 * fault; returns whether it did.
 */
export function adoptAnswer(
  draft: InterviewDraft,
  { author, message }: { author: Person; message: string },
  [part, ...others]: readonly RequestPart[],
): boolean {
  const interview = currentInterview(draft.conversation);
  const { pending } = interview ?? {};
  if (!interview || !pending || questions[pending].isTradeOff || !part || others.length > 0)
    return false;
  const { label, sure } = part.reading.kind;
  const isFault = part.reading.isRequest.label && label === "factory_issue" && sure !== false;
  if (isFault || author.id === draft.event.by.id) return false;
  if (checkInterviewAccess(draft, interview, "tell")) return false;
  const { text } = part;
  takeAnswer(draft, interview, pending, {
    ...{ text, by: author, message, readings: draft.context.readings.text },
  });
  return true;
}
