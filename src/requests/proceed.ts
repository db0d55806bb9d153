/** How a talk goes on: the next question, the brief, the end, and then the next request in line. */
import { type Draft, end, enter } from "./draft.ts";
import { isConfirmed, remaining } from "./plan.ts";
import { current, type Question, type Talk } from "./talk.ts";

/** The talk that is gone on with; another one that stood in the room waits meanwhile. */
function turnTo(draft: Draft, talk: Talk, phase: "asking" | "confirming"): void {
  const other = current(draft.conversation);
  if (other && other !== talk) enter(draft, other, "waiting");
  enter(draft, talk, phase);
}

/** Silence counts from now on. One look at it is planned; how long the silence really was shows then. */
export function awaitAnswer(draft: Draft, talk: Talk): void {
  const { now } = draft.context;
  if (talk.waitingSince === undefined) draft.effects.push({ do: "remind", request: talk.request, since: now });
  talk.waitingSince = now;
}

/** Puts a question. */
export function ask(draft: Draft, talk: Talk, question: Question): void {
  turnTo(draft, talk, "asking");
  talk.pending = question;
  if (!talk.asked.includes(question)) talk.asked.push(question);
  draft.says.push({ say: "ask", request: talk.request, question });
  awaitAnswer(draft, talk);
}

/** Asks what is still worth asking; else shows the brief to confirm, or logs it where there is nothing to confirm. */
export function proceed(draft: Draft, talk: Talk): void {
  const [question] = remaining(talk);
  delete talk.pending;
  if (talk.kind === "new_solution" && talk.ownWay && !talk.ownWay.offered) {
    talk.ownWay.offered = true;
    draft.says.push({ say: "catalogue", request: talk.request });
  }
  if (question) ask(draft, talk, question);
  else if (isConfirmed(talk)) {
    turnTo(draft, talk, "confirming");
    if (draft.context.worded) talk.worded = draft.context.worded;
    draft.effects.push({ do: "update", talk });
    draft.says.push({ say: "brief", request: talk.request });
    awaitAnswer(draft, talk);
  } else finish(draft, talk, true);
}

/** The brief goes to the team. */
export function finish(draft: Draft, talk: Talk, confirmed: boolean): void {
  delete talk.unconfirmed;
  if (!confirmed) talk.unconfirmed = true;
  end(draft, talk, "new", confirmed ? undefined : "unconfirmed");
  draft.effects.push({ do: "update", talk });
  draft.says.push({ say: "logged", request: talk.request, confirmed });
  findCompany(draft, talk);
  draft.effects.push({ do: "brief", request: talk.request });
  takeUpNext(draft);
}

/** Those with a similar need are kept for the team, and the likest of them is offered to the requester as company: by members to members. */
function findCompany(draft: Draft, talk: Talk): void {
  const { similar = [], groups = {}, guests = [] } = draft.context;
  if (similar.length === 0) return;
  talk.alike = similar.map(({ request }) => request);
  if (guests.includes(talk.requester.id)) return;
  const other = similar.find(({ requester }) => requester !== talk.requester.id && !guests.includes(requester));
  const group = other?.group ? groups[other.group] : undefined;
  if (other && isConfirmed(talk)) draft.says.push({ say: "company", request: talk.request, other, ...(group && { group }) });
}

/** The next request that waits for its turn, if nothing else is being talked about. */
export function takeUpNext(draft: Draft): void {
  if (current(draft.conversation)) return;
  const next = draft.conversation.talks.find(({ phase }) => phase === "waiting");
  if (!next) return;
  draft.says.push({ say: "next_up", request: next.request });
  proceed(draft, next);
}
