/**
 * Text of a Teams message, with its mentions and with what it quotes or forwards: from the attached
 * HTML if present, else from the plain text that other hosts send.
 */
import { parseDocument } from "htmlparser2";
import { z } from "zod";
import type { QuotedMessage } from "../../platform/event.ts";
import { isMentionedInPassing } from "../../platform/mention.ts";
import type { RichText, TextSpan } from "../../platform/rich-text.ts";
import type { Activity, TeamsMention } from "./activity.ts";
import {
  type HtmlNode,
  normalizeWhitespace,
  parseHtmlRichText,
  readHtml,
  textOf,
} from "./html-rich-text.ts";

const withoutTags = (text: string): string => text.replace(/<[^>]*>/g, "").trim();

/**
 * Returns a function that finds the mention of a name in the text. Teams lists each mention, in any
 * order and sometimes without its text; a name that it does not list is no mention. A name can be
 * mentioned twice, so `index` decides between equal ones.
 */
function mentionFinder(mentions: readonly TeamsMention[]) {
  return (name: string, index?: number): TeamsMention | undefined => {
    const isNamed = ({ text, mentioned }: TeamsMention): boolean =>
      withoutTags(text || mentioned.name || "") === name.trim();
    const there = index === undefined ? undefined : mentions[index];
    return there && isNamed(there) ? there : mentions.find(isNamed);
  };
}

const mentionTag = /<at(?:\s[^>]*)?>(.*?)<\/at>/gs;

/** Converts plain text, in which `<at>Name</at>` is a mention where Teams lists it. */
function convertPlainText(
  text: string,
  mentioned: (name: string) => TextSpan | undefined,
): RichText {
  const prose: RichText = [];
  let end = 0;
  for (const { 0: tag, 1: name = "", index } of text.matchAll(mentionTag)) {
    const span = mentioned(name);
    if (span === undefined) continue;
    prose.push(text.slice(end, index), span);
    end = index + tag.length;
  }
  return [...prose, text.slice(end)];
}

/**
 * Joins the mentions of one person that stand side by side: Teams makes one of each word of a name.
 */
function joinHalves(prose: RichText): RichText {
  const joined: RichText = [];
  for (const span of prose) {
    const before = joined.at(-1) === " " || joined.at(-1) === "" ? joined.at(-2) : joined.at(-1);
    if (isPerson(span) && isPerson(before) && before.person === span.person) {
      if (joined.at(-1) !== before) joined.pop();
      joined[joined.length - 1] = { person: span.person, ...wholeName(before.name, span.name) };
    } else joined.push(span);
  }
  return joined;
}

type PersonSpan = Extract<TextSpan, { person: string }>;

const isPerson = (span: TextSpan | undefined): span is PersonSpan =>
  typeof span === "object" && "person" in span;

const wholeName = (first = "", second = ""): { name?: string } => {
  const name = first.includes(second)
    ? first
    : second.includes(first)
      ? second
      : `${first} ${second}`;
  return name ? { name } : {};
};

/** Matches punctuation that follows a mention of the bot and belongs to the word before it. */
const followingMark = /^[?!.,;:)]/;

/** Removes the mentions of the bot, with the space before following punctuation. */
function withoutBot(prose: RichText): RichText {
  return prose.flatMap((span, at): RichText => {
    const next = prose[at + 2];
    const isBeforeMark =
      prose[at + 1] === "" && typeof next === "string" && followingMark.test(next);
    return typeof span === "string" && isBeforeMark ? [span.trimEnd()] : [span];
  });
}

/** Entra id in the name by which Teams quotes a person: `8:orgid:<id>`. */
const quotedPerson = /^8:orgid:(.+)$/;

const childrenOf = (node: HtmlNode): HtmlNode[] => ("childNodes" in node ? node.childNodes : []);

const findNode = (nodes: HtmlNode[], isFound: (attribs: Record<string, string>) => boolean) =>
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
    message: reply.attribs.itemid || undefined,
    author: id !== undefined ? { id, name: name || undefined } : undefined,
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
    message: data.originalMessageId || undefined,
    author: user && { id: user.id, name: user.displayName || undefined },
  };
}

function parseJson(content: unknown): unknown {
  try {
    return typeof content === "string" ? JSON.parse(content) : content;
  } catch {
    return undefined;
  }
}

/** Returns the first message to which `<quoted/>` in the text refers, from its entity. */
function readQuotedReply({ quotedReplies, recipient }: Activity): QuotedMessage | undefined {
  const [quoted] = quotedReplies;
  if (!quoted) return undefined;
  const { messageId, preview, senderId, senderName } = quoted;
  const id = quotedPerson.exec(senderId ?? "")?.[1];
  return {
    message: messageId,
    text: preview ? [preview] : [],
    author:
      id !== undefined && senderId !== recipient.id
        ? { id, name: senderName || undefined }
        : undefined,
  };
}

const quotedTag = /<quoted\s[^>]*\/>/g;

/** Returns the message that an older client forwards: a block with another person's text. */
function readForwardBlock(html: string): QuotedMessage | undefined {
  const block = findNode(parseDocument(html).childNodes, ({ itemtype = "" }) =>
    itemtype.endsWith("/Forward"),
  );
  if (!block || !("attribs" in block)) return undefined;
  const text = normalizeWhitespace([textOf(block)]);
  return text.length > 0 ? { text, message: block.attribs.itemid || undefined } : undefined;
}

/**
 * Returns a message's text without the bot's own mention, whether the bot was mentioned, and what is
 * quoted. Words that are forwarded without others are the message's.
 */
export function readActivityText(activity: Activity): {
  text: RichText;
  mentioned: boolean;
  quoted?: QuotedMessage;
} {
  const { textFormat, attachments, mentions, recipient } = activity;
  const text = activity.text?.replace(quotedTag, " ");
  const findMention = mentionFinder(mentions);
  const isBot = ({ mentioned }: TeamsMention): boolean => mentioned.id === recipient.id;
  const spanOf = (name: string, index?: number): TextSpan | undefined => {
    const mention = findMention(name, index);
    if (!mention) return undefined;
    const { id, aadObjectId, name: known } = mention.mentioned;
    return isBot(mention) ? "" : { person: aadObjectId ?? id, name: known || undefined };
  };
  const attached = attachments.find(({ contentType }) => contentType === "text/html")?.content;
  const html =
    typeof attached === "string"
      ? attached.replace(quotedTag, " ")
      : textFormat === "xml"
        ? text
        : undefined;
  const said = html
    ? readHtml(html, (name, index) => spanOf(name, index) ?? name)
    : convertPlainText(text ?? "", spanOf);
  const own = normalizeWhitespace(withoutBot(joinHalves(said)));
  /** Returns whether the only mention of the bot talks about it. */
  const isTalkedAbout = (): boolean => {
    const tags = [...(text ?? "").matchAll(mentionTag)].filter(({ 1: name = "" }) => {
      const mention = findMention(name);
      return mention !== undefined && isBot(mention);
    });
    const [tag] = tags;
    if (!text || !tag || tags.length > 1) return false;
    const rest = text.slice(tag.index + tag[0].length);
    return isMentionedInPassing(withoutTags(text.slice(0, tag.index)), withoutTags(rest));
  };
  const forwarded =
    attachments
      .filter(({ contentType }) => contentType === "forwardedMessageReference")
      .map(({ content }) => readForwarded(content))
      .find((each) => each !== undefined) ?? (html ? readForwardBlock(html) : undefined);
  const quoted = forwarded ?? readQuotedReply(activity) ?? (html ? readReply(html) : undefined);
  return {
    text: own.length === 0 && forwarded ? forwarded.text : own,
    mentioned: mentions.some(isBot) && !isTalkedAbout(),
    quoted,
  };
}
