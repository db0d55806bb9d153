/** Rendering of cards as Block Kit, within Slack's limits. */
import type { ActionsBlock, KnownBlock, RichTextBlock, Button as SlackButton } from "@slack/types";
import {
  type Button,
  type Card,
  type CardElement,
  type Chart,
  cardToPlainText,
  chainToText,
  chartToTextBars,
} from "../../../platform/card.ts";
import {
  type RichText,
  type TextSpan,
  toPlainText,
  truncateText,
} from "../../../platform/rich-text.ts";
import {
  escapeMrkdwn,
  slackContextElement,
  slackPlainText,
  slackRichTextElement,
  slackTextMaxChars,
  truncateSlackRichText,
} from "./text-objects.ts";

/**
 * Maximum number of blocks in a message, and in a modal or Home tab.
 * [docs.slack.dev/reference/block-kit/blocks]
 */
const messageMaxBlocks = 50;
export const viewMaxBlocks = 100;
const headerMaxChars = 150;
const buttonMaxChars = 75;
/** Buttons of one actions block. */
const rowMaxButtons = 25;
/** Parts of one context block. */
const contextMaxElements = 10;
/**
 * Maximum characters of all texts of a message. Slack refuses from about 13,200 on, which is
 * undocumented [github.com/slackapi/bolt-js/issues/2509].
 */
const cardMaxChars = 12_000;

/**
 * Returns an action id that says what a button does, because a button has no other field for it:
 * `press.3`, `form.4`, `link.5`.
 */
const actionId = (button: Button, index: number): string =>
  `${"url" in button ? "link" : button.opensForm ? "form" : "press"}.${index}`;
export const isSlackActionButton = (actionId: string): boolean => !actionId.startsWith("link.");
export const isSlackFormButton = (actionId: string): boolean => actionId.startsWith("form.");

const bold = (span: TextSpan): TextSpan => (typeof span === "string" ? { bold: span } : span);
const isPlain = (prose: RichText): boolean => prose.every((span) => typeof span === "string");

const section = (
  prose: RichText,
  type: "rich_text_section" | "rich_text_quote" = "rich_text_section",
): RichTextBlock => ({
  type: "rich_text",
  elements: [{ type, elements: prose.map(slackRichTextElement) }],
});

function context(prose: RichText): KnownBlock {
  const parts = prose.length > contextMaxElements ? [toPlainText(prose)] : prose;
  return {
    type: "context",
    elements: parts
      .filter((span) => typeof span !== "string" || span.trim() !== "")
      .map(slackContextElement),
  };
}

const toRows = <T>(all: T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / rowMaxButtons) }, (_, row) =>
    all.slice(row * rowMaxButtons, (row + 1) * rowMaxButtons),
  );

const buttonsOf = (element: CardElement): Button[] =>
  element.kind === "buttons"
    ? element.buttons
    : element.kind === "item" && element.button
      ? [element.button]
      : [];

const preformatted = (prose: RichText): RichTextBlock => ({
  type: "rich_text",
  elements: [
    { type: "rich_text_preformatted", elements: [{ type: "text", text: toPlainText(prose) }] },
  ],
});

/**
 * Limits of charts; Slack's types do not include their block yet.
 * [docs.slack.dev/reference/block-kit/blocks/data-visualization-block]
 */
const [messageMaxCharts, chartMaxSeries] = [2, 6];
const [chartTitleMaxChars, chartLabelMaxChars] = [50, 20];

/** Truncates labels and keeps them distinct, because they identify the points. */
function distinctLabels(labels: readonly string[]): string[] {
  const short = labels.map((label) => truncateText(label, chartLabelMaxChars));
  return short.map((label, index) =>
    short.indexOf(label) === index
      ? label
      : `${index + 1} ${truncateText(label, chartLabelMaxChars - 4)}`,
  );
}

function renderChartBlock({ chart, title, labels, series }: Chart): KnownBlock {
  const categories = distinctLabels(labels);
  const block = {
    type: "data_visualization",
    title: truncateText(title, chartTitleMaxChars),
    chart: {
      type: chart,
      series: series.slice(0, chartMaxSeries).map(({ name, values }) => ({
        name: truncateText(name, chartLabelMaxChars),
        data: categories.map((label, index) => ({ label, value: values[index] ?? 0 })),
      })),
      axis_config: { categories },
    },
  };
  return block as unknown as KnownBlock;
}

/**
 * Creates the renderer of one card. Its blocks share the numbering of buttons and the limit of
 * characters, from which button labels are subtracted first.
 */
function renderer(card: Card, drawn: boolean) {
  let charts = drawn ? messageMaxCharts : 0;
  let charsLeft =
    cardMaxChars -
    card
      .flatMap(buttonsOf)
      .reduce((sum, { label }) => sum + Math.min(label.length, buttonMaxChars), 0);
  let buttons = 0;

  /** Returns the part of a text that still fits. */
  function fitText(prose: RichText, limit = slackTextMaxChars): RichText {
    const kept = truncateSlackRichText(prose, Math.min(limit, charsLeft));
    charsLeft -= toPlainText(kept).length;
    return kept;
  }

  const render = (
    prose: RichText,
    block: (prose: RichText) => KnownBlock,
    limit?: number,
  ): KnownBlock[] => {
    const fitting = fitText(prose, limit);
    return toPlainText(fitting).trim() === "" ? [] : [block(fitting)];
  };

  /** @param about text beside the button, by which screen readers tell equal labels apart */
  function button(button: Button, about?: RichText): SlackButton {
    return {
      type: "button",
      action_id: actionId(button, buttons++),
      text: slackPlainText(button.label, buttonMaxChars),
      accessibility_label:
        about && truncateText(`${button.label}: ${toPlainText(about)}`, buttonMaxChars),
      ...("url" in button ? { url: button.url } : { value: button.press }),
      style: button.style,
    };
  }

  const actions = (row: Button[], about?: RichText): ActionsBlock => ({
    type: "actions",
    elements: row.map((each) => button(each, about)),
  });

  function item({ text, note = [], button: chosen }: CardElement & { kind: "item" }): KnownBlock[] {
    const small = () => render(note, context);
    if (!chosen) return [...render(text, section), ...small()];
    if (!isPlain(text)) return [...render(text, section), ...small(), actions([chosen], text)];
    return [
      ...render(text, (fitting) => ({
        type: "section",
        text: slackPlainText(toPlainText(fitting), slackTextMaxChars),
        accessory: button(chosen, text),
      })),
      ...small(),
    ];
  }

  return (element: CardElement): KnownBlock[] => {
    switch (element.kind) {
      case "heading":
        return isPlain(element.text)
          ? render(
              element.text,
              (fitting) => ({
                type: "header",
                text: slackPlainText(toPlainText(fitting), headerMaxChars),
              }),
              headerMaxChars,
            )
          : render(element.text.map(bold), section);
      case "text":
        return render(element.text, section);
      case "quote":
        return render(element.text, (fitting) => section(fitting, "rich_text_quote"));
      case "note":
        return render(element.text, context);
      case "facts":
        return render(
          element.facts.flatMap(
            ({ label, value }, index): RichText => [
              ...(index ? ["\n"] : []),
              { bold: `${label}: ` },
              ...value,
            ],
          ),
          section,
        );
      case "item":
        return item(element);
      case "buttons":
        return toRows(element.buttons).map((row) => actions(row));
      case "chart":
        if (element.labels.length > 0 && charts-- > 0) return [renderChartBlock(element)];
        return [
          ...render([{ bold: element.title }], section),
          ...render([chartToTextBars(element).join("\n")], preformatted),
        ];
      case "chain":
        return render([chainToText(element.links)], section);
      case "divider":
        return [{ type: "divider" }];
    }
  };
}

/**
 * Returns the blocks of a card. If there are too many, the last one is kept, because it contains
 * the buttons. `drawn: false` renders charts as characters, for a workspace that accepts no others.
 */
export function renderSlackBlocks(
  card: Card,
  limit = messageMaxBlocks,
  { drawn = true } = {},
): KnownBlock[] {
  const blocks = card.flatMap(renderer(card, drawn));
  return blocks.length > limit
    ? [...blocks.slice(0, limit - 2), context(["…"]), ...blocks.slice(-1)]
    : blocks;
}

/** Returns the text for notifications and screen readers, as mrkdwn. */
export const renderSlackFallbackText = (card: Card): string =>
  escapeMrkdwn(
    truncateText(
      cardToPlainText(card, { buttons: false }) || cardToPlainText(card),
      slackTextMaxChars,
    ),
  );
