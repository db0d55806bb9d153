/** What is said about a request that is done brings its talk back into the conversation, for this turn. */
import { readForm } from "../requests/form.ts";
import { filed } from "../requests/lookups.ts";
import { readPress } from "../requests/press.ts";
import type { Conversation } from "../requests/talk.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";

/** What an arrival is about: a request, or a message that may have begun or answered one. */
function subjectOf(arrival: Arrival): { request: string } | { message: string } | undefined {
  switch (arrival.kind) {
    case "press": {
      const press = readPress(arrival.press);
      return press && "request" in press && press.verb !== "act" && press.verb !== "show" ? { request: press.request } : undefined;
    }
    case "submitted": {
      const form = readForm(arrival.form);
      return typeof form === "object" ? form : undefined;
    }
    case "edited":
    case "deleted":
      return { message: arrival.message };
    default:
      return undefined;
  }
}

export async function recall(read: Reader, arrival: Arrival, key: string, conversation: Conversation, about: string | undefined): Promise<Conversation> {
  const subject = about ? { request: about } : subjectOf(arrival);
  if (!subject || ("request" in subject && conversation.talks.some(({ request }) => request === subject.request))) return conversation;
  const known = new Set(conversation.talks.map(({ request }) => request));
  const talks = (await filed(read, arrival.workspace, key, subject)).filter(({ request, phase }) => phase === "done" && !known.has(request));
  return talks.length === 0 ? conversation : { ...conversation, talks: [...talks, ...conversation.talks] };
}
