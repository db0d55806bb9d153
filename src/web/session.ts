/** The cookie by which a browser stays signed in. */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type SignIn, sessionSeconds } from "../ledger/sign-in.ts";

const name = "entwine";

/** `__Host-`: https alone sends it, and no neighbouring host can set it. On this machine's own address there is no https. */
const prefixOf = (signIn: SignIn): "host" | undefined => (signIn.address()?.origin.startsWith("https:") ? "host" : undefined);

export const sessionIn = (c: Context, signIn: SignIn): string | undefined => getCookie(c, name, prefixOf(signIn));

/** Lax, not Strict: the browser sends it along when somebody follows a link from the chat to a page, and not with another site's form. */
export function keepSession(c: Context, signIn: SignIn, session: string): void {
  const prefix = prefixOf(signIn);
  setCookie(c, name, session, { httpOnly: true, sameSite: "Lax", maxAge: sessionSeconds, ...(prefix && { prefix }) });
}

export function dropSession(c: Context, signIn: SignIn): void {
  const prefix = prefixOf(signIn);
  deleteCookie(c, name, prefix && { prefix });
}
