/** Whom a brief concerns besides the team and its requester: those who have to agree to it, and the advocate of the requester's business group. Each hears of it in private, in a turn of their own conversation, once. */
import type { Feature, Office } from "../feature.ts";
import { type Group, readGroup } from "../organisation/groups.ts";
import { preferencesOf } from "../organisation/people.ts";
import { readSettings } from "../organisation/settings.ts";
import type { Reader } from "../storage/store.ts";
import type { Button, Card } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import type { Words } from "../words.ts";
import { briefFacts, briefHead, intakeFacts } from "./brief.ts";
import { readCase } from "./cases.ts";
import { awaited, type Case, unanswered } from "./life.ts";
import { mention } from "./mention.ts";
import { pressOf } from "./press.ts";

/** Somebody is to hear of a brief, in a turn of their own. The same `id` is heard once. */
export interface Call {
  id: string;
  person: string;
  place: Place;
  duty: string;
  subject: string;
}

const call = ({ request, place: { surface } }: Case, duty: string, person: string, round: number): Call => ({
  id: `${duty}:${request}/${person}/${round}`,
  person,
  place: { surface, kind: "personal", id: person },
  duty: `concern/${duty}`,
  subject: request,
});

/** Those whose agreement is waited for. After "please change" they are asked once more, but not before that is answered. */
export async function askedToAgree(on: Reader, workspace: string, one: Case): Promise<Call[]> {
  if (!one.kind || unanswered(one).some(({ act }) => act === "please_change")) return [];
  const { approvals } = await readSettings(on, workspace);
  const round = one.steps.filter(({ act }) => act === "please_change").length;
  return awaited(one, approvals[one.kind]).map((person) => call(one, "agree", person, round));
}

/** The advocate of the group, unless it is their own request, it is private, or they would rather not hear of it. */
export async function loopedIn(on: Reader, workspace: string, one: Case): Promise<Call[]> {
  const advocate = one.group && !one.secluded ? (await readGroup(on, workspace, one.group))?.advocate?.id : undefined;
  if (!advocate || advocate === one.requester.id || advocate === one.talk.raisedBy?.id) return [];
  return (await preferencesOf(on, workspace, advocate)).unbriefed ? [] : [call(one, "advocate", advocate, 0)];
}

export const concern: Feature = {
  name: "concern",
  prepare: async () => undefined,
  async turn(office, arrival) {
    const card = arrival.kind === "due" ? await cardFor(office, arrival.duty, arrival.subject) : [];
    if (card.length > 0) office.post({ card });
    return undefined;
  },
};

/** As it is when their turn comes: nothing where it has lost its point. */
async function cardFor({ w, workspace, words, place }: Office, duty: string, request: string): Promise<Card> {
  const one = await readCase(w, workspace, request);
  if (!one) return [];
  if (duty === "concern/agree") {
    const { approvals } = await readSettings(w, workspace);
    return awaited(one, one.kind && approvals[one.kind]).includes(place.id) ? agreementCard(one, words) : [];
  }
  const group = one.group && !one.secluded ? await readGroup(w, workspace, one.group) : undefined;
  return group?.advocate?.id === place.id ? advocateCard(one, group, words) : [];
}

function agreementCard(one: Case, words: Words): Card {
  const { request, requester, steps } = one;
  const wanted = steps.findLast(({ act }) => act === "please_change");
  const answer = wanted && steps.findLast(({ answers }) => answers === wanted.id);
  const facts = [wanted, answer].flatMap((step) =>
    step?.why ? [{ label: words.label(step === wanted ? "life.card.open_question" : "life.card.answered", { who: mention(step.by) }), value: step.why }] : [],
  );
  const buttons: Button[] = [
    { label: words.label("life.button.approve"), press: pressOf({ verb: "act", request, act: "approve" }), style: "primary" },
    { label: words.label("life.button.please_change"), press: pressOf({ verb: "act", request, act: "please_change" }), opensForm: true },
  ];
  return [
    {
      kind: "text",
      text: words(wanted ? "life.approval.again" : "life.approval.ask", { requester: mention(requester), who: wanted ? mention(wanted.by) : "" }),
    },
    ...intakeFacts(one.talk, words),
    ...(facts.length > 0 ? [{ kind: "facts" as const, facts }] : []),
    { kind: "buttons", buttons },
  ];
}

const advocateCard = ({ requester, talk }: Case, { name: group }: Group, words: Words): Card => [
  { kind: "text", text: words("organisation.advocate.brief", { group }) },
  ...briefHead(talk, words),
  { kind: "facts", facts: [{ label: words.label("requests.brief.requester"), value: mention(requester) }] },
  briefFacts(talk, words),
  { kind: "note", text: words("organisation.advocate.why", { group }) },
];
