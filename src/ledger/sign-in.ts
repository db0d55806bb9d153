/** Signing in to the web pages by a link that somebody asks for in chat: their platform has said who they are, so no password is needed. The link works once and for a short time; using it begins a session. */
import { createHmac, randomBytes } from "node:crypto";
import type { Office } from "../feature.ts";
import { beginSession, endSession, keepLink, type Visitor, visitorOf } from "../storage/sign-ins.ts";
import type { Store } from "../storage/store.ts";
import type { Button, Card } from "../surface/card.ts";
import type { Membership } from "../surface/membership.ts";

/** How long a link can be used, in minutes. */
export const linkMinutes = 10;
/** How long somebody stays signed in, in seconds: a working day. */
export const sessionSeconds = 8 * 60 * 60;

/** The pages that a link can lead to, by the names that it carries: never an address, which could lead elsewhere. */
export const landings = { ledger: "/ledger", me: "/ledger/me" } as const;
export type Landing = keyof typeof landings;

export interface Address {
  origin: string;
  /** It is this machine's own, for nobody but whoever sits there. */
  onlyHere: boolean;
}

export interface SignIn {
  /** Where browsers reach this house; undefined where none can. */
  address(): Address | undefined;
  /** Keeps a new link for somebody, which ends their older one, and gives what a button of a card in the outbox may say of it: who reads that cannot sign in. */
  offer(office: Pick<Office, "w" | "workspace" | "newId">, person: string, landing: Landing): Promise<string>;
  /** A card as it goes out, with the links themselves. */
  revealed(card: Card): Card;
  /** Whom a link would sign in; changes nothing, so that previews and scanners of links may look. */
  guest(link: string): Promise<Visitor | undefined>;
  /** Uses a link up, and gives the session. Undefined for a link that is used, too old or unknown: which of them is nobody's business. */
  begin(link: string): Promise<string | undefined>;
  visitor(session: string): Promise<Visitor | undefined>;
  end(session: string): Promise<void>;
}

interface House {
  store: Store;
  /** Derived from the house's secret: when that changes, every link and session ends. */
  key: string;
  /** The machine's time, which browsers keep too, whatever clock the bot runs on. */
  now(): Date;
  address(): Address | undefined;
  /** Relation of a visitor to the workspace, by their platform; `undefined` where it does not tell. */
  membershipOf?(visitor: Visitor): Promise<Membership | undefined>;
}

const scheme = "entwine:sign-in/";
const later = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1_000);

/** What signs in is 256 bits that nobody can work out without the key, nor guess. A link is made from its id when its message goes out; the database has the id (until then) and hashes, and a copy of it opens nothing. */
export function openSignIn({ store, key, now, address, membershipOf }: House): SignIn {
  const keyed = (purpose: string, text: string): string => createHmac("sha256", key).update(`${purpose} ${text}`).digest("base64url");
  const linkOf = (id: string): string => keyed("link", id);
  const hashOf = (token: string): string => keyed("hash", token);

  /** Ends the visit of people who have left the workspace since they asked for the link. */
  async function stillThere(visitor: Visitor | undefined): Promise<Visitor | undefined> {
    return visitor && (await membershipOf?.(visitor)) !== "outsider" ? visitor : undefined;
  }

  function revealed<T extends Button>(button: T): T {
    if (!("url" in button) || !button.url.startsWith(scheme)) return button;
    const [id = "", landing] = button.url.slice(scheme.length).split("/");
    return { ...button, url: `${address()?.origin ?? ""}/ledger/sign-in/${linkOf(id)}?to=${landing}` };
  }

  return {
    address,
    async offer({ w, workspace, newId }, person, landing) {
      const [id, at] = [newId(), now()];
      await keepLink(w, { workspace, person }, hashOf(linkOf(id)), at, later(at, linkMinutes * 60));
      return `${scheme}${id}/${landing}`;
    },
    revealed: (card) => card.map((element) => (element.kind === "buttons" ? { ...element, buttons: element.buttons.map(revealed) } : element)),
    guest: async (link) => stillThere(await visitorOf(store.read, "link", hashOf(link), now())),
    async begin(link) {
      const [session, at] = [randomBytes(32).toString("base64url"), now()];
      if (!(await stillThere(await visitorOf(store.read, "link", hashOf(link), at)))) return undefined;
      const visitor = await store.write((w) => beginSession(w, hashOf(link), hashOf(session), at, later(at, sessionSeconds)));
      return visitor && session;
    },
    visitor: async (session) => stillThere(await visitorOf(store.read, "session", hashOf(session), now())),
    end: (session) => store.write((w) => endSession(w, hashOf(session))),
  };
}
