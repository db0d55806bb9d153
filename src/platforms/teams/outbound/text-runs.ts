/**
 * Rendering of rich text in Adaptive Cards: as text runs, which need no escaping, or as escaped
 * Markdown for lines with a mention.
 */

import type { Json } from "../../../platform/adapter.ts";
import { isErasedId } from "../../../platform/conversation-ref.ts";
import { type RichText, spanToPlainText, type TextSpan } from "../../../platform/rich-text.ts";

/** A node of an Adaptive Card. */
export type CardNode = { type: string; [key: string]: Json | undefined };
/** Properties that change how a node looks. */
export type CardNodeStyle = Record<string, Json>;

/** Returns whether a link may be opened: only http, https and mailto. */
export const isOpenableUrl = (url: string): boolean =>
  /^(https?|mailto):/i.test(url) && URL.canParse(url);

/** Returns the action that opens a link. */
export const openUrlAction = (url: string): CardNode => ({ type: "Action.OpenUrl", url });

/** Splits text so that no run contains `{{`: hosts expand `{{DATE(…)}}` even in text runs. */
const runs = (text: string, look: CardNodeStyle): CardNode[] =>
  text.split(/(?<=\{)(?=\{)/).map((part) => ({ type: "TextRun", text: part, ...look }));

function inlines(span: TextSpan, look: CardNodeStyle): CardNode[] {
  if (typeof span === "string") return runs(span, look);
  if ("bold" in span) return runs(span.bold, { ...look, weight: "bolder" });
  if ("italic" in span) return runs(span.italic, { ...look, italic: true });
  if ("code" in span) return runs(span.code, { ...look, fontType: "monospace" });
  if ("link" in span && isOpenableUrl(span.link))
    return runs(span.label || span.link, { ...look, selectAction: openUrlAction(span.link) });
  return runs(spanToPlainText(span), look);
}

const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+!<>|~&$-]|(?<=^\d+)\./g, "\\$&");

/** Markup of a mention, which the card's entities must declare. */
export const mentionTag = (name: string): string => `<at>${name.replace(/[<>]/g, "")}</at>`;

/**
 * Puts Markdown marks directly around the words, because white space inside the marks disables
 * them.
 */
const emphasize = (text: string, mark: string): string =>
  text.replace(/\S(?:.*\S)?/s, (words) => `${mark}${escapeMarkdown(words)}${mark}`);

function markdown(span: TextSpan): string {
  if (typeof span === "string") return escapeMarkdown(span);
  if ("bold" in span) return emphasize(span.bold, "**");
  if ("italic" in span) return emphasize(span.italic, "_");
  if ("person" in span && !isErasedId(span.person)) return mentionTag(span.name || span.person);
  if ("link" in span && isOpenableUrl(span.link))
    return `[${escapeMarkdown(span.label || span.link)}](${new URL(span.link).href.replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"))})`;
  return escapeMarkdown(spanToPlainText(span));
}

const isMention = (span: TextSpan): boolean =>
  typeof span !== "string" && "person" in span && !isErasedId(span.person);

/** Splits a span into lines, but not a person or a link. */
function linesOf(span: TextSpan): TextSpan[] {
  if (typeof span === "string") return span.split("\n");
  const [kind = "", text = ""] = Object.entries(span)[0] ?? [];
  return kind === "person" || kind === "link"
    ? [span]
    : text.split("\n").map((line): TextSpan => ({ [kind]: line }) as TextSpan);
}

function splitLines(prose: RichText): RichText[] {
  const found: RichText[] = [[]];
  for (const span of prose) {
    const [first = "", ...more] = linesOf(span);
    found.at(-1)!.push(first);
    for (const line of more) found.push([line]);
  }
  return found
    .map((line) => line.filter((span) => spanToPlainText(span) !== ""))
    .filter((line) => line.length > 0);
}

/** Renders a block per line, because a text run has no line breaks. Empty text gives no block. */
export const renderParagraphs = (prose: RichText, look: CardNodeStyle = {}): CardNode[] =>
  splitLines(prose).map((line, index) => ({
    ...(line.some(isMention)
      ? { type: "TextBlock", text: line.map(markdown).join(""), wrap: true, ...look }
      : { type: "RichTextBlock", inlines: line.flatMap((span) => inlines(span, look)) }),
    spacing: index > 0 ? "small" : undefined,
  }));
