/**
 * Parsing of people's messages to rich text: from rich text blocks, which separate mentions from
 * text, else from mrkdwn.
 */
import { RichText, type TextSpan } from "../../../platform/rich-text.ts";

/**
 * Node of a rich text block, with the fields that are read. Any level of Slack's tree may contain
 * unknown types.
 */
interface Node {
  type?: string;
  elements?: Node[];
  text?: string;
  url?: string;
  user_id?: string;
  usergroup_id?: string;
  channel_id?: string;
  range?: string;
  name?: string;
  unicode?: string;
  fallback?: string;
  value?: string;
  indent?: number;
  style?: "bullet" | "ordered" | { bold?: boolean; italic?: boolean; code?: boolean };
}

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

function inline(node: Node): TextSpan {
  switch (node.type) {
    case "text":
      return styled(node.text ?? "", node);
    case "link":
      return link(node.url ?? "", node.text);
    case "user":
      return { person: node.user_id ?? "" };
    case "emoji":
      return emojiCharacter(node);
    case "channel":
      return `#${node.channel_id}`;
    case "usergroup":
      return `@${node.usergroup_id}`;
    case "broadcast":
      return `@${node.range}`;
    default:
      return node.text ?? node.fallback ?? node.value ?? "";
  }
}

const ended = (prose: RichText): boolean => prose.at(-1)?.toString().endsWith("\n") ?? true;

function lines(blocks: RichText[]): RichText {
  const all: RichText = [];
  for (const block of blocks) all.push(...(ended(all) ? [] : ["\n"]), ...block);
  return all;
}

function block(node: Node): RichText {
  const elements = node.elements ?? [];
  if (node.type !== "rich_text_list") return elements.map(inline);
  const mark = (index: number) =>
    `${"  ".repeat(node.indent ?? 0)}${node.style === "ordered" ? `${index + 1}.` : "•"} `;
  return lines(elements.map((item, index) => [mark(index), ...block(item)]));
}

const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const decode = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

/** Parses `<…>` of mrkdwn: a mention, channel, group, date or link, each with an optional label. */
function reference(target: string, label?: string): TextSpan {
  const id = target.slice(1);
  if (target.startsWith("@")) return label ? { person: id, name: decode(label) } : { person: id };
  if (target.startsWith("#")) return `#${decode(label || id)}`;
  if (target.startsWith("!")) return label ? decode(label) : `@${id.replace(/^subteam\^/, "")}`;
  return link(decode(target), label && decode(label));
}

const token =
  /<([^<>|]+)(?:\|([^<>]*))?>|```([\s\S]+?)```|`([^`\n]+)`|(?<!\w)\*(?=\S)([^*\n<]*[^\s*<])\*(?!\w)|(?<!\w)_(?=\S)([^_\n<]*[^\s_<])_(?!\w)/g;

/** Parses text with Slack's markup, as in commands and messages without blocks. */
export function parseMrkdwn(text: string): RichText {
  const prose: RichText = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [whole, target, label, fenced, code, bold, italic] = match;
    prose.push(decode(text.slice(end, match.index)));
    if (target) prose.push(reference(target, label));
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

/** Parses rich text blocks; undefined if there are none, or none readable. */
function richText(blocks: Node[] | undefined): RichText | undefined {
  try {
    const rich = blocks?.filter(({ type }) => type === "rich_text") ?? [];
    return rich.length > 0
      ? RichText.parse(lines(rich.flatMap(({ elements = [] }) => elements.map(block))))
      : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a message's text without the bot's own mention. */
export function readSlackMessageText(
  message: { text?: string | undefined; blocks?: unknown[] | undefined },
  bot?: string,
): RichText {
  const said = richText(message.blocks as Node[] | undefined) ?? parseMrkdwn(message.text ?? "");
  const others = tidy(
    said.filter((span) => typeof span === "string" || !("person" in span) || span.person !== bot),
  );
  const [first] = others;
  // "@Entwine, we need…": the comma belongs to the mention.
  return others.length < said.length && typeof first === "string"
    ? tidy([first.replace(/^[,:]\s*/, ""), ...others.slice(1)])
    : others;
}
