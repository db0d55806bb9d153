/**
 * Sign-in pages. A link shows a page with one button, and only the button uses the link, because
 * chat previews and mail scanners fetch every address.
 */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { LandingPage } from "../core/web-links.ts";
import { html, renderRichTextHtml } from "../lib/html.ts";
import { readPersonNames } from "../storage/directory.ts";
import {
  clearSessionCookie,
  type LedgerAccess,
  type PageEnv,
  readSessionCookie,
  renderVisitorPage,
  setSessionCookie,
} from "./request-context.ts";
import { landingPaths } from "./sign-in-links.ts";

/** Pattern of a link: 256 bits in base64url. Anything else is refused without a query. */
const linkPattern = /^[\w-]{43}$/;

/**
 * Failed attempts a second, of all clients, above which attempts are refused without a query; a
 * valid link then waits at most a second. Guessing one of 2^256 links is not feasible in any case.
 */
const maxMissesPerSecond = 100;

/** Maximum bytes of a form, which contains a link and the name of a page. */
const formMaxBytes = 4 * 1024;

const landingOf = (name: unknown): string =>
  landingPaths[Object.hasOwn(landingPaths, String(name)) ? (name as LandingPage) : "ledger"];

/**
 * Returns whether a form was sent from one of these pages: by `Sec-Fetch-Site`, which scripts
 * cannot set, else by `Origin`. A client without both is no browser and has no person's cookie. The
 * rules are those of Go's `http.CrossOriginProtection`; browsers send `null` as the origin of our
 * own forms, because our pages send no referrer.
 */
function isSameOrigin(c: Context, { signIn }: LedgerAccess): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = c.req.header("origin");
  return origin === undefined || origin === signIn.address()?.origin;
}

/** Creates `GET /sign-in/<link>`, `POST /sign-in` and `POST /sign-out`, relative to `/ledger`. */
export function createSignInPages(ledger: LedgerAccess): Hono<PageEnv> {
  const { read, signIn } = ledger;
  const app = new Hono<PageEnv>();
  let misses = { second: 0, count: 0 };

  const missesThisSecond = (): number => {
    const second = Math.floor(Date.now() / 1_000);
    if (misses.second !== second) misses = { second, count: 0 };
    return misses.count;
  };

  /** Responds in the same way to a link that is used, expired or unknown. */
  function expiredLinkPage(c: Context<PageEnv>) {
    const words = c.get("words");
    const body = html`<h1>${renderRichTextHtml(words("web.sign_in.over"))}</h1>
<p>${renderRichTextHtml(words("web.sign_in.over.hint"))}</p>
<p>${renderRichTextHtml(words("web.signed_out.how"))}</p>`;
    return c.html(renderVisitorPage(c, { title: words.plain("web.sign_in.over"), body }), 404);
  }

  /** Resolves a link, unless too many attempts failed within the second. */
  async function resolveLink<T>(
    c: Context<PageEnv>,
    link: string,
    find: (link: string) => Promise<T | undefined>,
  ): Promise<T | Response> {
    if (!linkPattern.test(link)) return expiredLinkPage(c);
    if (missesThisSecond() >= maxMissesPerSecond)
      return c.text(c.get("words").plain("web.too_often"), 429, { "Retry-After": "1" });
    const found = await find(link);
    if (found !== undefined) return found;
    misses.count++;
    return expiredLinkPage(c);
  }

  app.on("POST", ["/sign-in", "/sign-out"], async (c, next) => {
    if (isSameOrigin(c, ledger)) return next();
    return c.text(c.get("words").plain("web.not_ours"), 403);
  });

  app.get("/sign-in/:link", async (c) => {
    const words = c.get("words");
    const link = c.req.param("link");
    const visitor = await resolveLink(c, link, signIn.peekVisitor);
    // A person who opens a used link again already has a session.
    if (visitor instanceof Response)
      return c.get("visitor") ? c.redirect(landingOf(c.req.query("to"))) : visitor;
    const { name = visitor.person } = (
      await readPersonNames(read, visitor.workspace, [visitor.person])
    )(visitor.person);
    const body = html`<h1>${renderRichTextHtml(words("web.sign_in"))}</h1>
<p>${renderRichTextHtml(words("web.sign_in.once", { name }))}</p>
<form method="post" action="/ledger/sign-in">
<input type="hidden" name="link" value="${link}"><input type="hidden" name="to" value="${c.req.query("to") ?? ""}">
<button>${words.plain("web.sign_in.as", { name })}</button>
</form>`;
    return c.html(renderVisitorPage(c, { title: words.plain("web.sign_in"), body }));
  });

  const limitFormSize = bodyLimit({
    maxSize: formMaxBytes,
    onError: (c: Context<PageEnv>) => c.text(c.get("words").plain("web.too_large"), 413),
  });

  app.post("/sign-in", limitFormSize, async (c) => {
    // An unreadable form is not one of ours.
    const { link, to } = await c.req.parseBody().catch((): Record<string, unknown> => ({}));
    const session = await resolveLink(c, String(link), signIn.redeemLink);
    if (session instanceof Response) return session;
    const previousSession = readSessionCookie(c, signIn);
    if (previousSession) await signIn.endSession(previousSession);
    setSessionCookie(c, signIn, session);
    return c.redirect(landingOf(to), 303);
  });

  app.post("/sign-out", async (c) => {
    const session = readSessionCookie(c, signIn);
    if (session) await signIn.endSession(session);
    clearSessionCookie(c, signIn);
    return c.redirect(landingPaths.ledger, 303);
  });

  return app;
}
