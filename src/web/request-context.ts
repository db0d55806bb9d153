/** Context of a page request: visitor, session cookie, language and the frame of the page. */
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { SecureHeadersVariables } from "hono/secure-headers";
import type { FeatureData } from "../core/feature-data.ts";
import type { WebPage } from "../core/web-page.ts";
import { type HtmlMarkup, html, raw } from "../lib/html.ts";
import { type Words, wordsFor } from "../lib/i18n.ts";
import { readPersonLanguages, readPersonNames } from "../storage/directory.ts";
import type { Visitor } from "../storage/sign-ins.ts";
import type { Reader } from "../storage/store.ts";
import { renderPage } from "./page.ts";
import { browserLanguage } from "./policy-pages.ts";
import { type SignInLinks, webSessionSeconds } from "./sign-in-links.ts";

/** Data and sign-in of the pages. */
export interface LedgerAccess {
  read: Reader;
  /** Data declarations of the engine and all features. */
  data: readonly FeatureData[];
  signIn: SignInLinks;
  /** Pages of all features, in the order of the navigation. */
  pages: readonly WebPage[];
  /** Clock of the bot, which the pages' figures use. */
  now(): Date;
}

/** Variables of a request, set before its page is rendered. */
export type PageEnv = {
  Variables: SecureHeadersVariables & { words: Words; visitor: Visitor | undefined };
};

/**
 * Finds the visitor by their session, and their language (signed out, the browser's). Forbids
 * caching.
 */
export const identifyVisitor =
  (ledger: LedgerAccess): MiddlewareHandler<PageEnv> =>
  async (c, next) => {
    const session = readSessionCookie(c, ledger.signIn);
    const visitor = session ? await ledger.signIn.visitor(session) : undefined;
    const browser = browserLanguage(c.req.header("accept-language"));
    c.set("visitor", visitor);
    c.set(
      "words",
      wordsFor(
        visitor
          ? (await readPersonLanguages(ledger.read, visitor.workspace, visitor.person)).person
          : browser,
      ),
    );
    c.header("Cache-Control", "no-store");
    await next();
  };

interface PageParts {
  title: string;
  top?: HtmlMarkup;
  body: HtmlMarkup;
  feed?: string;
}

/** Renders a page in the visitor's language. */
export function renderVisitorPage(c: Context<PageEnv>, { title, ...parts }: PageParts): HtmlMarkup {
  const words = c.get("words");
  return renderPage({
    title: `${title} · ${words.plain("web.name")}`,
    lang: words.locale.slice(0, 2),
    nonce: c.get("secureHeadersNonce") ?? "",
    ...parts,
  });
}

/** Renders a page with the visitor's name and the sign-out in its header. */
export async function renderSignedInPage(
  c: Context<PageEnv>,
  { read, pages }: LedgerAccess,
  parts: PageParts,
): Promise<HtmlMarkup> {
  const words = c.get("words");
  const { workspace, person } = c.get("visitor")!;
  const { name = person } = (await readPersonNames(read, workspace, [person]))(person);
  const link = (path: string, key: string) =>
    html`<li><a href="${path}"${isWithin(c.req.path, path) ? raw(` aria-current="${path === c.req.path ? "page" : "true"}"`) : ""}>${words.plain(key)}</a></li>`;
  const top = html`<nav aria-label="${words.plain("web.pages")}"><ul class="links">${pages.flatMap(({ path, nav }) => (nav ? [link(pageAddress(path), nav)] : []))}${link("/ledger/me", "web.me")}</ul></nav>
<form method="post" action="/ledger/sign-out"><span class="quiet">${words.plain("web.signed_in", { name })}</span> <button class="plain">${words.plain("web.sign_out")}</button></form>`;
  return renderVisitorPage(c, { ...parts, top });
}

/** Returns the address of a feature's page. */
const pageAddress = (path: string): string => (path === "/" ? "/ledger" : `/ledger${path}`);

/** Returns whether an address belongs to an entry of the navigation. */
const isWithin = (address: string, entry: string): boolean =>
  address === entry || (entry !== "/ledger" && address.startsWith(`${entry}/`));

const name = "entwine";

/**
 * Prefix `__Host-`: the cookie is sent only over https, and no other host can set it. Without
 * https, on an address of this machine, there is no prefix.
 */
const prefixOf = (signIn: SignInLinks): "host" | undefined =>
  signIn.address()?.origin.startsWith("https:") ? "host" : undefined;

/** Returns the session's token; `undefined` if nobody is signed in. */
export const readSessionCookie = (c: Context, signIn: SignInLinks): string | undefined =>
  getCookie(c, name, prefixOf(signIn));

/**
 * Sets the cookie. Lax, not Strict: it is sent when a person follows a link from the chat, but not
 * with another site's form.
 */
export function setSessionCookie(c: Context, signIn: SignInLinks, session: string): void {
  const prefix = prefixOf(signIn);
  setCookie(c, name, session, {
    httpOnly: true,
    sameSite: "Lax",
    maxAge: webSessionSeconds,
    prefix,
  });
}

/** Deletes the session's cookie, with the attributes that it was set with. */
export function clearSessionCookie(c: Context, signIn: SignInLinks): void {
  const prefix = prefixOf(signIn);
  deleteCookie(c, name, prefix && { prefix });
}
