/**
 * What is said about a request that is done brings its talk back into the conversation, for this
 * turn.
 */

import type { TurnInput } from "../../core/feature.ts";
import type { Reader } from "../../storage/store.ts";
import type { InterviewAction } from "../cases/interview-actions.ts";
import type { InterviewConversation } from "../cases/interview-state.ts";
import { listFiledInterviews } from "../cases/queries/request-lookups.ts";

/** What an event is about: a request, or a message that may have begun or answered one. */
function subjectOf({
  event,
  action,
  about,
}: TurnInput<InterviewAction>): { request: string } | { message: string } | undefined {
  if (about) return { request: about };
  if (event.kind === "edited" || event.kind === "deleted") return { message: event.message };
  const [request] =
    event.kind === "press" || event.kind === "submitted" ? (action?.args ?? []) : [];
  return request === undefined ? undefined : { request };
}

export async function restoreInterview(
  read: Reader,
  input: TurnInput<InterviewAction>,
  key: string,
  conversation: InterviewConversation,
): Promise<InterviewConversation> {
  const subject = subjectOf(input);
  if (
    !subject ||
    ("request" in subject && conversation.talks.some(({ request }) => request === subject.request))
  )
    return conversation;
  const known = new Set(conversation.talks.map(({ request }) => request));
  const talks = (await listFiledInterviews(read, input.event.workspace, key, subject)).filter(
    ({ request, phase }) => phase === "done" && !known.has(request),
  );
  return talks.length === 0
    ? conversation
    : { ...conversation, talks: [...talks, ...conversation.talks] };
}
