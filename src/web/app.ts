/**
 * Routes of the web server: health, metrics, and pages. Those under `/ledger` are read-only, for
 * people who signed in by a link from the chat.
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { NONCE, type SecureHeadersVariables, secureHeaders } from "hono/secure-headers";
import { html, renderRichTextHtml } from "../lib/html.ts";
import type { Words } from "../lib/i18n.ts";
import type { Log } from "../lib/log.ts";
import type { HttpRoutes, MetricReading } from "../platform/adapter.ts";
import { openMetrics } from "./metrics.ts";
import { renderPage } from "./page.ts";
import { createPersonalDataPages } from "./personal-data-pages.ts";
import { createPolicyPages, type PolicyPages, policyPaths } from "./policy-pages.ts";
import {
  identifyVisitor,
  type LedgerAccess,
  type PageEnv,
  renderSignedInPage,
  renderVisitorPage,
} from "./request-context.ts";
import { sendFile } from "./send-file.ts";
import { createSignInPages } from "./sign-in.ts";

/** Whether the database and each platform can accept events, by name. */
type Readiness = Record<string, boolean>;

/** What the web application serves. */
export interface WebAppOptions {
  ready(): Readiness | Promise<Readiness>;
  readings: readonly MetricReading[];
  words: Words;
  log: Pick<Log, "error">;
  /** Routes that are handled by platforms. */
  routes?: HttpRoutes;
  /** The organisation's own pages in place of those about privacy and terms of use. */
  policyPages?: PolicyPages;
  /** Missing when the ledger's pages are disabled. */
  ledger?: LedgerAccess | undefined;
}

/** Reasons for a failed Slack installation (`platforms/slack/workspace/install.ts`). */
const installFailureReasons = ["cancelled", "state", "failed"] as const;

type Variables = { Variables: SecureHeadersVariables };

/** Creates the routes of health checks, metrics, sign-in and pages. */
export function createWebApp({
  ready,
  readings,
  words,
  log,
  ledger,
  policyPages,
  routes = {},
}: WebAppOptions): Hono<Variables> {
  const app = new Hono<Variables>({ strict: false }); // a trailing slash is ignored
  const metrics = openMetrics(readings);
  const allowOnly =
    (...methods: string[]): MiddlewareHandler =>
    async (c) =>
      c.text(words.plain("web.wrong_method", { methods: methods.join(", ") }), 405, {
        Allow: methods.join(", "),
      });
  const page = (c: Context<Variables>, title: string, body: ReturnType<typeof html>) =>
    renderPage({ title, lang: "en", nonce: c.get("secureHeadersNonce") ?? "", body });

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [NONCE],
        imgSrc: ["'self'", "data:"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: "no-referrer",
      xFrameOptions: "DENY",
    }),
  );

  // /livez says that the event loop runs; /readyz says whether events can be accepted.
  app.get("/livez", (c) => c.text("ok"));

  app.get("/readyz", async (c) => {
    const parts = await ready();
    const all = Object.values(parts).every(Boolean);
    return c.json({ ready: all, parts }, all ? 200 : 503, { "Cache-Control": "no-store" });
  });

  app.get("/metrics", async (c) => {
    const { contentType, body } = await metrics();
    return c.body(body, 200, { "Content-Type": contentType });
  });

  app.get("/", (c) =>
    c.html(
      page(
        c,
        words.plain("web.name"),
        html`<h1>${renderRichTextHtml(words("web.hello"))}</h1>
<p>${renderRichTextHtml(words("web.about"))}</p>
<p>${renderRichTextHtml(words("web.go_on"))}</p>
${ledger ? html`<p><a href="/ledger">${words.plain("web.ledger")}</a></p>` : ""}`,
      ),
    ),
  );

  app.get("/slack/not_installed", (c) => {
    const why = installFailureReasons.find((each) => each === c.req.query("why")) ?? "failed";
    return c.html(
      page(
        c,
        words.plain("web.not_installed"),
        html`<h1>${renderRichTextHtml(words("web.not_installed"))}</h1>
<p>${renderRichTextHtml(words(`web.not_installed.${why}`))}</p>
<p><a href="/slack/install">${renderRichTextHtml(words("web.install_again"))}</a></p>`,
      ),
    );
  });

  app.route("/", createPolicyPages(policyPages));
  if (ledger) app.route("/ledger", createLedgerPages(ledger, log));

  const ownPaths = ["/livez", "/readyz", "/metrics", "/", "/slack/not_installed"];
  for (const path of [...ownPaths, ...policyPaths]) app.all(path, allowOnly("GET", "HEAD"));
  const postRoutes = Object.keys(routes).filter((route) => route.startsWith("POST "));
  for (const route of postRoutes)
    app.on(
      ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"],
      route.slice("POST ".length),
      allowOnly("POST"),
    );

  app.notFound((c) =>
    c.html(
      page(
        c,
        words.plain("web.not_found"),
        html`<h1>${renderRichTextHtml(words("web.not_found"))}</h1>
<p>${renderRichTextHtml(words("web.not_found_hint"))}</p>
<p><a href="/">${renderRichTextHtml(words("web.home"))}</a></p>`,
      ),
      404,
    ),
  );

  app.onError((err, c) => {
    log.error({ err, path: routePath(c), method: c.req.method }, "a web request failed");
    return c.text(words.plain("web.failed"), 500);
  });

  return app;
}

function createLedgerPages(ledger: LedgerAccess, log: Pick<Log, "error">): Hono<PageEnv> {
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

  for (const page of ledger.pages)
    app.get(page.path, async (c, next) => {
      const rendered = await page.render({
        ...c.get("visitor")!,
        read: ledger.read,
        words: c.get("words"),
        now: ledger.now(),
        params: c.req.param() as Record<string, string>,
        query: new URL(c.req.url).searchParams,
      });
      if (!rendered) return next();
      return "content" in rendered
        ? sendFile(c, rendered, log)
        : c.html(await renderSignedInPage(c, ledger, rendered));
    });
  app.route("/", createPersonalDataPages(ledger, log));
  app.get("*", async (c) => {
    const words = c.get("words");
    const body = html`<h1>${renderRichTextHtml(words("web.not_found"))}</h1>
<p>${renderRichTextHtml(words("web.not_found_hint"))}</p>
<p><a href="/ledger">${words.plain("web.home")}</a></p>`;
    const parts = { title: words.plain("web.not_found"), body };
    return c.html(await renderSignedInPage(c, ledger, parts), 404);
  });

  return app;
}
