/** Cards as plain data: a closed union that each surface renders with its own parts, and one rendering to plain text for notifications, screen readers, the terminal and tests. */
import { type Chart, chainText } from "./picture.ts";
import { type Prose, plain } from "./prose.ts";

/** `press` comes back in the arrival; `opensForm` asks the surface to fetch and open `Core.form(press)` instead of sending the press on. `url` is a plain link. */
export type Button = { label: string; style?: "primary" | "danger" } & ({ press: string; opensForm?: true } | { url: string });

export type Element =
  | { kind: "heading"; text: Prose }
  | { kind: "text"; text: Prose }
  /** Somebody's own words. */
  | { kind: "quote"; text: Prose }
  /** Small print. */
  | { kind: "note"; text: Prose }
  | { kind: "facts"; facts: { label: string; value: Prose }[] }
  /** One of a list: a line, what is said of it in small print, and one button. */
  | { kind: "item"; text: Prose; note?: Prose; button?: Button }
  | { kind: "buttons"; buttons: Button[] }
  /** Numbers, drawn where a platform draws. */
  | Chart
  /** Who uses whose work: the team first, the paying customer last. */
  | { kind: "chain"; links: string[] }
  | { kind: "divider" };

export type Card = Element[];

/** Whether it has a button for this press. */
export const offers = (card: Card, press: string): boolean =>
  card
    .flatMap((element) => (element.kind === "buttons" ? element.buttons : element.kind === "item" && element.button ? [element.button] : []))
    .some((button) => "press" in button && button.press === press);

const labelled = (button: Button): string => ("url" in button ? `[${button.label}] ${button.url}` : `[${button.label}]`);

function plainElement(element: Element): string {
  switch (element.kind) {
    case "heading":
    case "text":
    case "note":
      return plain(element.text);
    case "quote":
      return plain(element.text).replace(/^/gm, "> ");
    case "facts":
      return element.facts.map(({ label, value }) => `${label}: ${plain(value)}`).join("\n");
    case "item":
      return [plain(element.text), element.note && plain(element.note), element.button && labelled(element.button)].filter(Boolean).join(" · ");
    case "buttons":
      return element.buttons.map(labelled).join(" ");
    case "chart":
      return [element.title, plain(element.text)].filter(Boolean).join("\n");
    case "chain":
      return chainText(element.links);
    case "divider":
      return "";
  }
}

/** The whole card in words. */
export const plainCard = (card: Card, { buttons = true } = {}): string =>
  card
    .filter(({ kind }) => kind !== "divider" && (buttons || kind !== "buttons"))
    .map(plainElement)
    .join("\n");
