/**
 * Sign-in by a link that a person requests in chat. The platform has authenticated them, so no
 * password is needed; the link works once, for a short time, and starts a session.
 */
import { createHmac, randomBytes } from "node:crypto";
import {
  type LandingPage,
  signInLinkMinutes,
  type WebAddress,
  type WebLinks,
} from "../core/web-links.ts";
import type { Membership } from "../platform/adapter.ts";
import type { Button, Card } from "../platform/card.ts";
import {
  beginWebSession,
  endWebSession,
  readVisitor,
  saveSignInLink,
  type Visitor,
} from "../storage/sign-ins.ts";
import type { Store } from "../storage/store.ts";

/** Seconds of a session: a working day. */
export const webSessionSeconds = 8 * 60 * 60;

/** Paths of the pages that a link can open. */
export const landingPaths = {
  ledger: "/ledger",
  me: "/ledger/me",
} as const satisfies Record<LandingPage, string>;

/** Links with which people sign in, each valid once and for a short time. */
export interface SignInLinks extends WebLinks {
  /** Replaces placeholders by real links, before a card is sent. */
  withRealLinks(card: Card): Card;
  /**
   * Returns the person whom a link would sign in, without using the link, so that previews may open
   * it.
   */
  peekVisitor(link: string): Promise<Visitor | undefined>;
  /**
   * Uses a link and returns the session; `undefined` if it is used, expired or unknown. Callers
   * must not distinguish these.
   */
  redeemLink(link: string): Promise<string | undefined>;
  visitor(session: string): Promise<Visitor | undefined>;
  endSession(session: string): Promise<void>;
}

interface SignInOptions {
  store: Store;
  /** Derived from the root secret; changing that ends all links and sessions. */
  key: string;
  /** Real time, also when the bot's clock is simulated, because browsers use real time. */
  now(): Date;
  address(): WebAddress | undefined;
  /**
   * Returns a visitor's membership according to their platform, or `undefined` if it does not tell.
   */
  membershipOf?(visitor: Visitor): Promise<Membership | undefined>;
}

const scheme = "entwine:sign-in/";
const secondsAfter = (from: Date, seconds: number): Date =>
  new Date(from.getTime() + seconds * 1_000);

/**
 * Opens the sign-in. A token has 256 bits that cannot be guessed or computed without the key. A
 * link is derived from its id when its message is sent; the database contains the id (until then)
 * and hashes, so that a copy of it contains no usable link.
 */
export function openSignInLinks({
  store,
  key,
  now,
  address,
  membershipOf,
}: SignInOptions): SignInLinks {
  const hmacOf = (purpose: string, text: string): string =>
    createHmac("sha256", key).update(`${purpose} ${text}`).digest("base64url");
  const linkOf = (id: string): string => hmacOf("link", id);
  const hashOf = (token: string): string => hmacOf("hash", token);

  /** Rejects people who have left the workspace since they requested the link. */
  async function ifStillMember(visitor: Visitor | undefined): Promise<Visitor | undefined> {
    const membership = visitor && (await membershipOf?.(visitor));
    return visitor && membership !== "outsider"
      ? { ...visitor, isGuest: visitor.isGuest || membership === "guest" }
      : undefined;
  }

  function withRealLink<T extends Button>(button: T): T {
    if (!("url" in button) || !button.url.startsWith(scheme)) return button;
    const [id = "", landing] = button.url.slice(scheme.length).split("/");
    return {
      ...button,
      url: `${address()?.origin ?? ""}/ledger/sign-in/${linkOf(id)}?to=${landing}`,
    };
  }

  return {
    address,
    async createLink({ w, workspace, newId }, { id: person, guest = false }, landing) {
      const [id, at] = [newId(), now()];
      await saveSignInLink(
        w,
        { workspace, person, isGuest: guest },
        hashOf(linkOf(id)),
        at,
        secondsAfter(at, signInLinkMinutes * 60),
      );
      return `${scheme}${id}/${landing}`;
    },
    withRealLinks: (card) =>
      card.map((element) =>
        element.kind === "buttons"
          ? { ...element, buttons: element.buttons.map(withRealLink) }
          : element,
      ),
    peekVisitor: async (link) =>
      ifStillMember(await readVisitor(store.read, "link", hashOf(link), now())),
    async redeemLink(link) {
      const [session, at] = [randomBytes(32).toString("base64url"), now()];
      if (!(await ifStillMember(await readVisitor(store.read, "link", hashOf(link), at))))
        return undefined;
      const visitor = await store.write((w) =>
        beginWebSession(w, hashOf(link), hashOf(session), at, secondsAfter(at, webSessionSeconds)),
      );
      return visitor && session;
    },
    visitor: async (session) =>
      ifStillMember(await readVisitor(store.read, "session", hashOf(session), now())),
    endSession: (session) => store.write((w) => endWebSession(w, hashOf(session))),
  };
}
