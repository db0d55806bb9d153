/**
 * Rendering of replies about cases, including the reasons of refused actions: who was first, or
 * what is missing.
 */

import type { Words } from "../../../lib/i18n.ts";
import { buttonRow, type Card, type CardElement, textElement } from "../../../platform/card.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import { currentInterview } from "../../interview/model/interview-state.ts";
import { caseActions } from "../actions.ts";
import type { CaseActionType } from "../lifecycle/case.ts";
import type { CaseReply } from "../reply.ts";
import { caseDetailCard } from "./case-detail-card.ts";
import {
  type CaseCardContext,
  caseListItems,
  ownCasesCard,
  teamCasesCard,
} from "./case-list-card.ts";
import {
  offerChoice,
  outcomeQuestion,
  requesterNoticeCard,
  routineOutcomeQuestion,
  verdictChoice,
} from "./requester-notice.ts";

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

/** Renders the reply to an action on a case. */
export function caseReplyElements(reply: CaseReply, ctx: CaseCardContext): CardElement[] {
  const { words } = ctx;
  switch (reply.say) {
    case "notice":
      return requesterNoticeCard(
        reply.notice,
        words,
        currentInterview(ctx.conversation)?.number,
        ctx.place.kind === "personal" ? ctx.place.id : undefined,
      );
    case "outcome":
      return outcomeQuestion(reply, words);
    case "routine_outcome":
      return routineOutcomeQuestion(reply, words);
    case "which_verdict":
      return verdictChoice(reply, words);
    case "which_choice":
      return offerChoice(reply.request, words);
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
    case "closed":
      return [
        textElement(words("where.closed", { count: reply.requests.length })),
        ...caseListItems(reply.requests, "own", ctx),
      ];
    case "found": {
      const { requests, words: sought } = reply;
      return [
        textElement(words("requests.found", { count: requests.length, words: sought })),
        ...caseListItems(requests, "others", ctx),
      ];
    }
    case "work":
      return teamCasesCard(reply, ctx);
    case "detail":
      return caseDetailCard(reply.detail, ctx);
    case "no_story":
      return [textElement(words("where.none", { number: reply.number }))];
    case "visibility": {
      const where = ctx.place.kind === "personal" ? "" : ".channel";
      const key = reply.isPrivate ? `where.made_private${where}` : "where.disclosed";
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

/** Actions without a form: their buttons or text contain everything. */
const formless = new Set<CaseActionType>([
  "evidence",
  "add",
  "solve",
  "outcome",
  "wait_for",
  "stop_waiting",
]);

/** Returns the button that opens the incomplete form again. */
const reopenFormButton = (
  words: Words,
  key: string,
  request: string,
  act: CaseActionType,
): CardElement =>
  buttonRow({
    label: words.plain(`life.button.${key}`),
    press: caseActions.encode(act, request),
    opensForm: true,
  });

function caseRefusalCard(
  { request, number, refusal }: Extract<CaseReply, { say: "refused" }>,
  words: Words,
): CardElement[] {
  const said = (
    values: Record<string, RichText | string | number | Date> = {},
    key: string = refusal.why,
  ): CardElement => textElement(words(`life.refused.${key}`, { number, ...values }));
  switch (refusal.why) {
    case "stale": {
      const status = words.plain(`requests.status.${refusal.status}`);
      return [
        refusal.who && refusal.at
          ? said({ who: personMention(refusal.who), at: refusal.at, status }, "stale.who")
          : said({ status }),
      ];
    }
    case "taken":
      return [said({ who: personMention(refusal.who), at: refusal.at })];
    case "unapproved":
      return [
        said({
          missing: refusal.missing.flatMap(
            (id, index): RichText => [...(index > 0 ? [", "] : []), { person: id }],
          ),
        }),
      ];
    case "full":
      return [
        said({ capacity: refusal.capacity, inHand: refusal.inHand ?? refusal.capacity }),
        reopenFormButton(words, "waits", request, refusal.act),
      ];
    case "incomplete":
      return [
        said(),
        ...(formless.has(refusal.act)
          ? []
          : [
              reopenFormButton(
                words,
                refusal.act === "ask" ? "ask.short" : refusal.act,
                request,
                refusal.act,
              ),
            ]),
      ];
    case "gone":
      return [
        said({ other: refusal.number, status: words.plain(`requests.status.${refusal.status}`) }),
      ];
    case "once":
      return [
        said(),
        buttonRow({
          label: words.plain("life.button.ask_for_person"),
          press: caseActions.encode("ask_for_person", request),
        }),
      ];
    default:
      return [said()];
  }
}
