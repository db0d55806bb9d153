/** Notes in the thread under the team's card: an entry of the history, and a corrected brief. */
import type { Words } from "../../../lib/i18n.ts";
import { type Card, factsElement, textElement } from "../../../platform/card.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { personMention, type RichText, truncateRichText } from "../../../platform/rich-text.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import { type BriefFact, listBriefFacts, withoutUnconfirmedWording } from "../brief/brief.ts";
import type { Case, CaseActionType, HistoryEntry } from "../lifecycle/case.ts";

/** Characters of each changed fact; the whole is in the ledger. */
const maxTextCharacters = 300;

/** Actions that consist of the requester's words. */
const withWords = new Set<CaseActionType>(["answer", "evidence", "add", "solve", "object"]);

/** Returns the note in the card's thread about a history entry, without withdrawn text. */
export function teamThreadNote(one: Case, step: HistoryEntry, words: Words): Card {
  const { act, by, why, verdict, answers } = step;
  const to = act === "answer" ? one.history.find(({ id }) => id === answers)?.by : step.to;
  const person = (somebody: Person | undefined): RichText =>
    somebody ? personMention(somebody) : [];
  const values = {
    number: one.number,
    by: personMention(by),
    to: person(to),
    why: why ?? "",
    requester: personMention(one.requester),
    owner: person(one.owner),
    verdict: verdict ? words.plain(`life.verdict.${verdict}`).toLowerCase() : "",
  };
  const key = ((): string | undefined => {
    if (!why && act !== undefined && withWords.has(act)) return "taken_back";
    if (act === "add") return "evidence";
    if (act === "withdraw" && why) return "withdraw.why";
    if (act === "outcome" && verdict === "not_answered") return "outcome.not_answered";
    if (act === "answer" && !to) return "answer.unasked";
    return act === "ask_for_person" && one.owner ? "person.owner" : act;
  })();
  return [textElement(words(`life.team.${key}`, values))];
}

/** Returns the changed facts of a brief. */
export function changedBriefFacts(before: Interview, after: Interview, words: Words): BriefFact[] {
  const factsOf = (interview: Interview): BriefFact[] => [
    { label: words.plain("life.card.words"), value: interview.text },
    ...listBriefFacts(withoutUnconfirmedWording(interview), words),
  ];
  const old = new Map(factsOf(before).map(({ label, value }) => [label, JSON.stringify(value)]));
  return factsOf(after).filter(
    ({ label, value }) => value.length > 0 && old.get(label) !== JSON.stringify(value),
  );
}

/** Returns the note that the requester corrected parts of the brief. */
export const briefChangeNote = (by: Person, parts: readonly BriefFact[], words: Words): Card => [
  textElement(words("life.team.changed", { by: personMention(by) })),
  factsElement(
    parts.map(({ label, value }) => ({
      label,
      value: truncateRichText(value, maxTextCharacters),
    })),
  ),
];
