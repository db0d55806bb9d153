/**
 * Signing in to the web pages by a link that somebody asks for in chat: their platform has said who
 * they are, so no password is needed. The link works once and for a short time; using it begins a
 * session.
 */
import { createHmac, randomBytes } from "node:crypto";
import type { TurnContext } from "../../core/feature.ts";
import type { Button, Card } from "../../platform/card.ts";
import type { Membership } from "../../platform/membership.ts";
import {
  beginWebSession,
  endWebSession,
  readVisitor,
  saveSignInLink,
  type Visitor,
} from "../../storage/sign-ins.ts";
import type { Store } from "../../storage/store.ts";

/** How long a link can be used, in minutes. */
export const signInLinkMinutes = 10;
/** How long somebody stays signed in, in seconds: a working day. */
export const webSessionSeconds = 8 * 60 * 60;

/**
 * The pages that a link can lead to, by the names that it carries: never an address, which could
 * lead elsewhere.
 */
export const landingPaths = { ledger: "/ledger", me: "/ledger/me" } as const;
export type LandingPage = keyof typeof landingPaths;

export interface WebAddress {
  origin: string;
  /** It is this machine's own, for nobody but whoever sits there. */
  isLocalOnly: boolean;
}

export interface SignInLinks {
  /** Where browsers reach this house; undefined where none can. */
  address(): WebAddress | undefined;
  /**
   * Keeps a new link for somebody, which ends their older one, and gives what a button of a card in
   * the outbox may say of it: who reads that cannot sign in.
   */
  createLink(
    ctx: Pick<TurnContext, "w" | "workspace" | "newId">,
    person: string,
    landing: LandingPage,
  ): Promise<string>;
  /** A card as it goes out, with the links themselves. */
  withRealLinks(card: Card): Card;
  /**
   * Whom a link would sign in; changes nothing, so that previews and scanners of links may look.
   */
  peekVisitor(link: string): Promise<Visitor | undefined>;
  /**
   * Uses a link up, and gives the session. Undefined for a link that is used, too old or unknown:
   * which of them is nobody's business.
   */
  redeemLink(link: string): Promise<string | undefined>;
  visitor(session: string): Promise<Visitor | undefined>;
  endSession(session: string): Promise<void>;
}

interface House {
  store: Store;
  /** Derived from the house's secret: when that changes, every link and session ends. */
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
const later = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1_000);

/**
 * What signs in is 256 bits that nobody can work out without the key, nor guess. A link is made
 * from its id when its message goes out; the database has the id (until then) and hashes, and a
 * copy of it opens nothing.
 */
export function openSignInLinks({ store, key, now, address, membershipOf }: House): SignInLinks {
  const keyed = (purpose: string, text: string): string =>
    createHmac("sha256", key).update(`${purpose} ${text}`).digest("base64url");
  const linkOf = (id: string): string => keyed("link", id);
  const hashOf = (token: string): string => keyed("hash", token);

  /** Ends the visit of people who have left the workspace since they asked for the link. */
  async function stillThere(visitor: Visitor | undefined): Promise<Visitor | undefined> {
    return visitor && (await membershipOf?.(visitor)) !== "outsider" ? visitor : undefined;
  }

  function revealed<T extends Button>(button: T): T {
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
        later(at, signInLinkMinutes * 60),
      );
      return `${scheme}${id}/${landing}`;
    },
    withRealLinks: (card) =>
      card.map((element) =>
        element.kind === "buttons"
          ? { ...element, buttons: element.buttons.map(revealed) }
          : element,
      ),
    peekVisitor: async (link) =>
      stillThere(await readVisitor(store.read, "link", hashOf(link), now())),
    async redeemLink(link) {
      const [session, at] = [randomBytes(32).toString("base64url"), now()];
      if (!(await stillThere(await readVisitor(store.read, "link", hashOf(link), at))))
        return undefined;
      const visitor = await store.write((w) =>
        beginWebSession(w, hashOf(link), hashOf(session), at, later(at, webSessionSeconds)),
      );
      return visitor && session;
    },
    visitor: async (session) =>
      stillThere(await readVisitor(store.read, "session", hashOf(session), now())),
    endSession: (session) => store.write((w) => endWebSession(w, hashOf(session))),
  };
}
