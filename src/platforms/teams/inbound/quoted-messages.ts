/**
 * Messages that a Teams message quotes or forwards: as a block of its HTML, as an attachment, or as
 * an entity to which `<quoted messageId="…"/>` in the text refers.
 */
import { parseDocument } from "htmlparser2";
import { z } from "zod";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { QuotedMessage } from "../../../platform/event.ts";
import type { Activity } from "./activity.ts";
import {
  childrenOf,
  findElement,
  normalizeWhitespace,
  parseHtmlRichText,
  textOf,
} from "./html-rich-text.ts";

/** Entra object id in the name by which Teams quotes a person: `8:orgid:<id>`. */
const quotedPerson = /^8:orgid:(.+)$/;

function personOf(id: string | undefined, name: string | null | undefined): Person | undefined {
  return id === undefined ? undefined : { id, name: name || undefined };
}

/** Reads a block by its kind (`Reply` or `Forward`); a reply has the beginning of the original. */
function readBlock(html: string, kind: "Reply" | "Forward"): QuotedMessage | undefined {
  const block = findElement(parseDocument(html).childNodes, ({ itemtype = "" }) =>
    itemtype.endsWith(`/${kind}`),
  );
  if (!block) return undefined;
  const inside = childrenOf(block);
  const by = findElement(inside, ({ itemprop }) => itemprop === "mri");
  const preview = findElement(inside, ({ itemprop }) => itemprop === "preview");
  const words = preview ?? (kind === "Forward" ? block : undefined);
  const text = words ? normalizeWhitespace([textOf(words)]) : [];
  if (kind === "Forward" && text.length === 0) return undefined;
  const author = personOf(
    quotedPerson.exec(by?.attribs.itemid ?? "")?.[1],
    by && textOf(by).trim(),
  );
  return {
    text,
    message: block.attribs.itemid || undefined,
    author,
  };
}

const Sender = z
  .object({
    user: z.object({ id: z.string(), displayName: z.string().nullish() }).nullish(),
  })
  .nullish()
  .catch(undefined);

/** Content of the attachments by which Microsoft Graph describes forwards and quotes. */
const MessageReference = z.union([
  z
    .object({
      originalMessageId: z.string().nullish(),
      originalMessageContent: z.string(),
      originalMessageSender: Sender,
    })
    .transform(({ originalMessageId, originalMessageContent, originalMessageSender }) => ({
      id: originalMessageId,
      content: originalMessageContent,
      sender: originalMessageSender,
    })),
  z
    .object({
      messageId: z.string().nullish(),
      messagePreview: z.string(),
      messageSender: Sender,
    })
    .transform(({ messageId, messagePreview, messageSender }) => ({
      id: messageId,
      content: messagePreview,
      sender: messageSender,
    })),
]);

function parseJson(content: unknown): unknown {
  try {
    return typeof content === "string" ? JSON.parse(content) : content;
  } catch {
    return undefined;
  }
}

type Attachment = Pick<Activity["attachments"][number], "contentType" | "content">;

/** Reads the first attachment of a kind (`forwardedMessageReference` or `messageReference`). */
function readAttached(attachments: readonly Attachment[], kind: string): QuotedMessage | undefined {
  const { data } = attachments
    .filter(({ contentType }) => contentType === kind)
    .map(({ content }) => MessageReference.safeParse(parseJson(content)))
    .find(({ success }) => success) ?? { data: undefined };
  if (!data) return undefined;
  const author = personOf(data.sender?.user?.id, data.sender?.user?.displayName);
  return {
    text: parseHtmlRichText(data.content),
    message: data.id || undefined,
    author,
  };
}

/** Returns the message that is forwarded. */
export const readForwarded = (
  attachments: readonly Attachment[],
  html: string | undefined,
): QuotedMessage | undefined =>
  readAttached(attachments, "forwardedMessageReference") ??
  (html ? readBlock(html, "Forward") : undefined);

/** Returns the message to which a reply in a chat belongs. */
export const readReplied = (
  attachments: readonly Attachment[],
  html: string | undefined,
): QuotedMessage | undefined =>
  (html ? readBlock(html, "Reply") : undefined) ?? readAttached(attachments, "messageReference");

/** Returns the message with this id from its entity; the order of entities has no meaning. */
export function readQuotedReply(
  { quotedReplies, recipient }: Activity,
  id: string,
): QuotedMessage | undefined {
  const quoted = quotedReplies.find(({ messageId }) => messageId === id);
  if (!quoted) return undefined;
  const { messageId, preview, senderId, senderName } = quoted;
  const author =
    senderId === recipient.id
      ? undefined
      : personOf(quotedPerson.exec(senderId ?? "")?.[1], senderName);
  return { message: messageId, text: preview ? [preview] : [], author };
}
