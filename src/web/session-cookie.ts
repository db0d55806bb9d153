/** Session cookie of the web pages. */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type SignInLinks, webSessionSeconds } from "./sign-in-links.ts";

const name = "entwine";

/**
 * Prefix `__Host-`: the cookie is sent only over https, and no other host can set it. Without
 * https, on an address of this machine, there is no prefix.
 */
const prefixOf = (signIn: SignInLinks): "host" | undefined =>
  signIn.address()?.origin.startsWith("https:") ? "host" : undefined;

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
    ...(prefix && { prefix }),
  });
}

export function clearSessionCookie(c: Context, signIn: SignInLinks): void {
  const prefix = prefixOf(signIn);
  deleteCookie(c, name, prefix && { prefix });
}
