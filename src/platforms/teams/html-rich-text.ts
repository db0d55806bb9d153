/**
 * Conversion of Teams messages to rich text, from the attached HTML where present, else from the
 * plain text that other hosts send.
 */
import { ElementType, parseDocument } from "htmlparser2";
import { z } from "zod";
import type { QuotedMessage } from "../../platform/event.ts";
import type { RichText, TextSpan } from "../../platform/rich-text.ts";
import type { Activity, TeamsMention } from "./activity.ts";

type Node = ReturnType<typeof parseDocument>["childNodes"][number];
type Style = "bold" | "italic" | "code" | undefined;
/** Converts a mention to a person, or to nothing for the bot itself. */
type MentionConverter = (name: string, index: number) => TextSpan;

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

const textOf = (node: Node, depth = 0): string =>
  "data" in node
    ? node.data
    : "childNodes" in node && depth < maxDepth
      ? node.childNodes.map((child) => textOf(child, depth + 1)).join("")
      : "";

function spans(node: Node, style: Style, mentioned: MentionConverter, depth = 0): RichText {
  if (depth > maxDepth) return [];
  if (node.type === ElementType.Text)
    return [styled(style === "code" ? node.data : node.data.replace(/\s+/g, " "), style)];
  if (!("attribs" in node)) return [];
  const { name, attribs } = node;
  const type = attribs.itemtype ?? "";
  if (name === "at" || type.endsWith("/Mention"))
    return [mentioned(textOf(node), Number(attribs.itemid ?? attribs.id))];
  // A quoted reply repeats another person's message; the marker of a card or file is no text.
  if (type.endsWith("/Reply") || name === "attachment") return [];
  if (name === "br") return ["\n"];
  if (name === "img" || name === "emoji") return [attribs.alt ?? ""];
  if (name === "a" && /^(https?|mailto):/i.test(attribs.href ?? "")) {
    const label = textOf(node).trim();
    return [{ link: attribs.href!, ...(label && label !== attribs.href && { label }) }];
  }
  const inner = node.childNodes.flatMap((child) =>
    spans(child, styles.get(name) ?? style, mentioned, depth + 1),
  );
  return blockElements.has(name)
    ? ["\n", ...inner, "\n"]
    : cellElements.has(name)
      ? [...inner, " "]
      : inner;
}

/** Joins neighbouring strings, collapses white space and trims both ends. */
function normalizeWhitespace(prose: RichText): RichText {
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

/**
 * Converts plain text, in which `<at>Name</at>` is a mention only where Teams lists it as an
 * entity.
 */
function convertPlainText(
  text: string,
  mentions: TeamsMention[],
  mentioned: (mention: TeamsMention) => TextSpan,
): RichText {
  const prose: RichText = [];
  let rest = text;
  for (const mention of mentions) {
    const at = mention.text ? rest.indexOf(mention.text) : -1;
    if (at < 0) continue;
    prose.push(rest.slice(0, at), mentioned(mention));
    rest = rest.slice(at + mention.text.length);
  }
  return [...prose, rest];
}

/**
 * Converts HTML of other origin (a message extension's payload), whose mentions cannot be verified.
 */
export const parseHtmlRichText = (
  html: string,
  mentioned: MentionConverter = (name) => name,
): RichText =>
  normalizeWhitespace(
    parseDocument(html).childNodes.flatMap((node) => spans(node, undefined, mentioned)),
  );

/** Entra id in the name by which Teams quotes a person: `8:orgid:<id>`. */
const quotedPerson = /^8:orgid:(.+)$/;

const childrenOf = (node: Node): Node[] => ("childNodes" in node ? node.childNodes : []);

const findNode = (nodes: Node[], isFound: (attribs: Record<string, string>) => boolean) =>
  [...nodes, ...nodes.flatMap(childrenOf)].find(
    (node) => "attribs" in node && isFound(node.attribs),
  );

/** Returns the message that a reply in a chat quotes: Teams repeats its beginning. */
function readReply(html: string): QuotedMessage | undefined {
  const reply = findNode(parseDocument(html).childNodes, ({ itemtype = "" }) =>
    itemtype.endsWith("/Reply"),
  );
  if (!reply || !("attribs" in reply)) return undefined;
  const by = findNode(childrenOf(reply), ({ itemprop }) => itemprop === "mri");
  const preview = findNode(childrenOf(reply), ({ itemprop }) => itemprop === "preview");
  const id = by && "attribs" in by ? quotedPerson.exec(by.attribs.itemid ?? "")?.[1] : undefined;
  const name = by && textOf(by).trim();
  return {
    text: preview ? normalizeWhitespace([textOf(preview)]) : [],
    ...(reply.attribs.itemid && { message: reply.attribs.itemid }),
    ...(id !== undefined && { author: { id, ...(name && { name }) } }),
  };
}

const ForwardedMessage = z.object({
  originalMessageId: z.string().optional(),
  originalMessageContent: z.string(),
  originalMessageSender: z
    .object({ user: z.object({ id: z.string(), displayName: z.string().nullish() }) })
    .optional()
    .catch(undefined),
});

/** Returns a message that was forwarded from another place. */
function readForwarded(content: unknown): QuotedMessage | undefined {
  const { data } = ForwardedMessage.safeParse(parseJson(content));
  if (!data) return undefined;
  const { user } = data.originalMessageSender ?? {};
  return {
    text: parseHtmlRichText(data.originalMessageContent),
    ...(data.originalMessageId && { message: data.originalMessageId }),
    ...(user && {
      author: { id: user.id, ...(user.displayName && { name: user.displayName }) },
    }),
  };
}

function parseJson(content: unknown): unknown {
  try {
    return typeof content === "string" ? JSON.parse(content) : content;
  } catch {
    return undefined;
  }
}

/**
 * Returns a message's text without the bot's own mention, whether the bot was mentioned, and what is
 * quoted. Words that are forwarded without others are the message's.
 */
export function readActivityText({
  text,
  textFormat,
  attachments,
  entities,
  recipient,
}: Activity): { text: RichText; mentioned: boolean; quoted?: QuotedMessage } {
  const isBot = ({ mentioned }: TeamsMention): boolean => mentioned.id === recipient.id;
  const person = (mention: TeamsMention): TextSpan => {
    const { id, aadObjectId, name } = mention.mentioned;
    return isBot(mention) ? "" : { person: aadObjectId ?? id, ...(name && { name }) };
  };
  const named = (name: string, index: number): TextSpan => {
    const called = (mention?: TeamsMention): boolean =>
      mention?.text.replace(/<[^>]*>/g, "").trim() === name.trim();
    const mention = called(entities[index]) ? entities[index] : entities.find(called);
    return mention ? person(mention) : name;
  };
  const attached = attachments.find(({ contentType }) => contentType === "text/html")?.content;
  const html = typeof attached === "string" ? attached : textFormat === "xml" ? text : undefined;
  const own = html
    ? parseHtmlRichText(html, named)
    : normalizeWhitespace(convertPlainText(text ?? "", entities, person));
  const forwarded = attachments
    .filter(({ contentType }) => contentType === "forwardedMessageReference")
    .map(({ content }) => readForwarded(content))
    .find((each) => each !== undefined);
  const quoted = forwarded ?? (html ? readReply(html) : undefined);
  return {
    text: own.length === 0 && forwarded ? forwarded.text : own,
    mentioned: entities.some(isBot),
    ...(quoted && { quoted }),
  };
}
