/** Frame of the page: people, places, the conversation or home page, and the message box. */
import { type HtmlMarkup, html } from "../../lib/html.ts";
import type { Card } from "../../platform/card.ts";
import { messageMaxChars } from "./acts.ts";
import { cardHtml } from "./card-html.ts";
import { type Colleague, nameIn } from "./company.ts";
import { avatarHtml, conversationHtml, excerptOf, type PageContext } from "./message-html.ts";
import type { Suggestion } from "./suggestions.ts";
import type { ChatMessage } from "./transcript.ts";
import { addressOf, directPlace, homePlace, teamPlace, type View } from "./view.ts";

/** A step of the clock in its menu: the name of its text, and the instant that it leads to. */
export interface SkipOption {
  name: "morning" | "week" | "named" | "due";
  at: Date;
}

/** What a page shows. */
export interface PageParts extends PageContext {
  /** Messages of the place, or the home page. */
  messages: readonly ChatMessage[];
  home: Card | undefined;
  /** Unread messages by place, and of each person in their direct messages. */
  unread: ReadonlyMap<string, number>;
  unreadOf: ReadonlyMap<string, number>;
  suggestions: readonly Suggestion[];
  now: Date;
  /** Missing where the clock cannot be wound. */
  skips: readonly SkipOption[] | undefined;
  /** Dialog of the open form. */
  dialog: HtmlMarkup | string;
  /** Identifies the state that the page shows. */
  version: string;
}

const badge = (id: string, count: number, parts: PageParts): HtmlMarkup | string =>
  count === 0
    ? ""
    : html`<span class="badge" id="${id}">${count}<span class="hidden"> ${parts.words.plain("browser.new", { count })}</span></span>`;

function personHtml({ id, name, role }: Colleague, parts: PageParts): HtmlMarkup {
  const { company, view, unreadOf, words } = parts;
  const checked = id === view.you ? html` checked` : "";
  return html`<div class="person" id="person-${id}"><label><input type="radio" name="you" value="${id}" id="you-${id}"${checked}>${avatarHtml(company, id)}<span class="who"><span>${name}</span> <small>${words.plain(`browser.role.${role}`)}</small></span></label>${badge(`new-${id}`, unreadOf.get(id) ?? 0, parts)}</div>`;
}

function placeHtml(place: string, label: HtmlMarkup, parts: PageParts): HtmlMarkup {
  const { view, unread } = parts;
  const current = view.in === place ? html` aria-current="page"` : "";
  return html`<li id="place-${place}"><a id="go-${place}" href="${addressOf({ you: view.you, in: place })}"${current}>${label}</a>${badge(`unread-${place}`, unread.get(place) ?? 0, parts)}</li>`;
}

function sideHtml(parts: PageParts): HtmlMarkup {
  const { company, view, words } = parts;
  return html`<aside id="side">
<form method="get" action="/" id="people"><fieldset><legend>${words.plain("browser.you_are")}</legend>${company.people.map((person) => personHtml(person, parts))}</fieldset><input type="hidden" name="in" value="${view.in}"><noscript><button>${words.plain("browser.switch")}</button></noscript></form>
<nav aria-label="${words.plain("browser.conversations")}" id="places"><ul>
${placeHtml(directPlace, html`<span class="sign" aria-hidden="true">@</span> Entwine <small>${words.plain("browser.direct")}</small>`, parts)}
${company.channels.map((name) => placeHtml(name, html`<span class="sign">#</span>${name}${name === company.briefChannel ? html` <small>${words.plain("browser.briefs")}</small>` : ""}`, parts))}
${placeHtml(homePlace, html`<span class="sign" aria-hidden="true"><svg viewBox="0 0 16 16"><path d="M2 7.5 8 2.5l6 5M4 6.5V13h8V6.5" /></svg></span> ${words.plain("browser.home")}`, parts)}
</ul></nav>
</aside>`;
}

/** Renders the clock, and the menu that winds it. */
function clockHtml({ now, skips, words, zone }: PageParts): HtmlMarkup {
  const format = (at: Date, parts: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(words.locale, { ...parts, timeZone: zone }).format(at);
  const today = format(now, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const clock = html`<time id="now" datetime="${now.toISOString()}">${today}</time>`;
  if (!skips) return html`<div id="clock">${clock}</div>`;
  const day = { weekday: "short", day: "numeric", month: "long" } as const;
  return html`<div id="clock">${clock}
<button type="button" class="plain" id="skip" popovertarget="skip-menu" aria-haspopup="menu">${words.plain("browser.skip")}</button>
<div id="skip-menu" popover role="menu" aria-label="${words.plain("browser.skip")}">${skips.map(({ name, at }) => html`<button role="menuitem" class="plain" id="skip-${name}" form="act" name="do" value="skip ${name}">${words.plain(`browser.skip.${name}`)} <small>${format(at, day)}</small></button>`)}</div></div>`;
}

function suggestionHtml(suggestion: Suggestion, index: number, { view }: PageParts): HtmlMarkup {
  const id = `try-${index}`;
  if ("say" in suggestion)
    return html`<button id="${id}" class="try" form="act" name="try" value="${suggestion.say}">${suggestion.label}</button>`;
  const { label, ...to } = suggestion;
  return html`<a id="${id}" class="button try" href="${addressOf({ ...view, thread: undefined, edit: undefined, ...to.go })}">${label}</a>`;
}

/** Renders what happened last, which screen readers read out. */
function noticeHtml({ view, words, zone }: PageParts): HtmlMarkup {
  const [name, at, count] = view.notice?.split("-") ?? [];
  const time = new Intl.DateTimeFormat(words.locale, {
    ...{ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
    timeZone: zone,
  }).format(Number(at ?? 0));
  const way =
    name === "direct"
      ? html` <a href="${addressOf({ you: view.you, in: directPlace })}">${words.plain("browser.direct")}</a>`
      : "";
  return html`<div role="status" id="notice">${name ? html`<p class="notice">${words.plain(`browser.notice.${name}`, { time, count: Number(count ?? 0) })}${way}</p>` : ""}</div>`;
}

function composerHtml(parts: PageParts): HtmlMarkup {
  const { company, hidden, messages, suggestions, view, words } = parts;
  const root = messages.find(({ id }) => id === view.thread);
  const hint =
    view.in === directPlace
      ? words.plain("browser.hint.direct")
      : words.plain("browser.hint.channel", { channel: `#${view.in}` });
  const tries =
    suggestions.length > 0
      ? html`<div id="tries"><p>${words.plain("browser.try")}</p><div>${suggestions.map((each, index) => suggestionHtml(each, index, parts))}</div></div>`
      : "";
  const thread = root
    ? html`<p class="replying" id="replying">${words.plain("browser.thread.open", { name: nameIn(company, root.by ?? "entwine"), text: excerptOf(root) })} <a id="close-thread" href="${addressOf({ ...view, thread: undefined })}">${words.plain("browser.thread.close")}</a></p>`
    : "";
  return html`<div id="composer">${tries}${noticeHtml(parts)}${thread}
<form method="post" action="/browser/act" id="say">${hidden}
<textarea name="text" id="message" rows="1" aria-label="${words.plain("browser.message")}" placeholder="${hint}" maxlength="${messageMaxChars}"></textarea>
<button class="primary" id="send" name="do" value="say">${words.plain("browser.send")}</button></form></div>`;
}

function placeTitle({ in: place, you }: View, parts: PageParts): HtmlMarkup {
  const { company, words } = parts;
  if (place === homePlace)
    return html`${words.plain("browser.home.of", { name: nameIn(company, you) })}`;
  if (place === directPlace) return html`Entwine`;
  return html`<span class="sign">#</span>${place}`;
}

/** Returns what a place is for, by the name of its text. */
function topicOf({ view: { in: place }, company: { briefChannel } }: PageParts): string {
  if (place === homePlace || place === directPlace) return place;
  return place === briefChannel ? "briefs" : place === teamPlace ? "team" : "group";
}

/** Renders the whole page. The script replaces its parts by those of a newer one. */
export function renderBrowserPage(parts: PageParts): HtmlMarkup {
  const { company, dialog, home, messages, version, view, words } = parts;
  const name = (id: string): string => nameIn(company, id);
  const isHome = view.in === homePlace;
  const title = isHome
    ? words.plain("browser.home")
    : view.in === directPlace
      ? "Entwine"
      : `#${view.in}`;
  const content = isHome
    ? html`<div id="log" class="home"><div class="card" id="home">${home ? cardHtml(home, "home", name, { isPage: true }) : html`<p class="note">${words.plain("browser.home.empty")}</p>`}</div></div><div id="composer">${noticeHtml(parts)}</div>`
    : html`<div id="log" role="log" aria-label="${words.plain("browser.messages")}" tabindex="0"><div id="messages">${messages.length > 0 ? conversationHtml(messages, parts) : html`<p class="empty" id="empty">${words.plain(view.in === directPlace ? "browser.empty.direct" : "browser.empty.channel")}</p>`}</div></div>${composerHtml(parts)}`;
  return html`<!doctype html>
<html lang="${words.locale.slice(0, 2)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name(view.you)} · Entwine</title>
<link rel="stylesheet" href="/browser/page.css">
<link rel="icon" href="data:,">
<script type="module" src="/browser/page.js"></script>
</head>
<body data-version="${version}" data-lost="${words.plain("browser.lost")}" data-unsent="${words.plain("browser.unsent")}">
<header id="top"><a class="brand" href="/">${avatarHtml(company, "entwine")}Entwine</a>${clockHtml(parts)}</header>
${sideHtml(parts)}
<main id="main"><div id="head"><h1 id="title">${placeTitle(view, parts)}</h1><p class="topic">${words.plain(`browser.topic.${topicOf(parts)}`)}</p></div>${content}</main>
<form method="post" action="/browser/act" id="act">${parts.hidden}</form>
<div id="line" role="status"></div>
${dialog}
</body>
</html>`;
}
