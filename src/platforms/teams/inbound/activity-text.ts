/**
 * Text of a Teams message, with its mentions and with what it quotes or forwards: from the attached
 * HTML if present, else from the plain text that other hosts send.
 */

import { isMentionedInPassing } from "../../../nlu/rules/references/mention.ts";
import type { QuotedMessage } from "../../../platform/event.ts";
import type { RichText, TextSpan } from "../../../platform/rich-text.ts";
import type { Activity, TeamsMention } from "./activity.ts";
import { hasPartsWithoutWords, normalizeWhitespace, readHtml } from "./html-rich-text.ts";
import { readForwarded, readQuotedReply, readReplied } from "./quoted-messages.ts";

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

/** Mark of a quote within the text. */
const quotedTag = /<quoted\s[^>]*messageId="([^"]*)"[^>]*\/>/g;

/**
 * Splits a source at its quotes, each of which stands above its answer. Words before the first
 * quote belong to its answer.
 */
function splitAtQuotes(source: string): { source: string; quotes?: string }[] {
  const [before = "", ...rest] = source.split(quotedTag);
  const parts: { source: string; quotes?: string }[] = [];
  for (let at = 0; at < rest.length; at += 2)
    parts.push({ quotes: rest[at]!, source: rest[at + 1] ?? "" });
  if (parts.length === 0) return [{ source: before }];
  parts[0]!.source = `${before} ${parts[0]!.source}`;
  return parts;
}

/** A message without parts that have no words: pictures, files, cards, recordings. */
const isTextOnly = (attachments: Activity["attachments"], html: string | undefined): boolean =>
  attachments.every(({ contentType }) => contentType === "text/html") &&
  !(html && hasPartsWithoutWords(html));

/** Words of a message and the message that they answer. */
export interface SaidText {
  text: RichText;
  quoted?: QuotedMessage;
}

/**
 * Returns a message's text without the bot's own mention, whether the bot was mentioned, and what is
 * quoted; several parts if each answers another quote. Words that are forwarded without others are
 * the message's. `isBare`: it consists of nothing, or of the mention alone.
 */
export function readActivityText(activity: Activity): {
  parts: [SaidText, ...SaidText[]];
  mentioned: boolean;
  isBare: boolean;
} {
  const { textFormat, attachments, mentions, recipient } = activity;
  const text = activity.text?.replaceAll("&nbsp;", " ");
  const findMention = mentionFinder(mentions);
  const isBot = ({ mentioned }: TeamsMention): boolean => mentioned.id === recipient.id;
  const spanOf = (name: string, index?: number): TextSpan | undefined => {
    const mention = findMention(name, index);
    if (!mention) return undefined;
    const { id, aadObjectId, name: known } = mention.mentioned;
    if (isBot(mention)) return "";
    if (mention.of === "outsider") return known || name;
    if (mention.of === "group") return { group: known || name };
    return { person: aadObjectId ?? id, name: known || undefined };
  };
  const attached = attachments.find(({ contentType }) => contentType === "text/html")?.content;
  const html = typeof attached === "string" ? attached : textFormat === "xml" ? text : undefined;
  const read = (source: string): RichText =>
    normalizeWhitespace(
      withoutBot(
        joinHalves(
          html
            ? readHtml(source, (name, index) => spanOf(name, index) ?? name)
            : convertPlainText(source, spanOf),
        ),
      ),
    );
  /** Returns whether the only mention of the bot talks about it. */
  const isTalkedAbout = (): boolean => {
    const tags = [...(text ?? "").matchAll(mentionTag)].filter(({ 1: name = "" }) => {
      const mention = findMention(name);
      return mention !== undefined && isBot(mention);
    });
    const [tag] = tags;
    if (!text || !tag || tags.length > 1) return false;
    const rest = text.slice(tag.index + tag[0].length);
    return isMentionedInPassing(
      withoutTags(
        text
          .slice(0, tag.index)
          .replaceAll(mentionTag, (_, name) => `@${name.replace(/\s/g, "_")}`),
      ),
      withoutTags(rest),
    );
  };
  const said = splitAtQuotes(html || text || "").map(({ source, quotes }): SaidText => {
    const quoted = quotes === undefined ? undefined : readQuotedReply(activity, quotes);
    return { text: read(source), quoted };
  });
  const [first, ...further] = said.filter((part) => part.text.length > 0);
  const own = first ?? said[0]!;
  const forwarded = readForwarded(attachments, html);
  const quoted = forwarded ?? own.quoted ?? readReplied(attachments, html);
  const only = { text: own.text.length === 0 && forwarded ? forwarded.text : own.text };
  return {
    parts: [{ ...only, quoted }, ...further],
    mentioned: mentions.some(isBot) && !isTalkedAbout(),
    isBare: own.text.length === 0 && !quoted && isTextOnly(attachments, html),
  };
}
