/** Rendering of cards as Block Kit, within Slack's limits. */
import type {
  ActionsBlock,
  KnownBlock,
  Overflow,
  RichTextBlock,
  Button as SlackButton,
} from "@slack/types";
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

/** Most blocks of a view [docs.slack.dev/reference/views]. */
export const viewMaxBlocks = 100;
const headerMaxChars = 150;
const buttonMaxChars = 75;
/** Buttons of one actions block. */
const rowMaxButtons = 25;
/** Choices of a menu, and the characters of the value of each. */
const [menuMaxChoices, menuValueMaxChars] = [5, 150];
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

/** Returns whether a button sends an action, in contrast to a link. */
export const isSlackActionButton = (actionId: string): boolean => !actionId.startsWith("link.");

/** Returns whether a button opens a form. */
export const isSlackFormButton = (actionId: string): boolean => actionId.startsWith("form.");

/** An action of a payload; that of a menu has its choice. */
interface SlackAction {
  action_id: string;
  value?: string | undefined;
  selected_option?: { value: string } | null | undefined;
}

/** Returns the choice in a menu as the press of the button that it stands for. */
export function readSlackMenuChoice<T extends SlackAction>(action: T): T & SlackAction {
  const [, id, press] = action.selected_option?.value.match(/^(\S+\.\d+) (.*)$/s) ?? [];
  return action.action_id.startsWith("menu.") && id !== undefined
    ? { ...action, action_id: id, value: press }
    : action;
}

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

const toRows = <T>(all: T[], most = rowMaxButtons): T[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, row) =>
    all.slice(row * most, (row + 1) * most),
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

  /** Renders controls as menus; a single one, and a link, stays a button. */
  function controls(all: Button[]): ActionsBlock {
    const isChoice = (each: Button): boolean =>
      "press" in each && `${actionId(each, buttons)} ${each.press}`.length <= menuValueMaxChars;
    const menu = (choices: Button[]): Overflow | SlackButton =>
      choices.length === 1
        ? button(choices[0]!)
        : {
            type: "overflow",
            action_id: `menu.${buttons}`,
            options: choices.map((each) => ({
              text: slackPlainText(each.label, buttonMaxChars),
              value: "press" in each ? `${actionId(each, buttons++)} ${each.press}` : "",
            })),
          };
    return {
      type: "actions",
      elements: [
        ...all.filter((each) => !isChoice(each)).map((each) => button(each)),
        ...toRows(all.filter(isChoice), menuMaxChoices).map(menu),
      ],
    };
  }

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
        return element.role === "controls"
          ? toRows(element.buttons).map(controls)
          : toRows(element.buttons).map((row) => actions(row));
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

const isMenu = (block: KnownBlock): block is ActionsBlock =>
  block.type === "actions" && block.elements.some(({ type }) => type === "overflow");

/** Appends a block; menus continue the row of buttons before them. */
function appendBlock(blocks: KnownBlock[], block: KnownBlock): KnownBlock[] {
  const before = blocks.at(-1);
  return isMenu(block) &&
    before?.type === "actions" &&
    before.elements.length + block.elements.length <= rowMaxButtons
    ? [...blocks.slice(0, -1), { ...before, elements: [...before.elements, ...block.elements] }]
    : [...blocks, block];
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
  const blocks = card.flatMap(renderer(card, drawn)).reduce(appendBlock, []);
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
