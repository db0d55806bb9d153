/** Pages under `/ledger`: read-only, for people who signed in by a link from the chat. */
import { Hono } from "hono";
import { html } from "hono/html";
import type { Log } from "../lib/log.ts";
import { createPersonalDataPages } from "./personal-data-pages.ts";
import {
  identifyVisitor,
  type LedgerAccess,
  type PageEnv,
  renderSignedInPage,
  renderVisitorPage,
} from "./request-context.ts";
import { renderRichTextHtml } from "./rich-text-html.ts";
import { createSignInPages } from "./sign-in.ts";

export function createLedgerPages(ledger: LedgerAccess, log: Pick<Log, "error">): Hono<PageEnv> {
  const app = new Hono<PageEnv>();
  app.use(identifyVisitor(ledger));
  app.route("/", createSignInPages(ledger));

  app.use(async (c, next) => {
    if (c.get("visitor")) return next();
    const words = c.get("words");
    const body = html`<h1>${renderRichTextHtml(words("web.signed_out"))}</h1>
<p>${renderRichTextHtml(words("web.signed_out.how"))}</p>
<p class="quiet">${renderRichTextHtml(words("web.signed_out.why"))}</p>`;
    // RFC 9110 requires a challenge with a 401; browsers ignore unknown schemes and show the page.
    return c.html(renderVisitorPage(c, { title: words.plain("web.ledger"), body }), 401, {
      "WWW-Authenticate": 'Cookie realm="Entwine"',
    });
  });

  app.get("/", async (c) => {
    const words = c.get("words");
    const body = html`<h1>${renderRichTextHtml(words("web.ledger"))}</h1>
<ul class="rows"><li><h2><a href="/ledger/me">${words.plain("web.me")}</a></h2><p>${renderRichTextHtml(words("web.me.about"))}</p></li></ul>`;
    return c.html(await renderSignedInPage(c, ledger, { title: words.plain("web.ledger"), body }));
  });
  app.route("/", createPersonalDataPages(ledger, log));

  return app;
}
