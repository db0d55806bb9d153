/**
 * Privacy and terms of use, at the addresses that the Teams app names, in the browser's language. An
 * organisation's own page takes the place of each.
 */
import { Hono } from "hono";
import type { SecureHeadersVariables } from "hono/secure-headers";
import { html, renderRichTextHtml } from "../lib/html.ts";
import { languageOfLocale, wordsFor } from "../lib/i18n.ts";
import { renderPage } from "./page.ts";

/** Addresses of the organisation's own pages. */
export interface PolicyPages {
  readonly privacy?: string;
  readonly terms?: string;
}

/** Keys of the headings of each page; below each is its text. */
const policies = {
  privacy: ["who", "what", "where", "how_long", "yours"].map((part) => `web.privacy.${part}`),
  terms: ["who", "use", "answers", "liability"].map((part) => `web.terms.${part}`),
};

/** Paths of the pages. */
export const policyPaths = Object.keys(policies).map((name) => `/${name}`);

/** Returns the first language of a browser in which there are words. */
export const browserLanguage = (acceptLanguage: string | undefined): string | undefined =>
  (acceptLanguage ?? "")
    .split(/[,;]/)
    .map(languageOfLocale)
    .find((language) => language !== undefined);

/** Creates the pages with privacy terms and terms of use, which the manifests link to. */
export function createPolicyPages(
  own: PolicyPages = {},
): Hono<{ Variables: SecureHeadersVariables }> {
  const app = new Hono<{ Variables: SecureHeadersVariables }>();
  for (const name of ["privacy", "terms"] as const)
    app.get(`/${name}`, (c) => {
      const instead = own[name];
      if (instead) return c.redirect(instead);
      const words = wordsFor(browserLanguage(c.req.header("accept-language")));
      const title = words.plain(`web.${name}`);
      c.header("Vary", "Accept-Language");
      return c.html(
        renderPage({
          title: `${title} · ${words.plain("web.name")}`,
          lang: words.locale.slice(0, 2),
          nonce: c.get("secureHeadersNonce") ?? "",
          body: html`<h1>${title}</h1>
${policies[name].map(
  (key) => html`<h2>${words.plain(key)}</h2>
<p>${renderRichTextHtml(words(`${key}.text`))}</p>
`,
)}`,
        }),
      );
    });
  return app;
}
