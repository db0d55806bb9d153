/** Cards as Adaptive Cards 1.5, the version that Teams shows everywhere. */
import type { Button, Card, Element } from "../surface/card.ts";
import { plainCard } from "../surface/card.ts";
import { isErased } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import { chainNodes, chartNodes } from "./drawings.ts";
import { clipped } from "./limits.ts";
import { isLink, type Look, mentionTag, type Node, openUrl, paragraphs } from "./passages.ts";

/** `dialogs: false` where the host cannot open them: a form then opens in the card's place. */
export interface Host {
  dialogs?: false | undefined;
}

/** Teams shows six actions of a set and hides the rest (docs: Adaptive Cards in Teams). */
const buttonsInRow = 6;

const column = (width: number | "auto" | "stretch", items: Node[], look: Look = {}): Node => ({ type: "Column", width, items, ...look });
const columns = (spacing: string, ...each: Node[]): Node => ({ type: "ColumnSet", columns: each, spacing });

const styles = { primary: "positive", danger: "destructive" };

/** A press is a Universal Action, answered in place. What opens a form is a submit action, which is how Teams opens a dialog. */
function action(button: Button, { dialogs }: Host): Node {
  const look = { title: button.label, ...(button.style && { style: styles[button.style] }) };
  if ("url" in button) return { ...openUrl(button.url), ...look };
  const entwine = { press: button.press };
  if (button.opensForm && dialogs !== false)
    return { type: "Action.Submit", ...look, associatedInputs: "none", data: { msteams: { type: "task/fetch" }, entwine } };
  return { type: "Action.Execute", ...look, associatedInputs: "none", verb: button.opensForm ? "open" : "press", data: { entwine } };
}

function actionSets(buttons: Button[], host: Host): Node[] {
  const shown = buttons.filter((button) => !("url" in button) || isLink(button.url)).map((button) => action(button, host));
  return Array.from({ length: Math.ceil(shown.length / buttonsInRow) }, (_, row) => ({
    type: "ActionSet",
    actions: shown.slice(row * buttonsInRow, (row + 1) * buttonsInRow),
  }));
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
      return element.facts.map(({ label, value }) => columns("small", column(2, paragraphs([label], { isSubtle: true })), column(5, paragraphs(value))));
    case "item": {
      const note = paragraphs(element.note ?? [], { size: "small", isSubtle: true }).map((line) => ({ ...line, spacing: "none" }));
      const words = column("stretch", [...paragraphs(element.text), ...note], { verticalContentAlignment: "center" });
      const button = element.button ? actionSets([element.button], host) : [];
      return [columns("medium", words, ...(button.length > 0 ? [column("auto", button, { verticalContentAlignment: "center" })] : []))];
    }
    case "buttons":
      return actionSets(element.buttons, host);
    case "chart":
      return chartNodes(element);
    case "chain":
      return chainNodes(element.links);
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
    case "chain":
    case "divider":
      return [];
    default:
      return [element.text];
  }
}

/** Whom a card calls: Teams shows an `<at>` as a mention only if the card vouches for it. An Entra object id will do. */
function called(card: Card): Json[] {
  const people = new Map(
    card
      .flatMap(proses)
      .flat()
      .flatMap((span) => (typeof span !== "string" && "person" in span && !isErased(span.person) ? [[span.person, span.name || span.person] as const] : [])),
  );
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
