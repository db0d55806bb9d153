/** Rendering of conversations: messages, their threads and what can be done with each. */
import { type HtmlMarkup, html } from "../../lib/html.ts";
import type { Words } from "../../lib/i18n.ts";
import { cardToPlainText } from "../../platform/card.ts";
import { toPlainText, truncateText } from "../../platform/rich-text.ts";
import { emojis } from "./acts.ts";
import { cardHtml, isFramedCard, richTextHtml } from "./card-html.ts";
import { type BrowserCompany, botId, nameIn } from "./company.ts";
import type { ChatMessage } from "./transcript.ts";
import { addressOf, type View } from "./view.ts";

/** Context of the parts of a page. */
export interface PageContext {
  view: View;
  company: BrowserCompany;
  words: Words;
  /** IANA. */
  zone: string;
  /** Hidden fields that each form has: the token, the view, and the id of the act. */
  hidden: HtmlMarkup;
}

/** Replies that a thread shows while it is not open. */
const shownReplies = 3;
/** Time (ms) within which messages of the same author are shown as one block. */
const blockMs = 5 * 60_000;
const excerptChars = 60;
/** Messages that a place shows, besides those of their threads, until all are asked for. */
const shownMessages = 40;

/** Returns the number of a person's colour. */
const colourOf = ({ people }: BrowserCompany, id: string): number =>
  1 + (people.findIndex((person) => person.id === id) % 6);

/** Renders the picture of a person: their initials, or the bot's mark. */
export const avatarHtml = (company: BrowserCompany, id: string): HtmlMarkup =>
  id === botId
    ? html`<span class="avatar bot" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="M4 8c4 0 4 8 8 8s4-8 8-8M4 16c4 0 4-8 8-8s4 8 8 8" /></svg></span>`
    : html`<span class="avatar p${colourOf(company, id)}" aria-hidden="true">${nameIn(company, id)
        .split(" ")
        .map((part) => part[0])
        .join("")}</span>`;

/** Returns the beginning of what a message says. */
export const excerptOf = ({ text, card }: ChatMessage): string =>
  truncateText(
    (text ? toPlainText(text) : cardToPlainText(card ?? [], { buttons: false })).replaceAll(
      /\s+/g,
      " ",
    ),
    excerptChars,
  );

const formatTime = (at: number, { words, zone }: PageContext, parts: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(words.locale, { ...parts, timeZone: zone }).format(at);

/** Renders a button that does something with a message. */
const actHtml = (message: string, act: string, label: string, emoji = ""): HtmlMarkup =>
  html`<button class="plain" id="${message}-${act}${emoji && "-"}${emoji}" form="act" name="do" value="${`${act} ${message} ${emoji}`.trim()}">${label}</button>`;

/** Renders the menu of a message. */
function menuHtml(message: ChatMessage, context: PageContext): HtmlMarkup {
  const { view, words } = context;
  const { id, by, place } = message;
  const isOwn = by === view.you;
  const thread = addressOf({ ...view, thread: place.thread ?? id, edit: undefined });
  const label = (name: string) => words.plain(`browser.message.${name}`);
  return html`<details class="menu" id="${id}-menu"><summary aria-label="${label("more")}"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="3" cy="8" r="1.4" /><circle cx="8" cy="8" r="1.4" /><circle cx="13" cy="8" r="1.4" /></svg></summary>
<div>
<a class="button plain" id="${id}-thread" href="${thread}">${label("thread")}</a>
${by === undefined ? actHtml(id, "react", `${emojis.agree} ${label("agree")}`, emojis.agree) : html`${actHtml(id, "point", label("ask"))}${actHtml(id, "react", `${emojis.ask} ${label("emoji")}`, emojis.ask)}${actHtml(id, "react", `${emojis.agree} ${label("agree")}`, emojis.agree)}`}
${isOwn ? html`<a class="button plain" id="${id}-edit" href="${addressOf({ ...view, edit: id })}">${label("edit")}</a>${actHtml(id, "remove", label("delete"))}` : ""}
</div></details>`;
}

/** Renders the emoji that people added. */
function reactionsHtml({ id, reactions = {} }: ChatMessage, context: PageContext): HtmlMarkup {
  const { company, words } = context;
  const added = Object.entries(reactions).filter(([, people]) => people.length > 0);
  if (added.length === 0) return html``;
  return html`<div class="reactions">${added.map(
    ([emoji, people]) =>
      html`<button class="plain" id="${id}-reacted-${emoji}" form="act" name="do" value="react ${id} ${emoji}" aria-pressed="${people.includes(context.view.you) ? "true" : "false"}" aria-label="${words.plain("browser.message.reacted", { emoji, people: people.map((each) => nameIn(company, each)).join(", ") })}">${emoji} ${people.length}</button>`,
  )}</div>`;
}

/** Renders the box in which a person edits their message. */
function editorHtml({ id, text = [] }: ChatMessage, context: PageContext): HtmlMarkup {
  const { view, words } = context;
  return html`<form method="post" action="/browser/act" class="editor" id="${id}-editor">${context.hidden}
<textarea name="text" id="${id}-text" rows="2" aria-label="${words.plain("browser.message.edited_text")}" data-focus>${`\n${toPlainText(text)}`}</textarea>
<div class="buttons end"><a class="button plain" id="${id}-cancel" href="${addressOf({ ...view, edit: undefined })}">${words.plain("browser.message.cancel")}</a><button class="primary" id="${id}-save" name="do" value="edit ${id}">${words.plain("browser.message.save")}</button></div></form>`;
}

function contentHtml(message: ChatMessage, context: PageContext): HtmlMarkup {
  const { company, view, words } = context;
  const nameOf = (id: string): string => nameIn(company, id);
  const { id, text, card, isDeleted, isEdited } = message;
  if (isDeleted) return html`<p class="note">${words.plain("browser.message.deleted")}</p>`;
  if (view.edit === id && message.by === view.you) return editorHtml(message, context);
  if (card)
    return html`<div class="${isFramedCard(card) ? "card framed" : "card"}">${cardHtml(card, id, nameOf)}</div>`;
  return html`<p class="said">${richTextHtml(text ?? [], nameOf)}${isEdited ? html` <span class="edited">${words.plain("browser.message.edited")}</span>` : ""}</p>`;
}

/** Renders a message. @param continues whether it belongs to the block of the one before */
function articleHtml(message: ChatMessage, continues: boolean, context: PageContext): HtmlMarkup {
  const { company, words } = context;
  const { id, by = botId, at, isDeleted } = message;
  const time = formatTime(at, context, { hour: "2-digit", minute: "2-digit" });
  const app = by === botId ? html` <span class="app">${words.plain("browser.app")}</span>` : "";
  return html`<article id="${id}" class="${continues ? "continues" : "begins"}" aria-labelledby="${id}-by" tabindex="-1">
${continues ? html`<span class="gutter"></span>` : avatarHtml(company, by)}
<div class="body"><p class="by${continues ? " hidden" : ""}" id="${id}-by"><strong>${nameIn(company, by)}</strong>${app} <time datetime="${new Date(at).toISOString()}">${time}</time></p>
${contentHtml(message, context)}${isDeleted ? "" : reactionsHtml(message, context)}</div>${isDeleted ? "" : menuHtml(message, context)}</article>`;
}

/** Returns whether a message continues the block of the one before. */
const continuesBlock = (message: ChatMessage, before: ChatMessage | undefined): boolean =>
  before !== undefined && before.by === message.by && message.at - before.at < blockMs;

/** Renders the replies of a thread: all of an open or short one, the newest of a long one. */
function threadHtml(root: ChatMessage, replies: readonly ChatMessage[], context: PageContext) {
  if (replies.length === 0) return html``;
  const { view, words } = context;
  const isOpen = view.thread === root.id;
  const shown = isOpen || replies.length <= shownReplies ? replies : replies.slice(-1);
  const earlier = replies.length - shown.length;
  return html`<div class="thread${isOpen ? " current" : ""}" id="${root.id}-replies">
${earlier > 0 ? html`<a class="earlier" id="${root.id}-earlier" href="${addressOf({ ...view, thread: root.id })}">${words.plain("browser.thread.earlier", { count: earlier })}</a>` : ""}
${shown.map((reply, index) => articleHtml(reply, continuesBlock(reply, shown[index - 1]), context))}
</div>`;
}

/** Renders a conversation: a heading for each day, messages, and their threads below them. */
export function conversationHtml(
  messages: readonly ChatMessage[],
  context: PageContext,
): HtmlMarkup {
  const ids = new Set(messages.map(({ id }) => id));
  const isReply = ({ place: { thread } }: ChatMessage): boolean =>
    thread !== undefined && ids.has(thread);
  const replies = Map.groupBy(messages.filter(isReply), ({ place }) => place.thread);
  const all = messages.filter((message) => !isReply(message));
  const roots = context.view.all ? all : all.slice(-shownMessages);
  const earlier = all.length - roots.length;
  const dayOf = ({ at }: ChatMessage): string =>
    formatTime(at, context, { weekday: "long", day: "numeric", month: "long" });
  return html`${earlier > 0 ? html`<a class="earlier" id="earlier" href="${addressOf({ ...context.view, all: "yes" })}">${context.words.plain("browser.earlier", { count: earlier })}</a>` : ""}${roots.map(
    (root, index) => {
      const before = roots[index - 1];
      const isNewDay = before === undefined || dayOf(before) !== dayOf(root);
      const continues =
        !isNewDay &&
        !replies.has(before.id) &&
        !replies.has(root.id) &&
        continuesBlock(root, before);
      return html`${isNewDay ? html`<h2 class="day" id="${root.id}-day">${dayOf(root)}</h2>` : ""}${articleHtml(root, continues, context)}${threadHtml(root, replies.get(root.id) ?? [], context)}`;
    },
  )}`;
}
