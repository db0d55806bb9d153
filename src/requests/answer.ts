/** Takes an answer into a talk, and follows the branch that its reading opens. */
import type { Readings } from "../judgement/judge.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import { type Draft, record } from "./draft.ts";
import { chooseKind, turnToMending } from "./kind.ts";
import { proceed } from "./proceed.ts";
import type { Answer, Question, Talk } from "./talk.ts";

/** From this confidence on "it keeps crashing" turns a wish into something to mend first; below, the button is there. */
const sureBreakage = 0.6;

export interface Given {
  text: Prose;
  by: Person;
  message?: string;
  readings?: Readings | undefined;
}

/** Records an answer in free text and goes on. */
export function take(draft: Draft, talk: Talk, question: Question, given: Given): void {
  const broke = keep(draft, talk, question, given);
  const answer = talk.answers[question];
  const restated = answer?.label === "need" && answer.restated !== undefined;
  draft.says.push(
    broke
      ? { say: "breakage", request: talk.request }
      : restated
        ? { say: "heard", request: talk.request, question }
        : { say: "took", request: talk.request, question },
  );
  proceed(draft, talk);
}

/** Records an answer without a word; tells whether it turned the request into something to mend. */
export function keep(draft: Draft, talk: Talk, question: Question, { text, by, message, readings }: Given): boolean {
  const answer: Answer = { text, by, ...(message && { message }), ...(readings && { judge: readings.by }) };
  switch (question) {
    case "kind": {
      record(draft, talk, question, answer);
      chooseKind(draft, talk, readings?.request?.kind.label ?? "new_solution");
      return false;
    }
    case "need":
    case "need_again": {
      const need = readings?.need;
      if (need?.label === "breakage" && need.confidence >= sureBreakage) {
        turnToMending(draft, talk);
        record(draft, talk, "symptom", answer);
        if (need.since) record(draft, talk, "since", { ...answer, text: [need.since] });
        if (need.affected) record(draft, talk, "affected", { ...answer, text: [need.affected] });
        return true;
      }
      record(draft, talk, question, {
        ...answer,
        ...(need && { label: need.label, confidence: need.confidence }),
        ...(need?.restated && { restated: need.restated }),
      });
      if (question === "need" && need?.followUp) talk.followUp = need.followUp;
      return false;
    }
    case "customer": {
      const customer = readings?.customer;
      record(draft, talk, question, {
        ...answer,
        ...(customer && { label: customer.label, confidence: customer.confidence }),
        ...(customer?.lens && { lens: customer.lens }),
      });
      if (customer?.label === "indirect" && customer.link) record(draft, talk, "link", { ...answer, text: [customer.link] });
      if (customer?.label === "direct" && customer.owner) record(draft, talk, "owner", { ...answer, text: [customer.owner] });
      return false;
    }
    case "measure": {
      const date = readings?.measure?.date;
      record(draft, talk, question, { ...answer, ...(date && { date }) });
      return false;
    }
    case "priority":
      record(draft, talk, question, answer);
      draft.effects.push({ do: "trade", request: talk.request, by, ...(readings?.by !== "choice" && { words: text }) });
      return false;
    default:
      record(draft, talk, question, answer);
      return false;
  }
}
