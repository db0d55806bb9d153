/** Renders replies about cases. */

import type { Words } from "../../../lib/i18n.ts";
import { buttonRow, type Card, type CardElement, textElement } from "../../../platform/card.ts";
import { caseActions } from "../actions.ts";
import { currentInterview } from "../interview-state.ts";
import type { CaseReply } from "../reply.ts";
import { caseDetailCard } from "./case-detail-card.ts";
import {
  type CaseCardContext,
  caseListItems,
  ownCasesCard,
  teamCasesCard,
} from "./case-list-card.ts";
import { caseRefusalCard } from "./refusal-card.ts";
import { outcomeQuestion, requesterNoticeCard, verdictChoice } from "./requester-notice.ts";

/** Renders replies as one card. */
export const renderCaseReplies = (replies: readonly CaseReply[], ctx: CaseCardContext): Card =>
  joinTexts(replies.flatMap((reply) => caseReplyElements(reply, ctx)));

/** Joins consecutive texts into one paragraph. */
export function joinTexts(elements: readonly CardElement[]): Card {
  const card: CardElement[] = [];
  for (const element of elements) {
    const last = card.at(-1);
    if (element.kind === "text" && last?.kind === "text")
      card[card.length - 1] = textElement([...last.text, " ", ...element.text]);
    else card.push(element);
  }
  return card;
}

export function caseReplyElements(reply: CaseReply, ctx: CaseCardContext): CardElement[] {
  const { words } = ctx;
  switch (reply.say) {
    case "told":
      return requesterNoticeCard(reply.notice, words, currentInterview(ctx.conversation)?.number);
    case "outcome":
      return outcomeQuestion(reply, words);
    case "which_verdict":
      return verdictChoice(reply.request, words);
    case "life":
      return [textElement(words(`life.${reply.key}`, reply.values))];
    case "about":
      return aboutElements(reply, ctx);
    case "plain":
      return [textElement(words(`requests.plain.${reply.key}`))];
    case "refused":
      return caseRefusalCard(reply, words);
    case "mine":
      return ownCasesCard(reply, ctx);
    case "found": {
      const { requests, words: sought } = reply;
      return [
        textElement(words("requests.found", { count: requests.length, words: sought })),
        ...caseListItems(requests, "others", ctx),
      ];
    }
    case "work":
      return teamCasesCard(reply, ctx);
    case "story":
      return caseDetailCard(reply.story, ctx);
    case "no_story":
      return [textElement(words("where.none", { number: reply.number }))];
    case "secluded": {
      const where = ctx.place.kind === "personal" ? "" : ".channel";
      const key = reply.secluded ? `where.secluded${where}` : "where.disclosed";
      return [textElement(words(key, { number: reply.number }))];
    }
  }
}

function aboutElements(
  { key, request, number }: Extract<CaseReply, { say: "about" }>,
  { words, reachesTeamChannel }: CaseCardContext,
): CardElement[] {
  const name = key === "person" && !reachesTeamChannel ? "person.noted" : key;
  const text = textElement(words(`requests.about.${name}`, { number }));
  return key === "cancelled" || key === "no_request"
    ? [text, buttonRow(restoreButton(request, number, words))]
    : [text];
}

const restoreButton = (request: string, number: number, words: Words) => ({
  label: words.plain("requests.button.restore", { number }),
  press: caseActions.encode("restore", request),
});
