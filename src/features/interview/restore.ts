/**
 * What is said about a request that is done brings its talk back into the conversation, for this
 * turn.
 */

import type { InboundEvent } from "../../platform/event.ts";
import type { Reader } from "../../storage/store.ts";
import { decodeRequestAction } from "../cases/action-codec.ts";
import type { InterviewConversation } from "../cases/interview-state.ts";
import { listFiledInterviews } from "../cases/queries/request-lookups.ts";
import { decodeInterviewForm } from "./forms.ts";

/** What an arrival is about: a request, or a message that may have begun or answered one. */
function subjectOf(event: InboundEvent): { request: string } | { message: string } | undefined {
  switch (event.kind) {
    case "press": {
      const press = decodeRequestAction(event.press);
      return press && "request" in press ? { request: press.request } : undefined;
    }
    case "submitted": {
      const form = decodeInterviewForm(event.form);
      return typeof form === "object" ? form : undefined;
    }
    case "edited":
    case "deleted":
      return { message: event.message };
    default:
      return undefined;
  }
}

export async function restoreInterview(
  read: Reader,
  event: InboundEvent,
  key: string,
  conversation: InterviewConversation,
  about: string | undefined,
): Promise<InterviewConversation> {
  const subject = about ? { request: about } : subjectOf(event);
  if (
    !subject ||
    ("request" in subject && conversation.talks.some(({ request }) => request === subject.request))
  )
    return conversation;
  const known = new Set(conversation.talks.map(({ request }) => request));
  const talks = (await listFiledInterviews(read, event.workspace, key, subject)).filter(
    ({ request, phase }) => phase === "done" && !known.has(request),
  );
  return talks.length === 0
    ? conversation
    : { ...conversation, talks: [...talks, ...conversation.talks] };
}
