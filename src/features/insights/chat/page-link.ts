/** Buttons below a card that open pages of the ledger. */
import { areWebLinksReachable, type WebLinks } from "../../../core/web-links.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { Button } from "../../../platform/card.ts";
import type { PlatformName } from "../../../platform/conversation-ref.ts";

/**
 * Returns a button to a page, if people of the platform reach it. The address signs nobody in, so
 * that it may be posted in a channel.
 * @param path address below `/ledger`, such as `/value/2026-11`
 */
export function pageButton(
  links: WebLinks | undefined,
  platform: PlatformName,
  path: string,
  words: Words,
): Button | undefined {
  const origin = links?.address()?.origin;
  return origin !== undefined && areWebLinksReachable(links, platform)
    ? { label: words.plain("report.button.page"), url: `${origin}/ledger${path}` }
    : undefined;
}
