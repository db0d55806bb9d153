/** Words of a message in all of its parts: text, tables, forwarded messages, files and snippets. */
import type { MessageFile, QuotedMessage } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { SlackAttachment, SlackMessage, SlackWordsFile } from "../payload-shapes.ts";
import type { NameOf } from "../workspace/place-names.ts";
import {
  isSlackTable,
  joinSlackTexts,
  parseMrkdwn,
  readSlackWords,
  withoutBotMention,
} from "./message-text.ts";

/** The parts of a message that can have words. */
type MessageParts = Partial<
  Pick<SlackMessage, "text" | "blocks" | "attachments" | "files" | "user" | "bot_id" | "ts">
>;

const cut = (text: string, isCut: boolean | null | undefined): string =>
  isCut ? `${text} …` : text;

/** Returns the text of a file, as far as Slack sends it; empty without one. */
function wordsOfFile(file: SlackWordsFile): string {
  const { transcription, mode, subject = "", plain_text = "", preview = "" } = file;
  if (transcription) return cut(transcription.preview.content, transcription.preview.has_more);
  if (mode === "email") return [subject, plain_text].filter(Boolean).join("\n");
  return mode === "snippet" ? cut(preview, file.preview_is_truncated) : "";
}

/** Returns the files of a message that have no words to read. */
export const listSlackFiles = (files: readonly SlackWordsFile[] = []): MessageFile[] =>
  files.flatMap((file) => {
    const { name, permalink } = file;
    if (!name || wordsOfFile(file).trim() !== "") return [];
    return [{ name, link: permalink }];
  });

const wordsOfFiles = (files: readonly SlackWordsFile[] = []): RichText =>
  joinSlackTexts(...files.map((file) => [wordsOfFile(file).trim()]));

const isForwarded = ({ is_share }: SlackAttachment): boolean => is_share === true;
const isLinkPreview = ({ from_url }: SlackAttachment): boolean => from_url !== undefined;

/**
 * Returns the message that another one forwards, if it has words. Several are one with a part for
 * each; they have an author only if it is the same. An app's message belongs to its forwarder.
 */
function forwardedIn(
  attachments: readonly SlackAttachment[],
  { bot, forwarder }: { bot: string | undefined; forwarder: string | undefined },
  nameOf: NameOf,
): QuotedMessage | undefined {
  const all = attachments.flatMap(({ ts, author_id, text, message_blocks = [], blocks, files }) => {
    const inMessage = message_blocks.flatMap(({ message }) => message.blocks);
    const said = readSlackWords(
      { text, blocks: inMessage.length > 0 ? inMessage : blocks },
      nameOf,
    );
    const words = said.length > 0 ? said : wordsOfFiles(files);
    return words.length > 0 ? [{ ts, author: author_id, text: words }] : [];
  });
  const [first] = all;
  if (!first) return undefined;
  const { ts, author = forwarder } = first;
  const isBySame = all.every((each) => each.author === first.author);
  return {
    text: joinSlackTexts(...all.map(({ text }) => text)),
    parts: all.length > 1 ? all.map(({ text }) => text) : undefined,
    message: ts,
    author: isBySame && author && author !== bot ? { id: author } : undefined,
  };
}

/** Returns tables that a person pasted below the text. */
const wordsOfTables = (attachments: readonly SlackAttachment[], nameOf: NameOf): RichText[] =>
  attachments.map(({ blocks = [] }) =>
    readSlackWords({ blocks: blocks.filter(isSlackTable) }, nameOf),
  );

/** Returns the words that an app puts in attachments, as alerts do. */
const wordsOfApp = (attachments: readonly SlackAttachment[], nameOf: NameOf): RichText[] =>
  attachments.map(({ pretext, title, text, fields = [], blocks }) =>
    joinSlackTexts(
      ...[pretext, title, text].map((each) => parseMrkdwn(each ?? "", nameOf)),
      ...fields.map((field) =>
        parseMrkdwn([field.title, field.value].filter(Boolean).join(": "), nameOf),
      ),
      readSlackWords({ blocks }, nameOf),
    ),
  );

/**
 * Returns a message's own text without the bot's mention, or without any the text that it forwards
 * or has in its files; and the message that it forwards, or the text of a file beside its own.
 */
export function readSlackMessage(
  message: MessageParts,
  bot: string | undefined,
  nameOf: NameOf,
): { text: RichText; quoted?: QuotedMessage } {
  const { attachments = [], files, bot_id, user, ts } = message;
  const added = attachments.filter((each) => !isForwarded(each) && !isLinkPreview(each));
  const own = withoutBotMention(
    joinSlackTexts(
      readSlackWords(message, nameOf),
      ...(bot_id === undefined ? wordsOfTables(added, nameOf) : wordsOfApp(added, nameOf)),
    ),
    bot,
  );
  const forwarded = forwardedIn(attachments.filter(isForwarded), { bot, forwarder: user }, nameOf);
  const inFiles = wordsOfFiles(files);
  if (own.length === 0) return { text: forwarded?.text ?? inFiles, quoted: forwarded };
  const beside: QuotedMessage | undefined =
    inFiles.length > 0 && user !== undefined
      ? { text: inFiles, author: { id: user }, message: ts }
      : undefined;
  return { text: own, quoted: forwarded ?? beside };
}

/** Returns the words of a message, those of one that it forwards included. */
export const readSlackMessageWords = (
  message: MessageParts,
  bot: string | undefined,
  nameOf: NameOf,
): RichText => readSlackMessage(message, bot, nameOf).text;
