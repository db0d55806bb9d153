/** Who looks at a page, in which words, and how a page is shown to them. */
import type { Context, MiddlewareHandler } from "hono";
import { html, raw } from "hono/html";
import type { SecureHeadersVariables } from "hono/secure-headers";
import type { SignIn } from "../ledger/sign-in.ts";
import { languagesOf } from "../organisation/language.ts";
import { namesOf } from "../storage/places.ts";
import type { Visitor } from "../storage/sign-ins.ts";
import type { Reader } from "../storage/store.ts";
import { languageOf, type Words, wordsFor } from "../words.ts";
import { type Markup, page } from "./page.ts";
import { sessionIn } from "./session.ts";

/** What a page may read, and who lets people in. */
export interface Ledger {
  read: Reader;
  signIn: SignIn;
}

/** What is known of a request by the time that a page is made. */
export type Visit = { Variables: SecureHeadersVariables & { words: Words; visitor: Visitor | undefined } };

/** Finds out who it is, by the session, and speaks their language: signed out, the browser's. Nothing of these pages is to be kept by anybody on the way. */
export const visit =
  (ledger: Ledger): MiddlewareHandler<Visit> =>
  async (c, next) => {
    const session = sessionIn(c, ledger.signIn);
    const visitor = session ? await ledger.signIn.visitor(session) : undefined;
    const browser = (c.req.header("accept-language") ?? "").split(/[,;]/).map(languageOf).find(Boolean);
    c.set("visitor", visitor);
    c.set("words", wordsFor(visitor ? (await languagesOf(ledger.read, visitor.workspace, visitor.person)).own : browser));
    c.header("Cache-Control", "no-store");
    await next();
  };

interface Shown {
  title: string;
  top?: Markup;
  body: Markup;
}

/** In the words of whoever looks. */
export function shown(c: Context<Visit>, { title, ...parts }: Shown): Markup {
  const words = c.get("words");
  return page({ title: `${title} · ${words.label("web.name")}`, lang: words.locale.slice(0, 2), nonce: c.get("secureHeadersNonce") ?? "", ...parts });
}

/** The same with who is signed in above it, and the way out. */
export async function signedIn(c: Context<Visit>, { read }: Ledger, parts: Shown): Promise<Markup> {
  const words = c.get("words");
  const { workspace, person } = c.get("visitor")!;
  const { name = person } = (await namesOf(read, workspace, [person]))(person);
  const link = (path: string, key: string) => html`<li><a href="${path}"${path === c.req.path ? raw(' aria-current="page"') : ""}>${words.label(key)}</a></li>`;
  const top = html`<nav aria-label="${words.label("web.pages")}"><ul class="links">${link("/ledger", "web.ledger")}${link("/ledger/me", "web.me")}</ul></nav>
<form method="post" action="/ledger/sign-out"><span class="quiet">${words.label("web.signed_in", { name })}</span> <button class="plain">${words.label("web.sign_out")}</button></form>`;
  return shown(c, { ...parts, top });
}
