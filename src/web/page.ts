/** A page: readable on a phone and by a screen reader, light and dark, with nothing loaded from anywhere. */
import { html, raw } from "hono/html";

type Markup = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e8eaee); --quiet: light-dark(#596273, #a4acba); --ground: light-dark(#fbfaf7, #16191f); --mark: light-dark(#0b6e63, #5fd0c0); }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 38rem; margin: 0 auto; padding: 12vh 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
a { color: var(--mark); }
code { font-size: .95em; }
.quiet { color: var(--quiet); }
`;

/** `nonce` is what the response's content security policy allows styles by. */
export const page = ({ title, nonce, body }: { title: string; nonce: string; body: Markup }): Markup => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body><main>${body}</main></body>
</html>`;
