/**
 * Sign-in to the web pages by a link that a person asks for in chat: the platform has told who they
 * are, so no password is needed. The link works once and for a short time; using it begins a
 * session.
 */
import { createHmac, randomBytes } from "node:crypto";
import {
  type LandingPage,
  signInLinkMinutes,
  type WebAddress,
  type WebLinks,
} from "../core/web-links.ts";
import type { Button, Card } from "../platform/card.ts";
import type { Membership } from "../platform/membership.ts";
import {
  beginWebSession,
  endWebSession,
  readVisitor,
  saveSignInLink,
  type Visitor,
} from "../storage/sign-ins.ts";
import type { Store } from "../storage/store.ts";

/** How long a session lasts: a working day. */
export const webSessionSeconds = 8 * 60 * 60;

/** Paths of the pages that a link can lead to. */
export const landingPaths = {
  ledger: "/ledger",
  me: "/ledger/me",
} as const satisfies Record<LandingPage, string>;

export interface SignInLinks extends WebLinks {
  /** Returns a card as it is sent, with the links themselves. */
  withRealLinks(card: Card): Card;
  /** Returns whom a link would sign in; changes nothing, so that previews may open it. */
  peekVisitor(link: string): Promise<Visitor | undefined>;
  /**
   * Uses a link up, and returns the session; undefined for a link that is used, too old or unknown,
   * which answers do not tell apart.
   */
  redeemLink(link: string): Promise<string | undefined>;
  visitor(session: string): Promise<Visitor | undefined>;
  endSession(session: string): Promise<void>;
}

interface SignInOptions {
  store: Store;
  /** Derived from the root secret: when that changes, every link and session ends. */
  key: string;
  /** The machine's time, which browsers keep too, whatever clock the bot runs on. */
  now(): Date;
  address(): WebAddress | undefined;
  /**
   * Relation of a visitor to the workspace, by their platform; `undefined` where it does not tell.
   */
  membershipOf?(visitor: Visitor): Promise<Membership | undefined>;
}

const scheme = "entwine:sign-in/";
const secondsAfter = (from: Date, seconds: number): Date =>
  new Date(from.getTime() + seconds * 1_000);

/**
 * What signs in is 256 bits that nobody can work out without the key, nor guess. A link is made
 * from its id when its message goes out; the database has the id (until then) and hashes, and a
 * copy of it opens nothing.
 */
export function openSignInLinks({
  store,
  key,
  now,
  address,
  membershipOf,
}: SignInOptions): SignInLinks {
  const keyed = (purpose: string, text: string): string =>
    createHmac("sha256", key).update(`${purpose} ${text}`).digest("base64url");
  const linkOf = (id: string): string => keyed("link", id);
  const hashOf = (token: string): string => keyed("hash", token);

  /** Ends the visit of people who have left the workspace since they asked for the link. */
  async function ifStillMember(visitor: Visitor | undefined): Promise<Visitor | undefined> {
    return visitor && (await membershipOf?.(visitor)) !== "outsider" ? visitor : undefined;
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
    async createLink({ w, workspace, newId }, person, landing) {
      const [id, at] = [newId(), now()];
      await saveSignInLink(
        w,
        { workspace, person },
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
