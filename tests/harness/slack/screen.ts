/** Visible content of a Slack message: text, active elements, and validation of its blocks. */

type Node = Record<string, unknown>;

export interface ShownMessage {
  words: string;
  fallback: string;
  live: string[];
}

export interface ButtonOnScreen {
  label: string;
  block_id: string;
  action_id: string;
  accessibility_label?: string;
  value?: string;
  url?: string;
  /** Choice of a menu. */
  selected_option?: { value: string };
}

const nodes = (value: unknown): Node[] => (Array.isArray(value) ? (value as Node[]) : []);
const decode = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Renders a text as Slack's clients do. */
function readText(text: string, live: string[]): string {
  return text
    .split(/(<[^<>]*>)/)
    .map((part) => {
      if (!/^<.*>$/s.test(part)) return decode(part);
      const [target = "", label] = part.slice(1, -1).split("|");
      live.push(decode(target));
      return decode(label ?? target);
    })
    .join("");
}

function readNode(node: Node, live: string[]): string {
  switch (node.type) {
    case "mrkdwn":
      return readText(String(node.text), live);
    case "plain_text":
    case "text":
      return String(node.text);
    case "user":
      live.push(`@${node.user_id}`);
      return `@${node.user_id}`;
    case "link":
      live.push(String(node.url));
      return String(node.text ?? node.url);
    case "button":
      if (node.url) live.push(String(node.url));
      return readNode(node.text as Node, live);
    case "overflow":
      return nodes(node.options)
        .map((option) => readNode(option, live))
        .join("\n");
    case "data_visualization": {
      const { type, series, axis_config } = node.chart as {
        type: string;
        series: Node[];
        axis_config: { categories: string[] };
      };
      const points = series
        .flatMap(({ data }) => nodes(data))
        .map(({ label, value }) => `${label}: ${value}`);
      return [node.title, `(${type} chart)`, ...axis_config.categories, ...points].join("\n");
    }
    default: {
      const inner = [
        node.text,
        ...nodes(node.fields),
        ...nodes(node.elements),
        node.accessory,
        node.label,
        node.hint,
      ].filter((part) => typeof part === "object" && part !== null);
      return (inner as Node[])
        .map((part) => readNode(part, live))
        .join(node.type === "rich_text_section" || node.type === "rich_text_quote" ? "" : "\n");
    }
  }
}

export function renderMessage({
  text = "",
  blocks = [],
}: {
  text?: string;
  blocks?: unknown[];
}): ShownMessage {
  const live: string[] = [];
  const words = nodes(blocks)
    .map((block) => readNode(block, live))
    .join("\n");
  return { fallback: readText(text, live), words, live };
}

const labelOf = ({ text }: Node): string => String((text as Node).text);

/** Returns the buttons of a message, and the choices of its menus. */
export const buttonsOf = (blocks: unknown[] = []): ButtonOnScreen[] =>
  nodes(blocks).flatMap((block) =>
    [...nodes(block.elements), ...(block.accessory ? [block.accessory as Node] : [])].flatMap(
      (element): ButtonOnScreen[] => {
        const block_id = String(block.block_id);
        if (element.type === "button")
          return [{ ...(element as unknown as ButtonOnScreen), block_id, label: labelOf(element) }];
        return nodes(element.options).map((option) => ({
          action_id: String(element.action_id),
          block_id,
          label: labelOf(option),
          selected_option: option as { value: string },
        }));
      },
    ),
  );

const limits: Record<string, number> = { header: 150, button: 75, mrkdwn: 3000, plain_text: 3000 };

/** Returns the validation errors of a chart. */
function chartMistakes({ title, chart }: Node): string[] {
  const { type, series, axis_config } = chart as {
    type: string;
    series: { name: string; data: { label: string; value: unknown }[] }[];
    axis_config: { categories: string[] };
  };
  const { categories } = axis_config;
  const labels = (data: { label: string }[]) => data.map(({ label }) => label);
  return [
    ...(String(title).length > 50 || title === "" ? ["title"] : []),
    ...(["line", "bar", "area"].includes(type) ? [] : ["type"]),
    ...(series.length < 1 ||
    series.length > 6 ||
    new Set(series.map(({ name }) => name)).size < series.length
      ? ["series"]
      : []),
    ...(categories.length === 0 || new Set(categories).size < categories.length
      ? ["categories"]
      : []),
    ...[...categories, ...series.map(({ name }) => name)].filter(
      (label) => label === "" || label.length > 20,
    ),
    ...series
      .filter(
        ({ data }) =>
          labels(data).join("|") !== categories.join("|") ||
          data.some(({ value }) => typeof value !== "number"),
      )
      .map(({ name }) => name),
  ];
}

/**
 * Returns the error that Slack documents for blocks: `invalid_blocks` with the place, or
 * `msg_blocks_too_long`; undefined if there is none.
 */
export function blocksRefusal(blocks: unknown[], most = 50): string | undefined {
  const wrong: string[] = [];
  const ids: string[] = [];
  let sum = 0;
  const text = (node: Node | undefined, limit: number, at: string) => {
    const length = String(node?.text ?? "").length;
    sum += length;
    if (length === 0 || length > limit) wrong.push(`${at}: ${length} characters`);
  };
  const walk = (node: Node, at: string): void => {
    const type = String(node.type);
    if (type === "text" || type === "mrkdwn" || type === "plain_text")
      text(node, limits[type] ?? Number.POSITIVE_INFINITY, `${at}/${type}`);
    if (type === "data_visualization")
      wrong.push(...chartMistakes(node).map((mistake) => `${at}: chart ${mistake}`));
    if (type === "header") text(node.text as Node, 150, at);
    if (type === "section") walk(node.text as Node, at);
    if (type === "button") {
      text(node.text as Node, 75, at);
      ids.push(String(node.action_id));
      if (String(node.value ?? "").length > 2000) wrong.push(`${at}: value`);
    }
    if (type === "overflow") {
      const options = nodes(node.options);
      ids.push(String(node.action_id));
      if (options.length < 2 || options.length > 5) wrong.push(`${at}: ${options.length} choices`);
      for (const option of options) {
        text(option.text as Node, 75, at);
        if (!option.value || String(option.value).length > 150) wrong.push(`${at}: value`);
      }
    }
    if (type === "link" && !/^(https?:\/\/|mailto:)\S+$/.test(String(node.url)))
      wrong.push(`${at}: url`);
    if (type === "user" && !/^[UW][A-Z0-9]+$/.test(String(node.user_id))) wrong.push(`${at}: user`);
    const most = type === "actions" ? 25 : type === "context" ? 10 : Number.POSITIVE_INFINITY;
    const inside = nodes(node.elements);
    if (Array.isArray(node.elements) && (inside.length === 0 || inside.length > most))
      wrong.push(`${at}: ${inside.length} elements`);
    for (const [index, element] of inside.entries()) walk(element, `${at}/${index}`);
    if (node.accessory) walk(node.accessory as Node, `${at}/accessory`);
  };
  if (nodes(blocks).filter(({ type }) => type === "data_visualization").length > 2)
    wrong.push("more than two charts");
  if (blocks.length > most) wrong.push(`${blocks.length} blocks`);
  for (const [index, block] of nodes(blocks).entries()) walk(block, String(index));
  if (new Set(ids).size < ids.length) wrong.push("action_id twice");
  if (sum > 13_200) return "msg_blocks_too_long";
  return wrong.length > 0 ? `invalid_blocks: ${wrong.join("; ")}` : undefined;
}
