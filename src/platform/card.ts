/**
 * Cards as plain data: a closed union that each surface renders with its own parts, and one
 * rendering to plain text for notifications, screen readers, the terminal and tests.
 */
import { type Chart, chainToText } from "./chart.ts";
import { type RichText, toPlainText } from "./rich-text.ts";

/**
 * `press` comes back in the arrival; `opensForm` asks the surface to fetch and open
 * `Core.form(press)` instead of sending the press on. `url` is a plain link.
 */
export type Button = { label: string; style?: "primary" | "danger" } & (
  | { press: string; opensForm?: true }
  | { url: string }
);

export type CardElement =
  | { kind: "heading"; text: RichText }
  | { kind: "text"; text: RichText }
  /** Somebody's own words. */
  | { kind: "quote"; text: RichText }
  /** Small print. */
  | { kind: "note"; text: RichText }
  | { kind: "facts"; facts: { label: string; value: RichText }[] }
  /** One of a list: a line, what is said of it in small print, and one button. */
  | { kind: "item"; text: RichText; note?: RichText; button?: Button }
  | { kind: "buttons"; buttons: Button[] }
  /** Numbers, drawn where a platform draws. */
  | Chart
  /** Who uses whose work: the team first, the paying customer last. */
  | { kind: "chain"; links: string[] }
  | { kind: "divider" };

export type Card = CardElement[];

/** A button that sends an action, in contrast to a link. */
export type ActionButton = Extract<Button, { press: string }>;

export const headingElement = (text: RichText): CardElement => ({ kind: "heading", text });
export const textElement = (text: RichText): CardElement => ({ kind: "text", text });
export const noteElement = (text: RichText): CardElement => ({ kind: "note", text });
export const quoteElement = (text: RichText): CardElement => ({ kind: "quote", text });
export const dividerElement: CardElement = { kind: "divider" };

export const itemElement = (
  text: RichText,
  { note, button }: { note?: RichText | undefined; button?: Button | undefined } = {},
): CardElement => ({ kind: "item", text, note, button });

/** Returns a row of the buttons that are given; leaves out those that are `undefined` or `false`. */
export const buttonRow = (...buttons: (Button | false | undefined)[]): CardElement => ({
  kind: "buttons",
  buttons: buttons.filter((button) => typeof button === "object"),
});

export const asFormButton = (button: ActionButton): ActionButton => ({
  ...button,
  opensForm: true,
});
export const asPrimaryButton = <B extends Button>(button: B): B => ({
  ...button,
  style: "primary",
});

/** Whether it has a button for this press. */
export const cardHasAction = (card: Card, press: string): boolean =>
  card
    .flatMap((element) =>
      element.kind === "buttons"
        ? element.buttons
        : element.kind === "item" && element.button
          ? [element.button]
          : [],
    )
    .some((button) => "press" in button && button.press === press);

const labelled = (button: Button): string =>
  "url" in button ? `[${button.label}] ${button.url}` : `[${button.label}]`;

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

/** The whole card in words. */
export const cardToPlainText = (card: Card, { buttons = true } = {}): string =>
  card
    .filter(({ kind }) => kind !== "divider" && (buttons || kind !== "buttons"))
    .map(plainElement)
    .join("\n");
