/** Replies to the reporter of a security incident, by its kind. */
import { readIncidentKind } from "../../../nlu/rules/faults/security-incident.ts";
import { type CardElement, itemElement, textElement } from "../../../platform/card.ts";
import { personMention, toPlainText } from "../../../platform/rich-text.ts";
import type { CaseListItem } from "../../cases/queries/case-list-items.ts";
import { findEmergencyItem } from "../requests/catalogue.ts";
import type { RequestCardContext } from "./question-card.ts";

/** Returns the organisation's emergency line, and what to do first. */
export function securityCard(
  report: string,
  { catalogue, words }: RequestCardContext,
): CardElement[] {
  const { title, text, link } = findEmergencyItem(catalogue) ?? {};
  return [
    ...(text ? [textElement([{ bold: text }])] : []),
    textElement(words(`requests.security.${readIncidentKind(report)}`)),
    ...(title && link
      ? [
          itemElement([title], {
            button: { label: words.plain("organisation.catalogue.open"), url: link },
          }),
        ]
      : []),
  ];
}

/** Returns who has the incident, and what to do until they call. */
export function nextStepCard(
  { number, owner, text }: CaseListItem,
  { words }: RequestCardContext,
): CardElement[] {
  const has = owner
    ? words("requests.next_step.owner", { number, owner: personMention(owner) })
    : words("requests.next_step.team", { number });
  const until = words(`requests.next_step.${readIncidentKind(toPlainText(text))}`);
  return [textElement([...has, " ", ...until])];
}
