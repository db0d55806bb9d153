/**
 * Passages in Adaptive Cards. People's words stand in text runs, which know no Markdown; only a
 * line with a mention has to be Markdown, and is escaped.
 */

import type { Json } from "../../platform/adapter.ts";
import { isErasedId } from "../../platform/conversation-ref.ts";
import { type RichText, spanToPlainText, type TextSpan } from "../../platform/rich-text.ts";

/** A node of an Adaptive Card. */
export type CardNode = { type: string; [key: string]: Json };
/** Properties that change how a node looks. */
export type CardNodeStyle = Record<string, Json>;

/** The only addresses that a tap may open. */
export const isOpenableUrl = (url: string): boolean =>
  /^(https?|mailto):/i.test(url) && URL.canParse(url);

export const openUrlAction = (url: string): CardNode => ({ type: "Action.OpenUrl", url });

/** The host turns `{{DATE(…)}}` into a date even in a text run: no run holds both braces. */
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

const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+!<>|~&$-]|(?<=^\d+)\./g, "\\$&");

/** What Teams shows as a mention where the card vouches for it. */
export const mentionTag = (name: string): string => `<at>${name.replace(/[<>]/g, "")}</at>`;

/** Markdown's marks hold only where they touch the words. */
const marked = (text: string, mark: string): string =>
  text.replace(/\S(?:.*\S)?/s, (words) => `${mark}${escaped(words)}${mark}`);

function markdown(span: TextSpan): string {
  if (typeof span === "string") return escaped(span);
  if ("bold" in span) return marked(span.bold, "**");
  if ("italic" in span) return marked(span.italic, "_");
  if ("person" in span && !isErasedId(span.person)) return mentionTag(span.name || span.person);
  if ("link" in span && isOpenableUrl(span.link))
    return `[${escaped(span.label || span.link)}](${new URL(span.link).href.replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"))})`;
  return escaped(spanToPlainText(span));
}

const isMention = (span: TextSpan): boolean =>
  typeof span !== "string" && "person" in span && !isErasedId(span.person);

/** A span by its lines; a person and a link are words in a line. */
function linesOf(span: TextSpan): TextSpan[] {
  if (typeof span === "string") return span.split("\n");
  const [kind = "", text = ""] = Object.entries(span)[0] ?? [];
  return kind === "person" || kind === "link"
    ? [span]
    : text.split("\n").map((line): TextSpan => ({ [kind]: line }) as TextSpan);
}

function lines(prose: RichText): RichText[] {
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

/** One block a line, since a text run knows no line break; without words, none. */
export const renderParagraphs = (prose: RichText, look: CardNodeStyle = {}): CardNode[] =>
  lines(prose).map((line, index) => ({
    ...(line.some(isMention)
      ? { type: "TextBlock", text: line.map(markdown).join(""), wrap: true, ...look }
      : { type: "RichTextBlock", inlines: line.flatMap((span) => inlines(span, look)) }),
    ...(index > 0 && { spacing: "small" }),
  }));
