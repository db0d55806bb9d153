/**
 * A card as lines of text: numbered buttons, colours where the terminal has them, and nothing in it
 * that could drive the terminal.
 */
import { stripVTControlCharacters, type styleText } from "node:util";
import { wrapAnsi } from "fast-wrap-ansi";
import type { Button, Card, CardElement } from "../../platform/card.ts";
import { chainToText, chartToTextBars } from "../../platform/chart.ts";
import { type RichText, spanToPlainText, type TextSpan } from "../../platform/rich-text.ts";

export interface TerminalStyle {
  /** Columns to wrap at; undefined leaves a line as long as it is. */
  width: number | undefined;
  paint(format: Parameters<typeof styleText>[0], text: string): string;
}

/** The number to press a button by; undefined for one that cannot be pressed any more. */
export type ButtonNumbering = (button: Button & { press: string }) => number | undefined;

/**
 * Somebody's words without escape sequences, control characters and marks that turn the direction
 * of writing; line breaks and spaces stay.
 */
export const stripControlCharacters = (text: string): string =>
  stripVTControlCharacters(text.replace(/\r\n?/g, "\n").replaceAll("\t", " "))
    .replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, "")
    .toWellFormed();

function painted(span: TextSpan, { paint }: TerminalStyle): string {
  const text = stripControlCharacters(spanToPlainText(span));
  if (typeof span === "string") return text;
  if ("italic" in span) return paint("italic", text);
  if ("code" in span) return paint("cyan", text);
  if ("link" in span) return paint("underline", text);
  return paint("bold", text);
}

const inked = (prose: RichText, look: TerminalStyle): string =>
  prose.map((span) => painted(span, look)).join("");

function wrapped(text: string, { width }: TerminalStyle, margin = ""): string[] {
  const lines = width ? wrapAnsi(text, width - margin.length) : text;
  return lines.split("\n").map((line) => margin + line);
}

function shownButton(button: Button, look: TerminalStyle, number: ButtonNumbering): string[] {
  const label = stripControlCharacters(button.label);
  if ("url" in button)
    return [`${label}: ${look.paint("underline", stripControlCharacters(button.url))}`];
  const key = number(button);
  return key === undefined ? [] : [`${look.paint("bold", `[${key}]`)} ${label}`];
}

/** Buttons beside one another; a break falls between two of them, never inside a label. */
function shownButtons(buttons: Button[], look: TerminalStyle, number: ButtonNumbering): string[] {
  const unbroken = buttons
    .flatMap((button) => shownButton(button, look, number))
    .map((text) => text.replaceAll(" ", "\u00a0"));
  return unbroken.length > 0
    ? wrapped(unbroken.join("  "), look).map((line) => line.replaceAll("\u00a0", " "))
    : [];
}

function shown(element: CardElement, look: TerminalStyle, number: ButtonNumbering): string[] {
  switch (element.kind) {
    case "heading":
      return wrapped(look.paint("bold", inked(element.text, look)), look);
    case "text":
      return wrapped(inked(element.text, look), look);
    case "note":
      return wrapped(look.paint("dim", inked(element.text, look)), look);
    case "quote":
      return wrapped(inked(element.text, look), look, look.width ? "│ " : "> ");
    case "facts":
      return element.facts.flatMap(({ label, value }) =>
        wrapped(
          `${look.paint("dim", `${stripControlCharacters(label)}:`)} ${inked(value, look)}`,
          look,
        ),
      );
    case "item": {
      const note = element.note ? [look.paint("dim", inked(element.note, look))] : [];
      const button = element.button ? shownButton(element.button, look, number) : [];
      const below = [...note, ...button].join("  ");
      return [
        ...wrapped(inked(element.text, look), look),
        ...(below ? wrapped(below, look, "  ") : []),
      ];
    }
    case "buttons":
      return shownButtons(element.buttons, look, number);
    case "chart":
      return [
        ...wrapped(look.paint("bold", stripControlCharacters(element.title)), look),
        ...chartToTextBars(element).map(stripControlCharacters),
      ];
    case "chain":
      return wrapped(stripControlCharacters(chainToText(element.links)), look);
    case "divider":
      return look.width ? [look.paint("dim", "─".repeat(Math.min(look.width, 24)))] : [];
  }
}

export const renderTerminalCard = (
  card: Card,
  look: TerminalStyle,
  number: ButtonNumbering,
): string[] => card.flatMap((element) => shown(element, look, number));
