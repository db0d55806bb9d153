/** `/ledger`: read only, for whoever came in by a link that they asked for in chat. */
import { Hono } from "hono";
import { html } from "hono/html";
import type { Log } from "../log.ts";
import { myPages } from "./me.ts";
import { markup } from "./prose.ts";
import { door } from "./sign-in.ts";
import { type Ledger, shown, signedIn, type Visit, visit } from "./visit.ts";

export function ledgerPages(ledger: Ledger, log: Pick<Log, "error">): Hono<Visit> {
  const app = new Hono<Visit>();
  app.use(visit(ledger));
  app.route("/", door(ledger));

  app.use(async (c, next) => {
    if (c.get("visitor")) return next();
    const words = c.get("words");
    const body = html`<h1>${markup(words("web.signed_out"))}</h1>
<p>${markup(words("web.signed_out.how"))}</p>
<p class="quiet">${markup(words("web.signed_out.why"))}</p>`;
    // RFC 9110 wants to hear with a 401 how one signs in; browsers pass over schemes that they do not know and show the page.
    return c.html(shown(c, { title: words.label("web.ledger"), body }), 401, { "WWW-Authenticate": 'Cookie realm="Entwine"' });
  });

  app.get("/", async (c) => {
    const words = c.get("words");
    const body = html`<h1>${markup(words("web.ledger"))}</h1>
<ul class="rows"><li><h2><a href="/ledger/me">${words.label("web.me")}</a></h2><p>${markup(words("web.me.about"))}</p></li></ul>`;
    return c.html(await signedIn(c, ledger, { title: words.label("web.ledger"), body }));
  });
  app.route("/", myPages(ledger, log));

  return app;
}
