/** One request's story: where it stands, who has it, how long it has waited, what happened, and what whoever reads it can do now. */
import type { Button, Element } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { asConfirmed, briefFacts, briefHead } from "./brief.ts";
import { timeWords } from "./clock-words.ts";
import { type Act, type Case, clock, offer, type Step, unanswered, type Verdict } from "./life.ts";
import { withTeam } from "./lists.ts";
import { mention } from "./mention.ts";
import { type Press, pressOf } from "./press.ts";
import { partsOf, type View } from "./question-card.ts";
import { shorten } from "./shorten.ts";
import type { Story } from "./story.ts";
import { teamCard } from "./team-card.ts";
import { verdictButtons } from "./told.ts";

/** The newest steps, and so much of what was written with each: the story stays on one screen. */
const mostSteps = 10;
const passage = 200;

export function storyCard(story: Story, view: View): Element[] {
  const { words } = view;
  const { one, eyes } = story;
  const talk = eyes === "own" ? one.talk : asConfirmed(one.talk);
  return [
    ...briefHead(talk, words),
    { kind: "facts", facts: standing(story, words) },
    ...(eyes === "own" ? waited(story, view) : []),
    { kind: "quote", text: shorten(talk.text, passage) },
    ...(Object.keys(talk.answers).length > 0 ? [briefFacts(talk, words)] : []),
    { kind: "heading", text: words("where.story.steps") },
    { kind: "facts", facts: history(story, words) },
    ...(one.secluded ? [{ kind: "note" as const, text: words("where.private") }] : []),
    ...(one.outside ? [{ kind: "note" as const, text: words("membership.brought", { who: mention(one.requester) }) }] : []),
    ...(eyes === "team" ? teamCard(one, { words, broken: 0, others: [], approval: story.approval }).filter(({ kind }) => kind === "buttons") : []),
    ...(eyes === "own" ? own(story, words) : []),
  ];
}

type Fact = { label: string; value: Prose };

function standing({ one, eyes, since, clocks, lead }: Story, words: Words): Fact[] {
  const fact = (key: string, value: Prose): Fact => ({ label: words.label(`where.story.${key}`), value });
  const status = words.label(`requests.status.${one.status}`);
  const where =
    one.status === "accepted" && one.owner ? words("where.owner", { owner: mention(one.owner), since }) : words("where.standing", { status, since });
  const waited = (side: "requester" | "team", key: string): Fact[] => {
    if (clocks[side] === 0 && clocks.running !== side) return [];
    const time = timeWords(clocks[side], words);
    const label = words.label(`where.story.waited.${key}`, { requester: mention(one.requester) });
    return [{ label, value: clocks.running === side ? words("where.story.running", { time }) : [time] }];
  };
  return [
    fact("standing", lead ? [...where, " · ", ...words("where.part_of", { lead: lead.number })] : where),
    ...(eyes === "own" ? [] : [fact("requester", mention(one.requester))]),
    ...waited("team", eyes === "others" ? "team" : "us"),
    ...waited("requester", eyes === "own" ? "you" : "requester"),
  ];
}

/** What its requester is waited for, in the words that ask it. */
function waited({ one, asks, here }: Story, { words }: View): Element[] {
  const { request } = one;
  const button = (key: string, press: Press, more: { opensForm?: true; style?: "primary" } = {}): Button => ({
    label: words.label(key),
    press: pressOf(press),
    ...more,
  });
  const act = (key: string, done: Act, more: { opensForm?: true } = {}): Button => button(`life.button.${key}`, { verb: "act", request, act: done }, more);
  switch (asks) {
    case "talk":
      return here
        ? [{ kind: "buttons", buttons: [button("requests.button.resume", { verb: "resume", request }, { style: "primary" })] }]
        : [{ kind: "note", text: words("where.story.elsewhere") }];
    case "question": {
      const asked = unanswered(one).at(-1);
      if (!asked) return [];
      return [
        { kind: "text", text: words("where.story.asked", { who: mention(asked.by) }) },
        ...(asked.why ? [{ kind: "quote" as const, text: asked.why }] : []),
        { kind: "buttons", buttons: [act("answer", "answer", { opensForm: true })] },
      ];
    }
    case "offer": {
      const offered = offer(one);
      if (!offered?.alternative) return [];
      return [
        { kind: "text", text: words("where.story.offered", { who: mention(offered.by) }) },
        { kind: "quote", text: offered.alternative },
        {
          kind: "buttons",
          buttons: [act(one.status === "alternative_proposed" ? "accept" : "accept.decline", "accept"), act("object", "object", { opensForm: true })],
        },
      ];
    }
    case "outcome":
      return [{ kind: "text", text: words("where.asks.outcome") }, verdictButtons(request, words)];
    default:
      return [];
  }
}

/** What else a requester can do. */
function own({ one, here, lead }: Story, words: Words): Element[] {
  const { request, status, talk, secluded } = one;
  const button = (key: string, press: Press): Button => ({ label: words.label(key), press: pressOf(press) });
  const isWithTeam = withTeam.some((each) => each === status);
  return [
    {
      kind: "buttons",
      buttons: [
        ...(lead ? [button("where.button.lead", { verb: "show", request: lead.request })] : []),
        ...(here && isWithTeam && partsOf(talk).length > 0 ? [button("requests.button.change", { verb: "change", request })] : []),
        ...(isWithTeam ? [button("life.button.withdraw", { verb: "act", request, act: "withdraw" })] : []),
        ...(isWithTeam || lead ? [button("requests.button.person", { verb: "act", request, act: "person" })] : []),
        secludeButton(request, secluded, words),
      ],
    },
  ];
}

/** Keeps a request private, or shows it to everybody again. */
export const secludeButton = (request: string, secluded: boolean, words: Words): Button => ({
  label: words.label(secluded ? "where.button.disclose" : "where.button.seclude"),
  press: pressOf({ verb: secluded ? "disclose" : "seclude", request }),
});

/** Steps of the talk, before the team had it, that tell something to those who were not part of it. */
const told = new Set(["new", "handed_over", "parked", "cancelled", "not_a_request"]);

/** Newest first. */
function history({ one, createdAt }: Story, words: Words): Fact[] {
  const steps = one.steps.filter(({ act, status }) => act || told.has(status));
  const kept = steps.slice(-mostSteps).reverse();
  const earlier = steps.length - kept.length;
  return [
    ...kept.map((step): Fact => ({ label: dated(step.at, words), value: stepWords(one, step, words) })),
    ...(earlier > 0 ? [{ label: words.label("where.story.before"), value: words("where.story.earlier", { count: earlier }) }] : []),
    { label: dated(createdAt, words), value: words("where.step.opened", { who: mention(one.talk.raisedBy ?? one.requester), number: one.number }) },
  ];
}

const dated = (at: Date, words: Words): string => words.label("where.story.at", { at });

function stepWords(one: Case, step: Step, words: Words): Prose {
  const { act, status, by, to, why, alternative, until, verdict, stream } = step;
  if (!act) return words(`where.step.status.${status}`);
  const quoted = (text: Prose | undefined): Prose => (text ? shorten(text, passage) : [words.label("where.step.gone")]);
  const known: Verdict | undefined = verdict;
  const key = act === "outcome" && (by.id === clock.id || known === "not_answered") ? "outcome.not_answered" : act;
  return words(`where.step.${key}`, {
    ...{ who: mention(by), requester: mention(one.requester), to: to ? mention(to) : "", stream: stream ?? "" },
    ...{ why: quoted(why), alternative: quoted(alternative), verdict: known ? words.label(`life.verdict.${known}`).toLowerCase() : "" },
    until: new Date(`${until ?? "2000-01-01"}T12:00:00Z`),
  });
}
