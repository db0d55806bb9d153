/** Rendering of cards as Adaptive Cards 1.5, the version that all Teams clients support. */
import type { Json } from "../../../platform/adapter.ts";
import {
  type Card,
  type CardElement,
  type Chart,
  cardToPlainText,
  chartToTextBars,
} from "../../../platform/card.ts";
import { isErasedId } from "../../../platform/conversation-ref.ts";
import { type RichText, truncateRichText, truncateText } from "../../../platform/rich-text.ts";
import { actionSets, appendNode, type CardHost, menuSet } from "./card-actions.ts";
import { type CardNode, type CardNodeStyle, mentionTag, renderParagraphs } from "./text-runs.ts";

const container = (items: CardNode[], more: object = {}): CardNode =>
  ({ type: "Container", items, ...more }) as CardNode;

/**
 * [learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards]
 */
function chartNodes(chart: Chart): CardNode[] {
  const { labels, series, title } = chart;
  const points = (values: number[]) => labels.map((x, index) => ({ x, y: values[index] ?? 0 }));
  const seriesPoints = series.map(({ name, values }) => ({ legend: name, values: points(values) }));
  const drawn = chart.chart === "line" ? { type: "Chart.Line", data: seriesPoints } : barChart();
  const bars = chartToTextBars(chart).map((line): RichText => [{ code: line }]);
  const fallback = container(bars.flatMap((line) => renderParagraphs(line)));
  return labels.length === 0
    ? []
    : [...renderParagraphs([{ bold: title }]), { ...drawn, fallback }];

  function barChart(): CardNode {
    return series.length === 1
      ? { type: "Chart.VerticalBar", showBarValues: true, data: points(series[0]!.values) }
      : { type: "Chart.VerticalBar.Grouped", data: seriesPoints };
  }
}

/** Boxes in one row; more are too narrow to read on a phone. */
const maxBoxesInRow = 3;

const box = (link: string): CardNode =>
  container(renderParagraphs([link], { horizontalAlignment: "center" }), { style: "emphasis" });

const arrow = (sign: string): CardNode[] =>
  renderParagraphs([sign], { horizontalAlignment: "center", isSubtle: true });

/** Renders boxes with arrows between them, in one row where they fit, else one below the other. */
function chainNodes(links: readonly string[]): CardNode[] {
  if (links.length > maxBoxesInRow)
    return links.flatMap((link, index) => [...(index > 0 ? arrow("↓") : []), box(link)]);
  const columns = links.flatMap((link, index): CardNode[] => [
    ...(index > 0
      ? [{ type: "Column", width: "auto", verticalContentAlignment: "center", items: arrow("→") }]
      : []),
    { type: "Column", width: "stretch", items: [box(link)] },
  ]);
  return columns.length > 0 ? [{ type: "ColumnSet", columns }] : [];
}

const column = (
  width: number | "auto" | "stretch",
  items: CardNode[],
  look: CardNodeStyle = {},
): CardNode => ({ type: "Column", width, items, ...look });
const columns = (spacing: string, ...each: CardNode[]): CardNode => ({
  type: "ColumnSet",
  columns: each,
  spacing,
});

function nodes(element: CardElement, host: CardHost): CardNode[] {
  switch (element.kind) {
    case "heading":
      return renderParagraphs(element.text, { size: "large", weight: "bolder" });
    case "text":
      return renderParagraphs(element.text);
    case "quote":
      return [{ type: "Container", style: "emphasis", items: renderParagraphs(element.text) }];
    case "note":
      return renderParagraphs(element.text, { size: "small", isSubtle: true });
    case "facts":
      return element.facts.map(({ label, value }) =>
        columns(
          "small",
          column(2, renderParagraphs([label], { isSubtle: true })),
          column(5, renderParagraphs(value)),
        ),
      );
    case "item": {
      const note = renderParagraphs(element.note ?? [], { size: "small", isSubtle: true }).map(
        (line) => ({ ...line, spacing: "none" }),
      );
      const words = column("stretch", [...renderParagraphs(element.text), ...note], {
        verticalContentAlignment: "center",
      });
      const button = element.button ? actionSets([element.button], host) : [];
      return [
        columns(
          "medium",
          words,
          ...(button.length > 0
            ? [column("auto", button, { verticalContentAlignment: "center" })]
            : []),
        ),
      ];
    }
    case "buttons":
      return element.role === "controls"
        ? menuSet(element.buttons, host)
        : actionSets(element.buttons, host);
    case "chart":
      return chartNodes(element);
    case "chain":
      return chainNodes(element.links);
    case "divider":
      return [];
  }
}

const body = (card: Card, host: CardHost): CardNode[] =>
  card
    .flatMap((element, index) => {
      const [first, ...others] = nodes(element, host);
      return first
        ? [
            card[index - 1]?.kind === "divider"
              ? { ...first, separator: true, spacing: "medium" }
              : first,
            ...others,
          ]
        : [];
    })
    .reduce(appendNode, [] as CardNode[]);

function richTextsOf(element: CardElement): RichText[] {
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

/**
 * Mention entities of a card: Teams renders an `<at>` as a mention only if the card declares it,
 * with an Entra object id as the person's id.
 */
function mentionEntities(card: Card): Json[] {
  const people = new Map(
    card
      .flatMap(richTextsOf)
      .flat()
      .flatMap((span) =>
        typeof span !== "string" && "person" in span && !isErasedId(span.person)
          ? [[span.person, span.name || span.person] as const]
          : [],
      ),
  );
  return [...people].map(([id, name]) => ({
    type: "mention",
    text: mentionTag(name),
    mentioned: { id, name },
  }));
}

/** Wraps content in an Adaptive Card; `entities` declares the mentions in it. */
export const adaptiveCard = (
  content: CardNode[],
  fallbackText: string,
  entities: Json[] = [],
): CardNode => ({
  type: "AdaptiveCard",
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
  version: "1.5",
  fallbackText,
  body: content,
  msteams: entities.length > 0 ? { entities } : undefined,
});

/** Returns a card as the attachment of a message, a dialog or an invoke response. */
export const cardAttachment = (content: CardNode) => ({
  contentType: "application/vnd.microsoft.card.adaptive",
  content,
});

/**
 * Renders a card as a message within the size limit of Teams, with its plain text as summary for
 * notifications and screen readers.
 */
export const renderTeamsCardMessage = (
  card: Card,
  host: CardHost = {},
): { summary: string; attachments: Json[] } =>
  renderWithinSizeLimit(card, (fitting) => {
    const card = cardNode(fitting, host);
    return { summary: summaryOf(fitting), attachments: [cardAttachment(card)] };
  });

/** Maximum characters of a message without a card. */
const plainMaxChars = 4_000;

/** Renders a card as plain text, where Teams refuses the card. */
export const renderTeamsPlainMessage = (card: Card): { textFormat: string; text: string } => ({
  textFormat: "plain",
  text: truncateText(cardToPlainText(card, { buttons: false }), plainMaxChars),
});

const summaryOf = (card: Card): string => cardToPlainText(card, { buttons: false });

const cardNode = (card: Card, host: CardHost): CardNode =>
  adaptiveCard(body(card, host), summaryOf(card), mentionEntities(card));

/** Renders a card within the size limit, for a response to an invoke. */
export const renderTeamsCard = (card: Card, host: CardHost = {}): CardNode =>
  renderWithinSizeLimit(card, (fitting) => cardNode(fitting, host));

/**
 * Maximum bytes of a card in UTF-8 (Teams, card size). A message of this size is also below the 80
 * KB of UTF-16 that Teams recommends; larger ones get 413 MessageSizeTooBig.
 */
export const teamsMessageMaxBytes = 28 * 1024;

const ellipsis = "…";
/** Maximum characters of one text, tried in this order. */
const maxCharsSteps = [Number.POSITIVE_INFINITY, 4000, 1500, 500, 200, 80];
const maxPartsInElement = 30;

function shorter(element: CardElement, length: number): CardElement {
  const parts = Number.isFinite(length) ? maxPartsInElement : length;
  switch (element.kind) {
    case "divider":
      return element;
    case "facts":
      return {
        kind: "facts",
        facts: element.facts.slice(0, parts).map((fact) => ({
          label: truncateText(fact.label, length),
          value: truncateRichText(fact.value, length),
        })),
      };
    case "buttons":
      return {
        ...element,
        buttons: element.buttons
          .slice(0, parts)
          .map((button) => ({ ...button, label: truncateText(button.label, length) })),
      };
    case "chart":
      return {
        ...element,
        title: truncateText(element.title, length),
        text: truncateRichText(element.text, length),
      };
    case "chain":
      return {
        kind: "chain",
        links: element.links.slice(0, parts).map((link) => truncateText(link, length)),
      };
    case "item":
      return {
        ...element,
        text: truncateRichText(element.text, length),
        note: element.note && truncateRichText(element.note, length),
        button: element.button && {
          ...element.button,
          label: truncateText(element.button.label, length),
        },
      };
    default:
      return { ...element, text: truncateRichText(element.text, length) };
  }
}

/** Renders a card, shortened as far as needed to fit the size limit. */
function renderWithinSizeLimit<T>(card: Card, render: (card: Card) => T): T {
  const fits = (message: T): boolean =>
    Buffer.byteLength(JSON.stringify(message)) <= teamsMessageMaxBytes;
  for (const length of maxCharsSteps) {
    const message = render(card.map((element) => shorter(element, length)));
    if (fits(message)) return message;
  }
  const short = card.map((element) => shorter(element, maxCharsSteps.at(-1)!));
  for (let kept = short.length >> 1; kept > 0; kept >>= 1) {
    const message = render([...short.slice(0, kept), { kind: "note", text: [ellipsis] }]);
    if (fits(message)) return message;
  }
  return render([{ kind: "note", text: [ellipsis] }]);
}
