/**
 * Continuation of an interview: the next question, the brief, the end, and the next request in
 * line.
 */

import { currentInterview, type Interview } from "../cases/interview-state.ts";
import type { InterviewQuestion } from "../cases/questions.ts";
import { needsConfirmation, remainingQuestions } from "./question-plan.ts";
import { endInterview, enterPhase, type InterviewDraft } from "./turn-draft.ts";

/** Makes an interview the current one; the former current one waits. */
export function makeCurrent(
  draft: InterviewDraft,
  talk: Interview,
  phase: "asking" | "confirming",
): void {
  const other = currentInterview(draft.conversation);
  if (other && other !== talk) enterPhase(draft, other, "waiting");
  enterPhase(draft, talk, phase);
}

/** Starts to wait for an answer, and schedules one check for silence. */
export function scheduleAnswerReminder(draft: InterviewDraft, talk: Interview): void {
  const { now } = draft.context;
  if (talk.waitingSince === undefined)
    draft.effects.push({ do: "remind", request: talk.request, since: now });
  talk.waitingSince = now;
}

/** Asks a question. */
export function askQuestion(
  draft: InterviewDraft,
  talk: Interview,
  question: InterviewQuestion,
): void {
  makeCurrent(draft, talk, "asking");
  talk.pending = question;
  if (!talk.asked.includes(question)) talk.asked.push(question);
  draft.replies.push({ say: "ask", request: talk.request, question });
  scheduleAnswerReminder(draft, talk);
}

/** Asks the next question; without any, shows the brief for confirmation or logs it. */
export function continueInterview(draft: InterviewDraft, talk: Interview): void {
  const [question] = remainingQuestions(talk);
  delete talk.pending;
  if (talk.kind === "new_solution" && talk.ownWay && !talk.ownWay.offered) {
    talk.ownWay.offered = true;
    draft.replies.push({ say: "catalogue", request: talk.request });
  }
  if (question) askQuestion(draft, talk, question);
  else if (needsConfirmation(talk)) {
    makeCurrent(draft, talk, "confirming");
    if (!talk.worded) draft.effects.push({ do: "word_brief", request: talk.request });
    draft.effects.push({ do: "update", talk });
    draft.replies.push({ say: "brief", request: talk.request });
    scheduleAnswerReminder(draft, talk);
  } else finishInterview(draft, talk, true);
}

/** Sends the brief to the team. */
export function finishInterview(draft: InterviewDraft, talk: Interview, confirmed: boolean): void {
  delete talk.unconfirmed;
  if (!confirmed) talk.unconfirmed = true;
  endInterview(draft, talk, "new", confirmed ? undefined : "unconfirmed");
  draft.effects.push({ do: "update", talk });
  draft.replies.push({ say: "logged", request: talk.request, confirmed });
  draft.replies.push({ say: "company", request: talk.request });
  draft.effects.push({ do: "find_similar", request: talk.request });
  draft.effects.push({ do: "brief", request: talk.request });
  startNextInterview(draft);
}

/** Starts the next waiting request, if no interview is active. */
export function startNextInterview(draft: InterviewDraft): void {
  if (currentInterview(draft.conversation)) return;
  const next = draft.conversation.talks.find(({ phase }) => phase === "waiting");
  if (!next) return;
  draft.replies.push({ say: "next_up", request: next.request });
  continueInterview(draft, next);
}
