/** Edited and deleted messages that started or answered an interview. Pure. */
import type { InboundEventOf } from "../../../platform/event.ts";
import type { Interview } from "../model/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  questions,
} from "../model/questions.ts";
import { recordGivenAnswer } from "../questions/take-answer.ts";
import { rewordRequest } from "../requests/open-request.ts";
import { restoreInterview } from "./controls.ts";
import { endInterview, type InterviewDraft } from "./turn-draft.ts";

/** Takes up new words, also those of a message whose deletion was undone. */
export function onEdited(
  draft: InterviewDraft,
  { message, text, by }: InboundEventOf<"edited">,
): void {
  draft.effects.push({ do: "amend", message, text });
  if (draft.conversation.doubt?.message === message) draft.conversation.doubt.text = text;
  for (const { words } of draft.conversation.open ?? [])
    if (words?.message === message) words.text = text;
  const { parts } = draft.context;
  const begun = draft.conversation.interviews.filter((interview) => interview.message === message);
  for (const interview of about(draft, message)) {
    if (interview.message === message) dropDeletedAnswers(interview);
    const part = begun.length === parts.length ? parts[begun.indexOf(interview)] : undefined;
    if (part) rewordRequest(draft, interview, part);
    else if (interview.message === message) interview.text = text;
    for (const [question, answer] of Object.entries(interview.answers) as [
      InterviewQuestion,
      InterviewAnswer,
    ][]) {
      const isGiven =
        answer.text !== undefined || answer.label !== undefined || answer.deleted === true;
      if (answer.message === message && isGiven && interview.message !== message)
        recordGivenAnswer(draft, interview, question, {
          text,
          by,
          message,
          readings: draft.context.readings.text,
        });
    }
    draft.effects.push({ do: "update", interview }, { do: "rebrief", request: interview.request });
    if (interview.message === message && interview.deleted) restoreInterview(draft, interview);
  }
}

/** Forgets the answers of a request's own message, whose words are read again. */
function dropDeletedAnswers({ answers }: Interview): void {
  for (const question of interviewQuestions)
    if (answers[question]?.deleted) delete answers[question];
}

/** Returns the interviews that a message started or answered. */
const about = (draft: InterviewDraft, message: string): Interview[] =>
  draft.conversation.interviews.filter(
    (interview) =>
      interview.message === message ||
      Object.values(interview.answers).some((answer) => answer.message === message),
  );

/**
 * Removes deleted text everywhere; a request whose own message was deleted is withdrawn during its
 * interview. Once the team has it, both sides hear of the deletion.
 */
export function onDeleted(draft: InterviewDraft, { message, by }: InboundEventOf<"deleted">): void {
  draft.effects.push({ do: "amend", message });
  if (draft.conversation.doubt?.message === message) delete draft.conversation.doubt;
  for (const open of draft.conversation.open ?? [])
    if (open.words?.message === message) delete open.words;
  for (const interview of about(draft, message)) {
    delete interview.worded;
    for (const [question, answer] of Object.entries(interview.answers) as [
      InterviewQuestion,
      { message?: string },
    ][]) {
      if (answer.message !== message) continue;
      interview.answers[question] = { by, message, deleted: true };
      if (questions[question].isTradeOff)
        draft.effects.push({ do: "trade", request: interview.request, by });
    }
    if (interview.message === message) {
      interview.text = [];
      delete interview.wish;
      draft.effects.push({ do: "update", interview });
      if (interview.filed && interview.ended === "new") {
        const { request } = interview;
        draft.effects.push({ do: "tell_deleted", request });
        draft.replies.push({ say: "about", key: "deleted", request });
      }
      if (interview.phase !== "done") {
        interview.deleted = true;
        endInterview(draft, interview, "cancelled", "deleted");
        if (!interview.filed)
          draft.replies.push({ say: "about", key: "cancelled", request: interview.request });
        continue;
      }
    }
    draft.effects.push({ do: "rebrief", request: interview.request });
  }
}
