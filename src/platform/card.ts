/**
 * Cards as plain data: a closed union, rendered by each platform, and as plain text for
 * notifications, screen readers, the terminal and tests.
 */

import { type RichText, spanToPlainText, toPlainText } from "./rich-text.ts";

/**
 * Button. `press` is sent back in an event; `opensForm` makes the platform open
 * `Core.buildForm(press)` instead; `url` is a link.
 */
export type Button = { label: string; style?: "primary" | "danger" } & (
  | { press: string; opensForm?: true }
  | { url: string }
);

/** Part of a card. Each platform renders it in its own way. */
export type CardElement =
  | { kind: "heading"; text: RichText }
  | { kind: "text"; text: RichText }
  /** Text of a person. */
  | { kind: "quote"; text: RichText }
  /** Secondary text. */
  | { kind: "note"; text: RichText }
  | { kind: "facts"; facts: { label: string; value: RichText }[] }
  /** List item: a line, secondary text and one button. */
  | { kind: "item"; text: RichText; note?: RichText; button?: Button }
  /** Row of buttons. Controls answer nothing, such as skip and back, and are shown apart. */
  | { kind: "buttons"; buttons: Button[]; role?: "controls" }
  /** Chart, as graphics where the platform supports it. */
  | Chart
  /** Customer chain: the team first, the paying customer last. */
  | { kind: "chain"; links: string[] }
  | { kind: "divider" };

/** A message: its parts from top to bottom. */
export type Card = CardElement[];

/** A button that sends an action, in contrast to a link. */
export type ActionButton = Extract<Button, { press: string }>;

/** Title of a card. */
export const headingElement = (text: RichText): CardElement => ({ kind: "heading", text });

/** Paragraph. */
export const textElement = (text: RichText): CardElement => ({ kind: "text", text });

/** Small, less prominent paragraph. */
export const noteElement = (text: RichText): CardElement => ({ kind: "note", text });

/** Words of a person. */
export const quoteElement = (text: RichText): CardElement => ({ kind: "quote", text });

/** Table of labels and values. */
export const factsElement = (facts: { label: string; value: RichText }[]): CardElement => ({
  kind: "facts",
  facts,
});

/** Line between parts. */
export const dividerElement: CardElement = { kind: "divider" };

/** Entry of a list, with a small second line and one button. */
export const itemElement = (
  text: RichText,
  { note, button }: { note?: RichText | undefined; button?: Button | undefined } = {},
): CardElement => ({ kind: "item", text, note, button });

/** Returns a row of buttons without those that are `undefined` or `false`. */
export const buttonRow = (...buttons: (Button | false | undefined)[]): CardElement => ({
  kind: "buttons",
  buttons: buttons.filter((button) => typeof button === "object"),
});

/** Returns a row of controls, which a platform puts into a menu where it has one. */
export const controlRow = (...buttons: (ActionButton | false | undefined)[]): CardElement => ({
  kind: "buttons",
  buttons: buttons.filter((button) => typeof button === "object"),
  role: "controls",
});

/** Returns the button as one that opens a form. */
export const asFormButton = (button: ActionButton): ActionButton => ({
  ...button,
  opensForm: true,
});

/** Returns the button as the most likely one of its card. */
export const asPrimaryButton = <B extends Button>(button: B): B => ({
  ...button,
  style: "primary",
});

const withoutLinks = (text: RichText): RichText =>
  text.map((span) => (typeof span === "object" && "link" in span ? spanToPlainText(span) : span));

/**
 * Returns a card with links as plain text and charts as characters, for a platform that refuses the
 * card. Buttons with actions stay.
 */
export const plainerCard = (card: Card): Card =>
  card.flatMap((element): CardElement[] => {
    switch (element.kind) {
      case "facts":
        return [
          {
            kind: "facts",
            facts: element.facts.map(({ label, value }) => ({ label, value: withoutLinks(value) })),
          },
        ];
      case "item": {
        const { text, note, button } = element;
        const isLink = button && "url" in button;
        const plain = itemElement(withoutLinks(text), {
          note: note && withoutLinks(note),
          button: isLink ? undefined : button,
        });
        return isLink ? [plain, noteElement([labelled(button)])] : [plain];
      }
      case "buttons": {
        const links = element.buttons.filter((button) => "url" in button);
        const actions = element.buttons.filter((button) => !("url" in button));
        return [
          ...links.map((link) => noteElement([labelled(link)])),
          ...(actions.length > 0 ? [{ ...element, buttons: actions }] : []),
        ];
      }
      case "chart":
        return [
          textElement([{ bold: element.title }]),
          textElement([{ code: chartToTextBars(element).join("\n") }]),
        ];
      case "chain":
      case "divider":
        return [element];
      default:
        return [{ ...element, text: withoutLinks(element.text) }];
    }
  });

/** Returns the buttons of a card that send an action, in order. */
export const cardActions = (card: Card): ActionButton[] =>
  card
    .flatMap((element) =>
      element.kind === "buttons"
        ? element.buttons
        : element.kind === "item" && element.button
          ? [element.button]
          : [],
    )
    .filter((button) => "press" in button);

/** Returns whether a card has a button with this action. */
export const cardHasAction = (card: Card, press: string): boolean =>
  cardActions(card).some((button) => button.press === press);

/** Returns a button as text; the placeholder of a link that is made when it is sent has no address. */
const labelled = (button: Button): string =>
  "url" in button && !button.url.startsWith("entwine:")
    ? `[${button.label}] ${button.url}`
    : `[${button.label}]`;

function plainElement(element: CardElement): string {
  switch (element.kind) {
    case "heading":
    case "text":
    case "note":
      return toPlainText(element.text);
    case "quote":
      return toPlainText(element.text).replace(/^/gm, "> ");
    case "facts":
      return element.facts.map(({ label, value }) => `${label}: ${toPlainText(value)}`).join("\n");
    case "item":
      return [
        toPlainText(element.text),
        element.note && toPlainText(element.note),
        element.button && labelled(element.button),
      ]
        .filter(Boolean)
        .join(" · ");
    case "buttons":
      return element.buttons.map(labelled).join(" ");
    case "chart":
      return [element.title, toPlainText(element.text)].filter(Boolean).join("\n");
    case "chain":
      return chainToText(element.links);
    case "divider":
      return "";
  }
}

/** Returns the whole card as plain text. */
export const cardToPlainText = (card: Card, { buttons = true } = {}): string =>
  card
    .filter(({ kind }) => kind !== "divider" && (buttons || kind !== "buttons"))
    .map(plainElement)
    .join("\n");

// Charts and customer chains, and their rendering as text.

/** Bar or line chart; platforms without charts show its numbers as text. */
export interface Chart {
  kind: "chart";
  chart: "bar" | "line";
  title: string;
  /** Labels of the bars or points, in order. */
  labels: string[];
  /** A value for each label. */
  series: { name: string; values: number[] }[];
  /** End of the axis; the largest value by default. */
  most?: number;
  /** Unit after each number (` %`). */
  unit?: string;
  /** The same as a sentence, for notifications, screen readers and platforms without charts. */
  text: RichText;
}

const maxBarCells = 10;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(share: number): string {
  const cells = Math.max(0, Math.min(1, share)) * maxBarCells;
  return `${"█".repeat(Math.floor(cells))}${eighths[Math.floor((cells % 1) * 8)]}`.padEnd(
    maxBarCells,
    "░",
  );
}

/** Returns a line for each value: label, bar and number. */
export function chartToTextBars({ labels, series, most, unit = "" }: Chart): string[] {
  const top = most ?? Math.max(1, ...series.flatMap(({ values }) => values));
  const margin = Math.max(0, ...labels.map((label) => label.length));
  return series.flatMap(({ name, values }) => [
    ...(series.length > 1 ? [name] : []),
    ...labels.map(
      (label, index) =>
        `${label.padEnd(margin)}  ${bar((values[index] ?? 0) / top)} ${values[index] ?? 0}${unit}`,
    ),
  ]);
}

/** Characters that fit one line on a phone. */
const maxLineCharacters = 60;

/** Returns links with arrows in one line, or one below the other if they are long or many. */
export function chainToText(links: readonly string[]): string {
  const line = links.join(" → ");
  return line.length <= maxLineCharacters
    ? line
    : links.map((link, index) => `${index > 0 ? "↓ " : ""}${link}`).join("\n");
}
