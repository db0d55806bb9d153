/**
 * Rendering of cards as lines of text, with numbered buttons, colours where supported, and no
 * characters that control the terminal.
 */
import { stripVTControlCharacters, type styleText } from "node:util";
import { wrapAnsi } from "fast-wrap-ansi";
import {
  type Button,
  type Card,
  type CardElement,
  chainToText,
  chartToTextBars,
} from "../../platform/card.ts";
import { type RichText, spanToPlainText, type TextSpan } from "../../platform/rich-text.ts";

/** Width and colours of a terminal. */
export interface TerminalStyle {
  /** Columns to wrap at; `undefined` does not wrap. */
  width: number | undefined;
  paint(format: Parameters<typeof styleText>[0], text: string): string;
}

/** Returns a button's number, or `undefined` when it can no longer be pressed. */
export type ButtonNumbering = (button: Button & { press: string }) => number | undefined;

/**
 * Removes escape sequences, control characters and marks that change the direction of writing;
 * keeps line breaks and spaces.
 */
export const stripControlCharacters = (text: string): string =>
  stripVTControlCharacters(text.replace(/\r\n?/g, "\n").replaceAll("\t", " "))
    .replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, "")
    .toWellFormed();

function paintSpan(span: TextSpan, { paint }: TerminalStyle): string {
  const text = stripControlCharacters(spanToPlainText(span));
  if (typeof span === "string") return text;
  if ("italic" in span) return paint("italic", text);
  if ("code" in span) return paint("cyan", text);
  if ("link" in span) return paint("underline", text);
  return paint("bold", text);
}

const paintText = (prose: RichText, look: TerminalStyle): string =>
  prose.map((span) => paintSpan(span, look)).join("");

function wrapLines(text: string, { width }: TerminalStyle, margin = ""): string[] {
  const lines = width ? wrapAnsi(text, width - margin.length) : text;
  return lines.split("\n").map((line) => margin + line);
}

function labelledButton(button: Button, look: TerminalStyle, number: ButtonNumbering): string[] {
  const label = stripControlCharacters(button.label);
  if ("url" in button)
    return [`${label}: ${look.paint("underline", stripControlCharacters(button.url))}`];
  const key = number(button);
  return key === undefined ? [] : [`${look.paint("bold", `[${key}]`)} ${label}`];
}

/** Puts buttons side by side and breaks lines only between them. */
function buttonLines(buttons: Button[], look: TerminalStyle, number: ButtonNumbering): string[] {
  const unbroken = buttons
    .flatMap((button) => labelledButton(button, look, number))
    .map((text) => text.replaceAll(" ", "\u00a0"));
  return unbroken.length > 0
    ? wrapLines(unbroken.join("  "), look).map((line) => line.replaceAll("\u00a0", " "))
    : [];
}

function elementLines(
  element: CardElement,
  look: TerminalStyle,
  number: ButtonNumbering,
): string[] {
  switch (element.kind) {
    case "heading":
      return wrapLines(look.paint("bold", paintText(element.text, look)), look);
    case "text":
      return wrapLines(paintText(element.text, look), look);
    case "note":
      return wrapLines(look.paint("dim", paintText(element.text, look)), look);
    case "quote":
      return wrapLines(paintText(element.text, look), look, look.width ? "│ " : "> ");
    case "facts":
      return element.facts.flatMap(({ label, value }) =>
        wrapLines(
          `${look.paint("dim", `${stripControlCharacters(label)}:`)} ${paintText(value, look)}`,
          look,
        ),
      );
    case "item": {
      const note = element.note ? [look.paint("dim", paintText(element.note, look))] : [];
      const button = element.button ? labelledButton(element.button, look, number) : [];
      const below = [...note, ...button].join("  ");
      return [
        ...wrapLines(paintText(element.text, look), look),
        ...(below ? wrapLines(below, look, "  ") : []),
      ];
    }
    case "buttons":
      return buttonLines(element.buttons, look, number);
    case "chart":
      return [
        ...wrapLines(look.paint("bold", stripControlCharacters(element.title)), look),
        ...chartToTextBars(element).map(stripControlCharacters),
      ];
    case "chain":
      return wrapLines(stripControlCharacters(chainToText(element.links)), look);
    case "divider":
      return look.width ? [look.paint("dim", "─".repeat(Math.min(look.width, 24)))] : [];
  }
}

/** Returns the lines of a card. */
export const renderTerminalCard = (
  card: Card,
  look: TerminalStyle,
  number: ButtonNumbering,
): string[] => card.flatMap((element) => elementLines(element, look, number));
