/** Links from the chat to the web pages, as features post them. `web/sign-in-links.ts` makes them. */
import type { Words } from "../lib/i18n.ts";
import { buttonRow, type Card, textElement } from "../platform/card.ts";
import type { PlatformName } from "../platform/conversation-ref.ts";
import type { TurnContext } from "./feature.ts";

/** How long (minutes) a link can be used. */
export const signInLinkMinutes = 10;

/** Pages that a link can lead to, by name: never an address, which could lead elsewhere. */
export type LandingPage = "ledger" | "me";

export interface WebAddress {
  origin: string;
  /** Only browsers on this machine reach it. */
  isLocalOnly: boolean;
}

export interface WebLinks {
  /** Where browsers reach the web pages; undefined where none can. */
  address(): WebAddress | undefined;
  /**
   * Stores a new link for a person, which ends their older one, and returns what a button of a card
   * in the outbox may hold of it: whoever reads that cannot sign in.
   */
  createLink(
    ctx: Pick<TurnContext, "w" | "workspace" | "newId">,
    person: string,
    landing: LandingPage,
  ): Promise<string>;
}

/** Whether people of a platform reach the pages: an address of this machine serves its terminal. */
export function areWebLinksReachable(links: WebLinks | undefined, platform: PlatformName): boolean {
  const address = links?.address();
  return address !== undefined && (!address.isLocalOnly || platform === "terminal");
}

/**
 * Returns the card with a link for a person, to be posted in their direct messages and nowhere
 * else; where browsers cannot follow it, it tells what has to be set for that.
 */
export async function signInLinkCard(
  links: WebLinks | undefined,
  ctx: TurnContext,
  person: string,
  landing: LandingPage,
  words: Words,
): Promise<Card> {
  if (!links?.address()) return [textElement(words("web.link.nowhere"))];
  const url = await links.createLink(ctx, person, landing);
  return [
    textElement(
      areWebLinksReachable(links, ctx.place.surface)
        ? words("web.link", { minutes: signInLinkMinutes })
        : words("web.link.only_here"),
    ),
    buttonRow({ label: words.plain(`web.button.${landing}`), style: "primary", url }),
  ];
}
