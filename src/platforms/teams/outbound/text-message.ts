/**
 * Messages of sentences, which need no card: text, with up to three suggested actions in a chat with
 * one person. A press sends its label as a message, which counts as a press of the button.
 */
import type { Json } from "../../../platform/adapter.ts";
import { type ActionButton, type Card, cardToPlainText } from "../../../platform/card.ts";
import { isErasedId } from "../../../platform/conversation-ref.ts";
import { type RichText, spanToPlainText, type TextSpan } from "../../../platform/rich-text.ts";
import { teamsMessageMaxBytes } from "./adaptive-card.ts";
import { isOpenableUrl } from "./text-runs.ts";

/** Suggested actions that Teams shows (learn.microsoft.com, suggested actions). */
const maxSuggestedActions = 3;

const escapeXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "<br/>");

function xmlOf(span: TextSpan): string {
  const text = escapeXml(spanToPlainText(span));
  if (typeof span === "string") return text;
  if ("bold" in span) return `<strong>${text}</strong>`;
  if ("italic" in span) return `<em>${text}</em>`;
  if ("code" in span) return `<code>${text}</code>`;
  if ("link" in span && isOpenableUrl(span.link))
    return `<a href="${escapeXml(new URL(span.link).href)}">${escapeXml(span.label || span.link)}</a>`;
  return text;
}

/** A mention in a text needs the bot's own id of the person, which only cards do without. */
const mentionsPeople = (text: RichText): boolean =>
  text.some((span) => typeof span !== "string" && "person" in span && !isErasedId(span.person));

/** Returns the buttons of a card that need no form and no browser; `undefined` if others do. */
function simpleButtons(card: Card): ActionButton[] | undefined {
  const buttons = card.flatMap((element) => (element.kind === "buttons" ? element.buttons : []));
  const simple = buttons.flatMap((button) =>
    "press" in button && !button.opensForm ? [button] : [],
  );
  const labels = new Set(simple.map(({ label }) => label));
  return simple.length === buttons.length && labels.size === buttons.length ? simple : undefined;
}

/** Renders a card as text; `undefined` if it needs to be a card. */
export function renderTextMessage(
  card: Card,
  { isPersonal }: { isPersonal: boolean },
): { [key: string]: Json } | undefined {
  const texts = card.flatMap((element) =>
    element.kind === "text" || element.kind === "note" ? [element.text] : [],
  );
  const isSentences = card.every(
    ({ kind }) => kind === "text" || kind === "note" || kind === "buttons",
  );
  const buttons = simpleButtons(card);
  const mayHaveButtons = isPersonal ? maxSuggestedActions : 0;
  if (!isSentences || texts.length === 0 || texts.some(mentionsPeople)) return undefined;
  if (!buttons || buttons.length > mayHaveButtons) return undefined;
  const message = {
    textFormat: "xml",
    text: texts.map((text) => text.map(xmlOf).join("")).join("<br/><br/>"),
    summary: cardToPlainText(card, { buttons: false }),
    ...(buttons.length > 0 && {
      suggestedActions: {
        to: [],
        actions: buttons.map(({ label }) => ({ type: "imBack", title: label, value: label })),
      },
    }),
  };
  // a longer one is shortened as a card
  return Buffer.byteLength(JSON.stringify(message)) <= teamsMessageMaxBytes ? message : undefined;
}
