/** What a request turns out to be, and what that makes of the words it came with. */
import type { Kind } from "../judgement/judge.ts";
import { plain } from "../surface/prose.ts";
import { findItem } from "./catalogue.ts";
import { type Draft, record, retract } from "./draft.ts";
import { belongs } from "./plan.ts";
import type { Answer, Question, Talk } from "./talk.ts";

/** The kind is known now: what the first message already said to its questions counts as answered, and a routine thing finds its catalogue item. */
export function becomeKind(draft: Draft, talk: Talk, kind: Kind): void {
  talk.kind = kind;
  if (kind === "standard_service") {
    const item = findItem(draft.context.catalogue, plain(talk.text));
    if (item) talk.item = { name: item.name, asks: Boolean(item.ask || item.link) };
  }
  recordSaid(draft, talk);
}

/** What joins a reason to a request says nothing by itself. */
const lead = /^(?:so that|because|in order to|since|as|damit|weil|um|pour que|parce que|para que|porque)\s+/i;

function recordSaid(draft: Draft, talk: Talk): void {
  const { said } = talk;
  delete talk.said;
  if (!said) return;
  for (const [question, words] of Object.entries(said.words) as [Question, string][]) {
    const reading: Partial<Answer> | undefined = question === "need" ? { label: "need" } : question === "customer" ? said.customer : {};
    if (!reading || !belongs(question, talk.kind) || talk.answers[question]) continue;
    const { label, confidence, lens } = reading;
    record(draft, talk, question, {
      text: [words.replace(lead, "").replace(/[\s?!.,;]+$/, "")],
      by: talk.raisedBy ?? talk.requester,
      judge: said.judge,
      ...(talk.message && { message: talk.message }),
      ...(label && { label }),
      ...(confidence !== undefined && { confidence }),
      ...(lens && { lens }),
    });
  }
}

/** The colleague said what it is. */
export function chooseKind(draft: Draft, talk: Talk, kind: Kind): void {
  becomeKind(draft, talk, kind);
  draft.effects.push({ do: "update", talk });
}

/** Something that exists lets people down: that comes first, and the original wish is kept beside it. */
export function turnToMending(draft: Draft, talk: Talk): void {
  retract(draft, talk, "need");
  retract(draft, talk, "need_again");
  talk.wish = talk.text;
  chooseKind(draft, talk, "factory_issue");
}
