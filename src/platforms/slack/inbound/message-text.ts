/**
 * Parsing of messages to rich text: from rich text blocks and tables, which separate mentions from
 * text, else from mrkdwn, else from other blocks.
 */
import { utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { RichText, type TextSpan, unnamedGroup } from "../../../platform/rich-text.ts";
import { type NameOf, noNames } from "../workspace/place-names.ts";

/**
 * Node of a block, with the fields that are read. Any level of Slack's tree may contain unknown
 * types.
 */
interface Node {
  type?: string;
  elements?: Node[];
  rows?: Node[][];
  fields?: Node[];
  text?: string | Node;
  title?: string | Node;
  url?: string;
  user_id?: string;
  usergroup_id?: string;
  channel_id?: string;
  range?: string;
  name?: string;
  unicode?: string;
  fallback?: string;
  /** Title of a canvas. */
  label?: string;
  timestamp?: number;
  value?: string | number;
  indent?: number;
  style?: "bullet" | "ordered" | { bold?: boolean; italic?: boolean; code?: boolean };
}

const stringOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

const link = (url: string, label?: string): TextSpan =>
  label && label !== url ? { link: url, label } : { link: url };

function styled(text: string, { style }: Node): TextSpan {
  if (typeof style !== "object") return text;
  if (style.code) return { code: text };
  if (style.bold) return { bold: text };
  return style.italic ? { italic: text } : text;
}

/** Returns an emoji's character (`1f44d-1f3fd` is 👍🏽). A workspace's own emoji has only a name. */
const emojiCharacter = ({ unicode = "", name }: Node): string =>
  /^[\da-f]{2,5}(-[\da-f]{2,5})*$/i.test(unicode)
    ? String.fromCodePoint(...unicode.split("-").map((code) => Number.parseInt(code, 16)))
    : `:${name}:`;

const group = (name: string): TextSpan => ({ group: name });
const channelNamed = (id: string, nameOf: NameOf): TextSpan =>
  group(`#${nameOf(id) ?? unnamedGroup}`);
const groupNamed = (id: string, nameOf: NameOf): TextSpan =>
  group(`@${nameOf(id) ?? unnamedGroup}`);

/** Returns the date of a timestamp, for a date without a text of its own. */
function dateText(seconds: number): string {
  const at = new Date(seconds * 1_000);
  return Number.isNaN(at.getTime()) ? "" : utcDateAt(at);
}

function inline(node: Node, nameOf: NameOf): TextSpan[] {
  const text = stringOf(node.text);
  switch (node.type) {
    case "text":
      return [styled(text ?? "", node)];
    case "link":
      return [link(node.url ?? "", text)];
    case "user":
      return [{ person: node.user_id ?? "" }];
    case "emoji":
      return [emojiCharacter(node)];
    case "channel":
      return [channelNamed(String(node.channel_id), nameOf)];
    case "usergroup":
      return [groupNamed(String(node.usergroup_id), nameOf)];
    case "broadcast":
      return [group(`@${node.range}`)];
    case "date":
      return [node.fallback || dateText(Number(node.timestamp))];
    default:
      return node.elements
        ? node.elements.flatMap((each) => inline(each, nameOf))
        : [text ?? node.fallback ?? node.label ?? String(node.value ?? "")];
  }
}

const ended = (prose: RichText): boolean => prose.at(-1)?.toString().endsWith("\n") ?? true;

function lines(blocks: RichText[]): RichText {
  const all: RichText = [];
  for (const block of blocks) all.push(...(ended(all) ? [] : ["\n"]), ...block);
  return all;
}

/** Marks each line as quoted, as in an email: people quote the words of others. */
const quoted = (text: RichText): RichText => [
  "> ",
  ...text.map((span) => (typeof span === "string" ? span.replaceAll("\n", "\n> ") : span)),
];

function richTextElement(node: Node, nameOf: NameOf): RichText {
  const elements = node.elements ?? [];
  if (node.type === "rich_text_quote") return quoted(inline({ elements }, nameOf));
  if (node.type !== "rich_text_list") return inline({ elements }, nameOf);
  const mark = (index: number) =>
    `${"  ".repeat(node.indent ?? 0)}${node.style === "ordered" ? `${index + 1}.` : "•"} `;
  return lines(elements.map((item, index) => [mark(index), ...richTextElement(item, nameOf)]));
}

const onOneLine = (span: TextSpan): TextSpan =>
  typeof span === "string" ? span.replace(/\s*\n\s*/g, " ") : span;

/** Returns a table with a line for each row, and its cells separated. */
const table = (rows: Node[][], nameOf: NameOf): RichText =>
  lines(
    rows.map((row) =>
      row.flatMap((cell, index) => [
        ...(index > 0 ? [" | "] : []),
        ...tidy(readBlocks([cell], nameOf)).map(onOneLine),
      ]),
    ),
  );

/** Returns the text of a block of any type, also of one that is unknown. */
function readBlock(node: Node, nameOf: NameOf): RichText {
  if (node.type === "rich_text")
    return lines((node.elements ?? []).map((each) => richTextElement(each, nameOf)));
  if (node.rows) return table(node.rows, nameOf);
  const own = [node.title, node.text].map((part): RichText => {
    if (typeof part !== "string") return part ? readBlock(part, nameOf) : [];
    return node.type === "mrkdwn" ? parseMrkdwn(part, nameOf) : [part];
  });
  const parts = [...(node.fields ?? []), ...(node.elements ?? [])].filter(
    ({ type }) => type !== "button",
  );
  const value = typeof node.value === "number" ? [[String(node.value)]] : [];
  return lines(
    [...own, ...value, ...parts.map((each) => readBlock(each, nameOf))].filter(hasWords),
  );
}

const hasWords = (text: RichText): boolean => tidy(text).length > 0;

/** Reads blocks; blocks of another shape have no text. */
function readBlocks(blocks: readonly unknown[], nameOf: NameOf): RichText {
  try {
    return RichText.parse(lines((blocks as Node[]).map((each) => readBlock(each, nameOf))));
  } catch {
    return [];
  }
}

const ofTypes =
  (...types: string[]) =>
  (block: unknown): boolean =>
    types.includes((block as Node | null)?.type ?? "");

/** Returns whether a block is a table. */
export const isSlackTable = ofTypes("table", "data_table");
const isComposed = ofTypes("rich_text", "table", "data_table");

const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const decode = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

/** Parses `<…>` of mrkdwn: a mention, channel, group, date or link, each with an optional label. */
function reference(target: string, labelled: string | undefined, nameOf: NameOf): TextSpan {
  const id = target.slice(1);
  const label = labelled && decode(labelled);
  if (target.startsWith("@")) return label ? { person: id, name: label } : { person: id };
  if (target.startsWith("#")) return label ? group(`#${label}`) : channelNamed(id, nameOf);
  if (!target.startsWith("!")) return link(decode(target), label);
  const [kind, value = ""] = id.split("^");
  if (kind === "date") return label ?? dateText(Number(value));
  if (kind !== "subteam") return group(`@${label?.replace(/^@/, "") || id}`);
  if (label) return group(label);
  const [subteam = "", handle] = value.split("@");
  return handle ? group(`@${handle}`) : groupNamed(subteam, nameOf);
}

const token =
  /<([^<>|]+)(?:\|([^<>]*))?>|```([\s\S]+?)```|`([^`\n]+)`|(?<!\w)\*(?=\S)([^*\n<]*[^\s*<])\*(?!\w)|(?<!\w)_(?=\S)([^_\n<]*[^\s_<])_(?!\w)/g;

/** Parses text with Slack's markup, as in commands and messages without blocks. */
export function parseMrkdwn(text: string, nameOf = noNames): RichText {
  const prose: RichText = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [whole, target, label, fenced, code, bold, italic] = match;
    prose.push(decode(text.slice(end, match.index)));
    if (target) prose.push(reference(target, label, nameOf));
    else if (bold) prose.push({ bold: decode(bold) });
    else if (italic) prose.push({ italic: decode(italic) });
    else prose.push({ code: decode(fenced ?? code ?? "") });
    end = match.index + whole.length;
  }
  return tidy([...prose, decode(text.slice(end))]);
}

/** Joins adjacent strings and trims the ends. */
function tidy(spans: RichText): RichText {
  const prose: RichText = [];
  for (const span of spans) {
    const last = prose.at(-1);
    if (typeof span === "string" && typeof last === "string") prose[prose.length - 1] = last + span;
    else if (span !== "") prose.push(span);
  }
  if (typeof prose[0] === "string") prose[0] = prose[0].trimStart();
  const last = prose.length - 1;
  if (typeof prose[last] === "string") prose[last] = prose[last].trimEnd();
  return prose.filter((span) => span !== "");
}

/** Joins texts, each on a line of its own; those without words are omitted. */
export const joinSlackTexts = (...texts: RichText[]): RichText =>
  tidy(lines(texts.filter(hasWords)));

/**
 * Returns the words of a message or of a part of it: those that people composed, else its text,
 * else those of other blocks.
 */
export function readSlackWords(
  { text, blocks = [] }: { text?: string | undefined; blocks?: readonly unknown[] | undefined },
  nameOf: NameOf,
): RichText {
  const composed = tidy(readBlocks(blocks.filter(isComposed), nameOf));
  if (composed.length > 0) return composed;
  const typed = parseMrkdwn(text ?? "", nameOf);
  return typed.length > 0 ? typed : tidy(readBlocks(blocks, nameOf));
}

/** Returns a text without the bot's own mention. */
export function withoutBotMention(said: RichText, bot: string | undefined): RichText {
  const others = tidy(
    said.filter((span) => typeof span === "string" || !("person" in span) || span.person !== bot),
  );
  const [first] = others;
  // "@Entwine, we need…": the comma belongs to the mention.
  return others.length < said.length && typeof first === "string"
    ? tidy([first.replace(/^[,:]\s*/, ""), ...others.slice(1)])
    : others;
}
