/** What a request turns out to be, and what that makes of the words it came with. */
import type { RequestKind } from "../../nlu/judge.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "../cases/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  isQuestionOfKind,
  questions,
} from "../cases/questions.ts";
import { findCatalogueItem } from "./catalogue.ts";
import { type InterviewDraft, recordAnswer, retractAnswer } from "./turn-draft.ts";

/**
 * The kind is known now: what the first message already said to its questions counts as answered,
 * and a routine thing finds its catalogue item.
 */
export function applyKind(draft: InterviewDraft, talk: Interview, kind: RequestKind): void {
  talk.kind = kind;
  if (kind === "standard_service") {
    const item = findCatalogueItem(draft.context.catalogue, toPlainText(talk.text));
    if (item) talk.item = { name: item.name, asks: Boolean(item.ask || item.link) };
  }
  recordSaid(draft, talk);
}

/** What joins a reason to a request says nothing by itself. */
const lead =
  /^(?:so that|because|in order to|since|as|damit|weil|um|pour que|parce que|para que|porque)\s+/i;

function recordSaid(draft: InterviewDraft, talk: Interview): void {
  const { said } = talk;
  delete talk.said;
  if (!said) return;
  for (const [question, words] of Object.entries(said.words) as [InterviewQuestion, string][]) {
    const { readStated = (): Partial<InterviewAnswer> => ({}) } = questions[question];
    const reading = readStated(said.customer);
    if (!reading || !isQuestionOfKind(question, talk.kind) || talk.answers[question]) continue;
    const { label, confidence, lens } = reading;
    recordAnswer(draft, talk, question, {
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
export function chooseKind(draft: InterviewDraft, talk: Interview, kind: RequestKind): void {
  applyKind(draft, talk, kind);
  draft.effects.push({ do: "update", talk });
}

/**
 * Something that exists lets people down: that comes first, and the original wish is kept beside
 * it.
 */
export function changeToFactoryIssue(draft: InterviewDraft, talk: Interview): void {
  retractAnswer(draft, talk, "need");
  retractAnswer(draft, talk, "need_again");
  talk.wish = talk.text;
  chooseKind(draft, talk, "factory_issue");
}
