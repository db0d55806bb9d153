/**
 * Rich text as Slack's text objects. People's words use objects without markup (plain text, rich
 * text); where only mrkdwn is possible, they are escaped here.
 */
import type { MrkdwnElement, PlainTextElement, RichTextElement } from "@slack/types";
import {
  type RichText,
  spanToPlainText,
  type TextSpan,
  truncateText,
} from "../../../platform/rich-text.ts";

/**
 * Maximum characters of one text.
 * [docs.slack.dev/reference/block-kit/composition-objects/text-object]
 */
export const slackTextMaxChars = 3000;

/**
 * Returns as many spans as fit. The last one is truncated, and becomes plain if it was a link or a
 * mention.
 */
export function truncateSlackRichText(prose: RichText, limit: number): RichText {
  const kept: RichText = [];
  let room = limit;
  for (const span of prose) {
    const text = spanToPlainText(span);
    if (room <= 0) break;
    if (text !== "") kept.push(text.length > room ? truncateText(text, room) : span);
    room -= text.length;
  }
  return kept;
}

/** Escapes the three characters that make mentions and links in mrkdwn. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Returns a plain text object; Slack refuses an empty one. */
export const slackPlainText = (text: string, limit: number): PlainTextElement => ({
  type: "plain_text",
  text: truncateText(text, limit).trim() || "…",
  emoji: false,
});

/** Returns whether an id has the form of a Slack user id. */
export const isSlackUserId = (id: string): boolean => /^[UW][A-Z0-9]+$/.test(id);
const isLink = (url: string): boolean =>
  url.length <= slackTextMaxChars && /^(https?:\/\/|mailto:)[^\s<>|]+$/.test(url);

/** Returns a span as a rich text element; invalid user ids and addresses become text. */
export function slackRichTextElement(span: TextSpan): RichTextElement {
  if (typeof span !== "string") {
    if ("person" in span && isSlackUserId(span.person))
      return { type: "user", user_id: span.person };
    if ("link" in span && isLink(span.link))
      return { type: "link", url: span.link, text: span.label || undefined };
    if ("bold" in span) return { type: "text", text: span.bold, style: { bold: true } };
    if ("italic" in span) return { type: "text", text: span.italic, style: { italic: true } };
    if ("code" in span) return { type: "text", text: span.code, style: { code: true } };
  }
  return { type: "text", text: spanToPlainText(span) };
}

/** Returns a span as a context element: mrkdwn for a mention or a link, else plain text. */
export function slackContextElement(span: TextSpan): PlainTextElement | MrkdwnElement {
  if (typeof span !== "string") {
    if ("person" in span && isSlackUserId(span.person))
      return { type: "mrkdwn", text: `<@${span.person}>` };
    if ("link" in span && isLink(span.link))
      return {
        type: "mrkdwn",
        text: `<${escapeMrkdwn(span.link)}${span.label ? `|${escapeMrkdwn(span.label)}` : ""}>`,
      };
  }
  return slackPlainText(spanToPlainText(span), slackTextMaxChars);
}
