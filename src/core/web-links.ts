/** Links from the chat to the web pages; `web/sign-in-links.ts` creates them. */
import type { Words } from "../lib/i18n.ts";
import { buttonRow, type Card, textElement } from "../platform/card.ts";
import type { PlatformName } from "../platform/conversation-ref.ts";
import type { TurnContext } from "./feature.ts";

/** Minutes for which a link can be used. */
export const signInLinkMinutes = 10;

/** Names of the pages that a link can open: never an address, which could lead elsewhere. */
export type LandingPage = "ledger" | "me";

/** Where the web pages are reached. */
export interface WebAddress {
  origin: string;
  /** Whether only browsers on this machine can reach it. */
  isLocalOnly: boolean;
}

/** Person who asks for a link, and whether they are a guest. */
interface LinkOwner {
  id: string;
  guest?: boolean | undefined;
}

/** Links with which a person signs in to the web pages. */
export interface WebLinks {
  /** Returns the address of the web pages, or `undefined` without one. */
  address(): WebAddress | undefined;
  /**
   * Stores a new link for a person, which invalidates their older one. Returns the placeholder for
   * a button in the outbox, which does not allow a reader to sign in.
   */
  createLink(
    ctx: Pick<TurnContext, "w" | "workspace" | "newId">,
    person: LinkOwner,
    landing: LandingPage,
  ): Promise<string>;
}

/** Platforms whose people sit at this machine. */
const localPlatforms: readonly PlatformName[] = ["terminal", "browser"];

/**
 * Returns whether people of a platform reach the pages; an address on this machine serves only
 * those who sit at it.
 */
export function areWebLinksReachable(links: WebLinks | undefined, platform: PlatformName): boolean {
  const address = links?.address();
  return address !== undefined && (!address.isLocalOnly || localPlatforms.includes(platform));
}

/**
 * Returns the card with a person's link, to be posted only in their direct messages, or with the
 * settings that are missing for one.
 */
export async function signInLinkCard(
  links: WebLinks | undefined,
  ctx: TurnContext,
  person: LinkOwner,
  landing: LandingPage,
  words: Words,
): Promise<Card> {
  if (!links?.address()) return [textElement(words("web.link.nowhere"))];
  const url = await links.createLink(ctx, person, landing);
  return [
    textElement(
      areWebLinksReachable(links, ctx.place.platform)
        ? words("web.link", { minutes: signInLinkMinutes })
        : words("web.link.only_here"),
    ),
    buttonRow({ label: words.plain(`web.button.${landing}`), style: "primary", url }),
  ];
}
