/** Conversion of the HTML of Teams to rich text. */
import { ElementType, parseDocument } from "htmlparser2";
import type { RichText, TextSpan } from "../../../platform/rich-text.ts";

type HtmlNode = ReturnType<typeof parseDocument>["childNodes"][number];
type Style = "bold" | "italic" | "code" | undefined;
/** Converts a mention to a person, or to nothing for the bot itself. */
export type MentionConverter = (name: string, index: number) => TextSpan;

const styles = new Map<string, Style>([
  ...["b", "strong", "h1", "h2", "h3"].map((name) => [name, "bold"] as const),
  ...["i", "em"].map((name) => [name, "italic"] as const),
  ...["code", "pre", "codeblock"].map((name) => [name, "code"] as const),
]);
const blockElements = new Set([
  "p",
  "div",
  "li",
  "tr",
  "blockquote",
  "pre",
  "codeblock",
  "h1",
  "h2",
  "h3",
  "hr",
]);
const cellElements = new Set(["td", "th"]);

const styled = (text: string, style: Style): TextSpan =>
  style && text.trim() ? ({ [style]: text } as TextSpan) : text;

/**
 * Nesting limit of elements, far above any real message and below the stack's limit of thousands.
 */
const maxDepth = 200;

/** Returns the text of a node without its formats. */
export const textOf = (node: HtmlNode, depth = 0): string =>
  "data" in node
    ? node.data
    : "childNodes" in node && depth < maxDepth
      ? node.childNodes.map((child) => textOf(child, depth + 1)).join("")
      : "";

type HtmlElement = Extract<HtmlNode, { attribs: Record<string, string> }>;

/** Returns the children of a node; none of a text. */
export const childrenOf = (node: HtmlNode): HtmlNode[] =>
  "childNodes" in node ? node.childNodes : [];

/** Returns the first element with such attributes or such a name, at any depth. */
export function findElement(
  nodes: readonly HtmlNode[],
  isFound: (attribs: Record<string, string>, name: string) => boolean,
  depth = 0,
): HtmlElement | undefined {
  if (depth > maxDepth) return undefined;
  for (const node of nodes) {
    if ("attribs" in node && isFound(node.attribs, node.name)) return node;
    const found = findElement(childrenOf(node), isFound, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** Elements without words; a voice clip is an empty `InputExtension`. */
const wordlessElements = new Set(["img", "attachment", "video", "audio", "object"]);

/** Returns whether HTML has parts whose words cannot be read, such as Loop components. */
export const hasPartsWithoutWords = (html: string): boolean =>
  findElement(
    parseDocument(html).childNodes,
    ({ itemtype = "" }, name) =>
      itemtype.endsWith("/InputExtension") ||
      (wordlessElements.has(name) && !itemtype.endsWith("/Emoji")),
  ) !== undefined;

/** Returns the mark of a list's item: its number or a bullet. */
function listMark(node: HtmlElement): RichText {
  const { name, parent } = node;
  if (name !== "li" || !parent) return [];
  if (!("name" in parent) || parent.name !== "ol") return ["• "];
  const items = parent.childNodes.filter((each) => "name" in each && each.name === "li");
  return [`${items.indexOf(node) + 1}. `];
}

function spans(node: HtmlNode, style: Style, mentioned: MentionConverter, depth = 0): RichText {
  if (depth > maxDepth) return [];
  if (node.type === ElementType.Text)
    return [styled(style === "code" ? node.data : node.data.replace(/\s+/g, " "), style)];
  if (!("attribs" in node)) return [];
  const { name, attribs } = node;
  const type = attribs.itemtype ?? "";
  if (name === "at" || type.endsWith("/Mention"))
    return [mentioned(textOf(node), Number(attribs.itemid ?? attribs.id))];
  // A quote or forward repeats another person's message; the marker of a card or file is no text.
  if (type.endsWith("/Reply") || type.endsWith("/Forward") || name === "attachment") return [];
  if (name === "br") return ["\n"];
  // The text of a picture ("image", "Cat typing (GIF)") is not by its sender.
  if (name === "emoji" || (name === "img" && type.endsWith("/Emoji"))) return [attribs.alt ?? ""];
  if (name === "a" && /^(https?|mailto):/i.test(attribs.href ?? "")) {
    const label = textOf(node).trim();
    return [{ link: attribs.href!, label: label && label !== attribs.href ? label : undefined }];
  }
  const inner = [
    ...listMark(node),
    ...node.childNodes.flatMap((child) =>
      spans(child, styles.get(name) ?? style, mentioned, depth + 1),
    ),
  ];
  return blockElements.has(name)
    ? ["\n", ...inner, "\n"]
    : cellElements.has(name)
      ? [...inner, " "]
      : inner;
}

/** Joins neighbouring strings, collapses white space and trims both ends. */
export function normalizeWhitespace(prose: RichText): RichText {
  const joined: RichText = [];
  for (const span of prose) {
    const last = joined.at(-1);
    if (typeof span === "string" && typeof last === "string")
      joined[joined.length - 1] = last + span;
    else joined.push(span);
  }
  const closed = joined.map((span) =>
    typeof span === "string" ? span.replace(/[^\S\n]+/g, " ").replace(/ ?\n[ \n]*/g, "\n") : span,
  );
  if (typeof closed[0] === "string") closed[0] = closed[0].trimStart();
  const last = closed.length - 1;
  if (typeof closed[last] === "string") closed[last] = closed[last].trimEnd();
  return closed.filter((span) => span !== "");
}

/** Converts HTML with its mentions, and with the white space of the source. */
export const readHtml = (html: string, mentioned: MentionConverter): RichText =>
  parseDocument(html).childNodes.flatMap((node) => spans(node, undefined, mentioned));

/**
 * Converts HTML of other origin (a message extension's payload), whose mentions cannot be verified.
 * Some clients leave their names out of it; `names` are those of all mentions, in order.
 */
export function parseHtmlRichText(html: string, names: readonly string[] = []): RichText {
  const inOrder = names.values();
  return normalizeWhitespace(
    readHtml(html, (name) => {
      const { value = "" } = inOrder.next();
      return name || value;
    }),
  );
}
