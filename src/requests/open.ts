/** A request is opened: it exists, with a number, before the first question. */
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import { type Draft, end, type Part } from "./draft.ts";
import { becomeKind } from "./kind.ts";
import { isConfirmed, remaining } from "./plan.ts";
import { proceed } from "./proceed.ts";
import { current, type Question, type Talk } from "./talk.ts";

/** From this confidence on a kind is taken as read; below, the colleague is asked with buttons. */
const sureKind = 0.5;

export interface Asker {
  by: Person;
  raisedBy?: Person;
  message?: string;
  outside?: true | undefined;
}

/** "For @Petra: we need …": whom a request is for, and the words without that. */
export function onBehalf(text: Prose): { of?: Person; text: Prose } {
  const [before, somebody, after, ...rest] = text;
  if (typeof before !== "string" || typeof somebody !== "object" || !("person" in somebody) || !/^\s*(?:for|on behalf of)\s*$/i.test(before)) return { text };
  const remainder = typeof after === "string" ? [after.replace(/^[\s:,–-]+/, ""), ...rest] : [...(after === undefined ? [] : [after]), ...rest];
  return { of: { id: somebody.person, ...(somebody.name && { name: somebody.name }) }, text: remainder };
}

/** Opens one request a part and begins with the first; what is already being talked about goes on first. */
export function openRequests(draft: Draft, asker: Asker, parts: readonly Part[]): void {
  const busy = current(draft.conversation);
  const talks = parts.map((part) => openTalk(draft, asker, part));
  if (talks.length === 1) draft.says.push({ say: "noted", request: talks[0]!.request });
  else draft.says.push({ say: "noted_many", requests: talks.map(({ request }) => request) });
  for (const talk of talks) {
    const [question] = remaining(talk);
    if (!question && !isConfirmed(talk)) finishAtOnce(draft, talk, talks.length > 1);
  }
  const first = talks.find(({ phase }) => phase === "waiting");
  if (first && !busy) {
    if (talks.length > 1) draft.says.push({ say: "next_up", request: first.request });
    for (const question of heardAlready(first)) draft.says.push({ say: "heard", request: first.request, question });
    proceed(draft, first);
  }
}

function openTalk(draft: Draft, { by, raisedBy, message, outside }: Asker, { text, reading, customer, judge }: Part): Talk {
  const talk: Talk = {
    request: draft.context.newId(),
    requester: by,
    ...(raisedBy && raisedBy.id !== by.id && { raisedBy }),
    text,
    ...(message && { message }),
    ...(outside && { outside }),
    ...(reading.subject && { subject: reading.subject }),
    phase: "waiting",
    asked: [],
    answers: {},
    claimed: reading.priorityClaim.label,
    said: { words: reading.said, judge, ...(customer && { customer }) },
    ...(draft.context.ownWay !== undefined && { ownWay: { text: draft.context.ownWay } }),
    reminded: false,
  };
  draft.conversation.talks.push(talk);
  draft.effects.push({ do: "open", talk, reading, judge });
  if (reading.kind.confidence >= sureKind) becomeKind(draft, talk, reading.kind.label);
  return talk;
}

/** What the first message said of the partner questions, to be confirmed with one tap; facts of a breakage or a decision need none. */
const heardAlready = (talk: Talk): Question[] =>
  (["need", "customer", "measure"] as const).filter((question) => isConfirmed(talk) && talk.answers[question]?.text);

function finishAtOnce(draft: Draft, talk: Talk, among: boolean): void {
  end(draft, talk, "new");
  draft.says.push({ say: "logged", request: talk.request, confirmed: true, among });
  draft.effects.push({ do: "brief", request: talk.request });
}

/** A request whose sender wants a person and no questions. */
export function openForPerson(draft: Draft, asker: Asker, part: Part): void {
  const talk = openTalk(draft, asker, part);
  draft.says.push({ say: "noted", request: talk.request });
  handOver(draft, talk);
}

/** A person takes it from here, with all that was said so far. */
export function handOver(draft: Draft, talk: Talk): void {
  const { filed, request } = talk;
  end(draft, talk, "handed_over");
  if (filed) draft.effects.push({ do: "act", deed: { request, act: "person", by: draft.arrival.by } });
  else draft.says.push({ say: "about", key: "person", request });
  draft.effects.push({ do: "brief", request: talk.request });
}
