/** Input of Slack's message composer, and the event payload it becomes. */
import { randomUUID } from "node:crypto";
import type { RichText } from "../../../src/platform/rich-text.ts";

/** Plain text as typed, or rich text with mentions, links or formats. */
export type ComposerInput = string | RichText;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Returns Slack's payload for typed text: rich text blocks and the same content as mrkdwn. */
export function composeMessage(words: ComposerInput): { text: string; blocks: unknown[] } {
  const prose = typeof words === "string" ? [words] : words;
  const elements = prose.map((span) => {
    if (typeof span === "string") return { type: "text", text: span };
    if ("person" in span) return { type: "user", user_id: span.person };
    if ("link" in span) return { type: "link", url: span.link, text: span.label };
    if ("group" in span) return { type: "text", text: span.group };
    const [style, text] = Object.entries(span)[0] as [string, string];
    return { type: "text", text, style: { [style]: true } };
  });
  const text = prose.map((span) => {
    if (typeof span === "string") return escaped(span);
    if ("person" in span) return `<@${span.person}>`;
    if ("link" in span) return `<${span.link}${span.label ? `|${span.label}` : ""}>`;
    if ("group" in span) return escaped(span.group);
    if ("bold" in span) return `*${escaped(span.bold)}*`;
    return "italic" in span ? `_${escaped(span.italic)}_` : `\`${escaped(span.code)}\``;
  });
  return {
    text: text.join(""),
    blocks: [
      {
        type: "rich_text",
        block_id: randomUUID().slice(0, 5),
        elements: [{ type: "rich_text_section", elements }],
      },
    ],
  };
}
