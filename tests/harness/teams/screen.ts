/** Visible content of an Adaptive Card: text, buttons, inputs and active elements. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
type Node = { [key: string]: Json };

const isNode = (value: Json | undefined): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function* within(value: Json | undefined): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* within(each);
  if (!isNode(value)) return;
  yield value;
  for (const [key, inner] of Object.entries(value))
    if (key !== "data" && key !== "msteams") yield* within(inner);
}

const ofType = (card: Json | undefined, prefix: string): Node[] =>
  [...within(card)].filter(({ type }) => typeof type === "string" && type.startsWith(prefix));

const string = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Converts the Markdown that Teams renders to text, including escaped characters. */
const unmarked = (text: string): string =>
  text.replace(
    /\\(.)|\*\*|<\/?at>|\[((?:\\.|[^\\\]])*)\]\([^)]*\)/g,
    (_, sign: string | undefined, label: string | undefined) =>
      sign ?? (label === undefined ? "" : unmarked(label)),
  );

/** Matches `{{DATE(…)}}` and `{{TIME(…)}}`, which Teams expands in any text. */
const dated = /\{\{(?:DATE|TIME)\([^)]*\)\}\}/g;

export interface CardAction {
  title: string;
  type: string;
  verb?: string;
  data: Json;
}

export interface CardScreen {
  words: string;
  actions: CardAction[];
  inputs: {
    id: string;
    type: string;
    label: string;
    value: string;
    required: boolean;
    choices: { title: string; value: string }[];
    dataset?: string;
  }[];
  /**
   * Texts in attention colour, by the label of the input that follows; by an empty label at the
   * top.
   */
  mistakes: Record<string, string>;
  /** Active mentions, links and templates. */
  live: string[];
}

const isWarning = ({ type, inlines }: Node): boolean =>
  type === "RichTextBlock" &&
  Array.isArray(inlines) &&
  inlines.filter(isNode).some(({ color }) => color === "attention");

function mistakesOn(card: Json | undefined): Record<string, string> {
  const body = isNode(card) && Array.isArray(card.body) ? card.body.filter(isNode) : [];
  const words = ({ inlines }: Node): string =>
    [...within(inlines)].map(({ text }) => string(text)).join("");
  return Object.fromEntries(
    body.flatMap((node, index) =>
      isWarning(node) ? [[string(body[index + 1]?.label), words(node)]] : [],
    ),
  );
}

/** Returns the visible value of an input; the label of a selected choice. */
export const selectedTitle = ({ value, choices }: CardScreen["inputs"][number]): string =>
  choices.find((choice) => choice.value === value)?.title ?? value;

export function renderCard(card: Json | undefined): CardScreen {
  const blocks: string[] = [];
  const live: string[] = [];
  const entities = isNode(card) && isNode(card.msteams) ? card.msteams.entities : [];
  const callable = new Set(
    [...within(entities)].filter(({ type }) => type === "mention").map(({ text }) => string(text)),
  );
  for (const node of within(card)) {
    const { type, text, title, label, inlines, url } = node;
    if (type === "TextBlock") {
      blocks.push(unmarked(string(text)));
      live.push(
        ...string(text)
          .matchAll(/(?<!\\)<at>.*?<\/at>/g)
          .map(([tag]) => tag)
          .filter((tag) => callable.has(tag)),
      );
      live.push(
        ...string(text)
          .matchAll(/(?<!\\)\]\((.*?)\)/g)
          .map(([, address = ""]) => address),
      );
      live.push(
        ...string(text)
          .matchAll(dated)
          .map(([date]) => date),
      );
    }
    if (type === "RichTextBlock") {
      const runs = Array.isArray(inlines)
        ? inlines.filter(isNode).map((run) => string(run.text))
        : [];
      blocks.push(runs.join(""));
      live.push(...runs.flatMap((run) => run.match(dated) ?? []));
    }
    if (type === "Action.OpenUrl") live.push(string(url));
    if (string(type).startsWith("Action.") && title !== undefined) blocks.push(string(title));
    if (string(type).startsWith("Input.")) blocks.push(string(label));
  }
  return {
    words: blocks.join("\n"),
    actions: ofType(card, "Action.").map(({ title, type, verb, data }) => ({
      title: string(title),
      type: string(type),
      verb: typeof verb === "string" ? verb : undefined,
      data: data ?? null,
    })),
    inputs: ofType(card, "Input.").map(
      ({ id, type, label, value, isRequired, choices, "choices.data": data }) => ({
        id: string(id),
        type: string(type),
        label: string(label),
        value: string(value),
        required: isRequired === true,
        choices: (Array.isArray(choices) ? choices.filter(isNode) : []).map(({ title, value }) => ({
          title: string(title),
          value: string(value),
        })),
        dataset: isNode(data) ? string(data.dataset) : undefined,
      }),
    ),
    mistakes: mistakesOn(card),
    live,
  };
}

const unescapeXml = (text: string): string =>
  text
    .replaceAll(/<br\s*\/?>/g, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

/** Renders a message: its card, or its text with suggested actions. */
export function renderActivity(activity: Json): CardScreen {
  if (!isNode(activity) || typeof activity.text !== "string") {
    const [card] =
      isNode(activity) && Array.isArray(activity.attachments) ? activity.attachments : [];
    return renderCard(isNode(card) ? card.content : undefined);
  }
  const { text, suggestedActions } = activity;
  const offered = isNode(suggestedActions) ? suggestedActions.actions : [];
  const actions = (Array.isArray(offered) ? offered.filter(isNode) : []).map(
    ({ title, type, value }) => ({ title: string(title), type: string(type), data: value ?? null }),
  );
  return {
    words: [unescapeXml(text), ...actions.map(({ title }) => title)].join("\n"),
    actions,
    inputs: [],
    mistakes: {},
    live: [...text.matchAll(/<a href="([^"]*)"|<at>[^<]*<\/at>/g)].map(
      ([tag, address]) => address ?? tag,
    ),
  };
}
