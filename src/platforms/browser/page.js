/**
 * Script of the page: sends forms without a new page, and replaces what changed when the server
 * tells of news. Without it, the page works with plain forms and links.
 */

const body = document.body;
const log = () => document.querySelector("#log");
const box = () => document.querySelector("#message");

/** The chosen person, who may be newer than the page. */
const you = () => document.querySelector("#people :checked").value;

/** Number of the newest request for a page; answers to earlier ones are dropped. */
let newest = 0;

// Replacing what changed. Elements with an id keep their identity, and with it focus and text.

function syncAttributes(from, to) {
  // whether a dialog or menu is open is decided here
  const isOwn = (name) => name === "open" && ["DIALOG", "DETAILS"].includes(from.tagName);
  for (const { name } of [...from.attributes])
    if (!to.hasAttribute(name) && !isOwn(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes)
    if (from.getAttribute(name) !== value && !isOwn(name)) from.setAttribute(name, value);
  if (from.type === "radio") from.checked = to.hasAttribute("checked");
}

function isSame(from, to) {
  return from.nodeType === to.nodeType && from.nodeName === to.nodeName && from.id === to.id;
}

function morph(from, to) {
  if (from.isEqualNode(to) && from.tagName !== "FIELDSET" && from.tagName !== "ASIDE") return;
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  syncAttributes(from, to);
  if (from.tagName === "TEXTAREA") return;
  morphChildren(from, to);
}

function morphChildren(from, to) {
  const byId = new Map([...from.children].filter(({ id }) => id).map((each) => [each.id, each]));
  const kept = new Set([...to.children].map(({ id }) => id).filter((id) => byId.has(id)));
  let at = from.firstChild;
  for (const next of [...to.childNodes]) {
    const known = kept.has(next.id) ? byId.get(next.id) : undefined;
    // an element that is moved loses the focus, so what is gone is removed before it instead
    while (known && at && at !== known && !kept.has(at.id)) at = removed(at);
    if (known && known.nodeName === next.nodeName) {
      if (known === at) at = at.nextSibling;
      else from.insertBefore(known, at);
      morph(known, next);
    } else if (at && !kept.has(at.id) && isSame(at, next)) {
      morph(at, next);
      at = at.nextSibling;
    } else from.insertBefore(document.importNode(next, true), at);
  }
  while (at) at = removed(at);
}

/** Removes a node and returns the one after it. */
function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** Moves the focus to what is next to an element that is gone. */
function restoreFocus(focused, article) {
  if (!focused || document.activeElement !== body) return;
  const same = focused.id && document.getElementById(focused.id);
  const block = article && document.getElementById(article);
  const next = same || block?.querySelector(".card button, .card a.button") || block || box();
  next?.focus({ preventScroll: true });
}

function isAtEnd() {
  const scroller = log();
  return !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
}

/** Shows the newest message of the open thread, or of the place. */
function scrollToEnd() {
  const thread = document.querySelector(".thread.current");
  if (thread?.lastElementChild) thread.lastElementChild.scrollIntoView({ block: "nearest" });
  else if (log()) log().scrollTop = log().scrollHeight;
}

/** Unsent text by person and place, and those that are shown. */
const drafts = new Map();
const shownView = () => `${you()}/${document.querySelector("#people [name=in]").value}`;
let view = shownView();

/** Keeps the text of the view before, and shows that of this one. */
function exchangeDrafts(text) {
  const next = shownView();
  if (next === view) return;
  drafts.set(view, text);
  if (box()) box().value = drafts.get(next) ?? "";
  view = next;
}

/** Replaces the page by another one of the same address, or of the next. */
function show(text, address, isMoved) {
  const draft = box()?.value ?? "";
  const next = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement === body ? undefined : document.activeElement;
  const article = focused?.closest("article, #home")?.id;
  const wasAtEnd = isAtEnd();
  const title = document.title;
  document.title = next.title;
  body.dataset.version = next.body.dataset.version;
  const line = document.querySelector("#line");
  morphChildren(body, next.body);
  body.append(line);
  exchangeDrafts(draft);
  if (address && address !== location.pathname + location.search)
    history.pushState(null, "", address);
  showDialog();
  if (isMoved || wasAtEnd || title !== next.title) scrollToEnd();
  const wanted = document.querySelector("[data-focus]");
  if (isMoved && wanted) {
    wanted.removeAttribute("data-focus");
    wanted.focus();
  } else restoreFocus(focused, article);
}

function showDialog() {
  const dialog = document.querySelector("#dialog");
  if (!dialog || dialog.matches(":modal")) return;
  dialog.close();
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    go(dialog.dataset.back);
  });
}

/** Shows that something did not work. */
function complain(text) {
  const line = document.querySelector("#line");
  if (line.textContent !== text) line.textContent = text;
}

async function request(address, options, isMoved) {
  const number = ++newest;
  const response = await fetch(address, options);
  const type = response.headers.get("content-type") ?? "";
  const text = await response.text();
  if (!type.startsWith("text/html")) throw new Error(text);
  complain("");
  if (number !== newest) return;
  const { pathname, search } = new URL(response.url);
  show(text, isMoved && pathname === "/" ? pathname + search : undefined, isMoved);
}

/** Number of requests that lead to another view or change something. Others wait for them. */
let pending = 0;

/** Goes to a view. */
async function go(address) {
  pending++;
  try {
    await request(address, { headers: { "x-script": "go" } }, true);
  } catch {
    complain(body.dataset.lost);
  } finally {
    pending--;
    follow();
  }
}

/** Fetches the page again. What is under way brings what is new itself. */
async function refresh() {
  if (pending > 0) return;
  await request(location.href, { headers: { "x-script": "refresh" } }, false);
}

/** Sends requests in order, one after another. */
let sending = Promise.resolve();

function send(form, button) {
  const data = new URLSearchParams(new FormData(form));
  data.set("you", you());
  if (button?.name) data.set(button.name, button.value);
  button?.setAttribute?.("aria-busy", "true");
  const typed = form.id === "say" ? box().value : undefined;
  if (typed !== undefined) box().value = "";
  pending++;
  sending = sending.then(async () => {
    try {
      const options = { method: "POST", body: data, headers: { "x-script": "send" } };
      await request("/browser/act", options, true);
    } catch {
      if (typed !== undefined && box()?.value === "") box().value = typed;
      complain(body.dataset.unsent);
    } finally {
      button?.removeAttribute?.("aria-busy");
      pending--;
      follow();
    }
  });
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const { target, submitter } = event;
  if (target.id === "people") return;
  document.querySelector("#skip-menu:popover-open")?.hidePopover();
  if (target.id === "say" && box().value.trim() === "") return;
  send(target, submitter);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target) || event.target.matches("a, button")) menu.open = false;
  const link = event.target.closest("a[href^='/?'], a.brand");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const address = new URL(link.href);
  if (link.closest("#places")) address.searchParams.set("you", you());
  go(address.pathname + address.search);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.name === "you") {
    const place = new URLSearchParams(location.search).get("in");
    go(
      `/?you=${encodeURIComponent(target.value)}${place ? `&in=${encodeURIComponent(place)}` : ""}`,
    );
  } else if (target.matches("[data-rebuilds]")) {
    send(target.form, { name: "rebuilds", value: "1" });
  }
});

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && !event.shiftKey && !event.isComposing && target.id === "message") {
    event.preventDefault();
    document.querySelector("#say").requestSubmit(document.querySelector("#send"));
  }
  const items = [...document.querySelectorAll("#skip-menu:popover-open [role=menuitem]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (items.length > 0 && step) {
    event.preventDefault();
    const at = items.indexOf(document.activeElement);
    items.at((at + step + (at < 0 && step < 0 ? 1 : 0)) % items.length).focus();
  }
  const menu = target.closest?.("details.menu[open]");
  if (key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (newState !== "open") return;
    if (target.id === "skip-menu") target.querySelector("[role=menuitem]").focus();
    if (target.matches("details.menu"))
      target.lastElementChild.scrollIntoView({ block: "nearest" });
  },
  true,
);

window.addEventListener("popstate", () => go(location.href));

// News

/** Version that the server told last. */
let latest = body.dataset.version;
let isFetching = false;

async function follow() {
  if (isFetching || pending > 0) return;
  isFetching = true;
  try {
    while (latest !== body.dataset.version && pending === 0) await refresh();
  } catch {
    complain(body.dataset.lost);
  } finally {
    isFetching = false;
  }
}

const news = new EventSource("/browser/news");
news.addEventListener("message", (event) => {
  complain("");
  latest = event.data;
  follow();
});
news.addEventListener("error", () => complain(body.dataset.lost));

body.dataset.script = "on";
showDialog();
scrollToEnd();
if (!document.querySelector("#dialog") && matchMedia("(pointer: fine)").matches) box()?.focus();
