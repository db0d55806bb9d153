/** Cards as Adaptive Cards 1.5, the version that Teams shows everywhere. People's words stand in text runs, which know no Markdown; only a line with a mention has to be Markdown, and is escaped. */
import type { Button, Card, Element } from "../surface/card.ts";
import { plainCard } from "../surface/card.ts";
import { type Prose, plainSpan, type Span } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import { clipped } from "./limits.ts";

/** A node of an Adaptive Card. */
export type Node = { type: string; [key: string]: Json };
type Look = Record<string, Json>;

/** `dialogs: false` where the host cannot open them: a form then opens in the card's place. */
export interface Host {
  dialogs?: false | undefined;
}

/** Teams shows six actions of a set and hides the rest (docs: Adaptive Cards in Teams). */
const buttonsInRow = 6;

const isLink = (url: string): boolean => /^(https?|mailto):/i.test(url) && URL.canParse(url);

const openUrl = (url: string): Node => ({ type: "Action.OpenUrl", url });

/** The host turns `{{DATE(…)}}` into a date even in a text run: no run holds both braces. */
const runs = (text: string, look: Look): Node[] => text.split(/(?<=\{)(?=\{)/).map((part) => ({ type: "TextRun", text: part, ...look }));

function inlines(span: Span, look: Look): Node[] {
  if (typeof span === "string") return runs(span, look);
  if ("bold" in span) return runs(span.bold, { ...look, weight: "bolder" });
  if ("italic" in span) return runs(span.italic, { ...look, italic: true });
  if ("code" in span) return runs(span.code, { ...look, fontType: "monospace" });
  if ("link" in span && isLink(span.link)) return runs(span.label || span.link, { ...look, selectAction: openUrl(span.link) });
  return runs(plainSpan(span), look);
}

const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!<>|~&$-]|(?<=^\d+)\./g, "\\$&");

const mentionTag = (name: string): string => `<at>${name.replace(/[<>]/g, "")}</at>`;

/** Markdown's marks hold only where they touch the words. */
const marked = (text: string, mark: string): string => text.replace(/\S(?:.*\S)?/s, (words) => `${mark}${escaped(words)}${mark}`);

function markdown(span: Span): string {
  if (typeof span === "string") return escaped(span);
  if ("bold" in span) return marked(span.bold, "**");
  if ("italic" in span) return marked(span.italic, "_");
  if ("person" in span) return mentionTag(span.name || span.person);
  if ("link" in span && isLink(span.link)) return `[${escaped(span.label || span.link)}](${new URL(span.link).href.replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"))})`;
  return escaped(plainSpan(span));
}

const isMention = (span: Span): boolean => typeof span !== "string" && "person" in span;

/** A span by its lines; a person and a link are words in a line. */
function linesOf(span: Span): Span[] {
  if (typeof span === "string") return span.split("\n");
  const [kind = "", text = ""] = Object.entries(span)[0] ?? [];
  return kind === "person" || kind === "link" ? [span] : text.split("\n").map((line): Span => ({ [kind]: line }) as Span);
}

function lines(prose: Prose): Prose[] {
  const found: Prose[] = [[]];
  for (const span of prose) {
    const [first = "", ...more] = linesOf(span);
    found.at(-1)!.push(first);
    for (const line of more) found.push([line]);
  }
  return found.map((line) => line.filter((span) => plainSpan(span) !== "")).filter((line) => line.length > 0);
}

/** One block a line, since a text run knows no line break. */
export const paragraphs = (prose: Prose, look: Look = {}): Node[] =>
  lines(prose).map((line, index) => ({
    ...(line.some(isMention)
      ? { type: "TextBlock", text: line.map(markdown).join(""), wrap: true, ...look }
      : { type: "RichTextBlock", inlines: line.flatMap((span) => inlines(span, look)) }),
    ...(index > 0 && { spacing: "small" }),
  }));

const column = (width: number | "auto" | "stretch", items: Node[], look: Look = {}): Node => ({ type: "Column", width, items, ...look });
const columns = (spacing: string, ...each: Node[]): Node => ({ type: "ColumnSet", columns: each, spacing });

const styles = { primary: "positive", danger: "destructive" };

/** A press is a Universal Action, answered in place. What opens a form is a submit action, which is how Teams opens a dialog. */
function action(button: Button, { dialogs }: Host): Node {
  const look = { title: button.label, ...(button.style && { style: styles[button.style] }) };
  if ("url" in button) return { ...openUrl(button.url), ...look };
  const entwine = { press: button.press };
  if (button.opensForm && dialogs !== false) return { type: "Action.Submit", ...look, associatedInputs: "none", data: { msteams: { type: "task/fetch" }, entwine } };
  return { type: "Action.Execute", ...look, associatedInputs: "none", verb: button.opensForm ? "open" : "press", data: { entwine } };
}

function actionSets(buttons: Button[], host: Host): Node[] {
  const shown = buttons.filter((button) => !("url" in button) || isLink(button.url)).map((button) => action(button, host));
  return Array.from({ length: Math.ceil(shown.length / buttonsInRow) }, (_, row) => ({ type: "ActionSet", actions: shown.slice(row * buttonsInRow, (row + 1) * buttonsInRow) }));
}

function nodes(element: Element, host: Host): Node[] {
  switch (element.kind) {
    case "heading":
      return paragraphs(element.text, { size: "large", weight: "bolder" });
    case "text":
      return paragraphs(element.text);
    case "quote":
      return [{ type: "Container", style: "emphasis", items: paragraphs(element.text) }];
    case "note":
      return paragraphs(element.text, { size: "small", isSubtle: true });
    case "facts":
      return element.facts.map(({ label, value }) => columns("small", column(1, paragraphs([label], { isSubtle: true })), column(3, paragraphs(value))));
    case "item": {
      const note = paragraphs(element.note ?? [], { size: "small", isSubtle: true }).map((line) => ({ ...line, spacing: "none" }));
      const words = column("stretch", [...paragraphs(element.text), ...note], { verticalContentAlignment: "center" });
      const button = element.button ? actionSets([element.button], host) : [];
      return [columns("medium", words, ...(button.length > 0 ? [column("auto", button, { verticalContentAlignment: "center" })] : []))];
    }
    case "buttons":
      return actionSets(element.buttons, host);
    case "divider":
      return [];
  }
}

function body(card: Card, host: Host): Node[] {
  return card.flatMap((element, index) => {
    const [first, ...others] = nodes(element, host);
    return first ? [card[index - 1]?.kind === "divider" ? { ...first, separator: true, spacing: "medium" } : first, ...others] : [];
  });
}

function proses(element: Element): Prose[] {
  switch (element.kind) {
    case "facts":
      return element.facts.map(({ value }) => value);
    case "item":
      return [element.text, element.note ?? []];
    case "buttons":
    case "divider":
      return [];
    default:
      return [element.text];
  }
}

/** Whom a card calls: Teams shows an `<at>` as a mention only if the card vouches for it. An Entra object id will do. */
function called(card: Card): Json[] {
  const people = new Map(card.flatMap(proses).flat().flatMap((span) => (typeof span !== "string" && "person" in span ? [[span.person, span.name || span.person] as const] : [])));
  return [...people].map(([id, name]) => ({ type: "mention", text: mentionTag(name), mentioned: { id, name } }));
}

/** `entities` vouches for the mentions in `content`. */
export const adaptiveCard = (content: Node[], fallbackText: string, entities: Json[] = []): Node => ({
  type: "AdaptiveCard",
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
  version: "1.5",
  fallbackText,
  body: content,
  ...(entities.length > 0 && { msteams: { entities } }),
});

/** A card as Teams takes it in a message, a dialog or an answer. */
export const attached = (content: Node) => ({ contentType: "application/vnd.microsoft.card.adaptive", content });

/** The message that shows a card: within the limits of Teams, with the whole in words for notifications and screen readers. */
export const cardMessage = (card: Card, host: Host = {}): { summary: string; attachments: Json[] } =>
  clipped(card, (fitting) => {
    const words = plainCard(fitting, { buttons: false });
    return { summary: words, attachments: [attached(adaptiveCard(body(fitting, host), words, called(fitting)))] };
  });
