/**
 * `/entwine ledger`: the way from the chat to the web pages, for one person and said to nobody
 * else.
 */
import { type ActionIn, defineActions } from "../../core/actions.ts";
import type { Feature, TurnContext } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Card } from "../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  localPlatforms,
  type PlatformName,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { type LandingPage, type SignInLinks, signInLinkMinutes } from "./sign-in-links.ts";

const saying = /^\W*entwine\s+ledger\b/i;

/**
 * Whether the links lead somewhere for people of a surface: this machine's own address does for
 * whoever talks at its terminal.
 */
export function isSignInLinkReachable(
  signIn: SignInLinks | undefined,
  surface: PlatformName,
): boolean {
  const address = signIn?.address();
  return address !== undefined && (!address.isLocalOnly || localPlatforms.includes(surface));
}

/**
 * A link for somebody, to be posted in their direct messages and nowhere else; where browsers
 * cannot follow it, what has to be set for that.
 */
export async function signInLinkCard(
  signIn: SignInLinks | undefined,
  ctx: TurnContext,
  person: string,
  landing: LandingPage,
  words: Words,
): Promise<Card> {
  if (!signIn?.address()) return [{ kind: "text", text: words("web.link.nowhere") }];
  const url = await signIn.createLink(ctx, person, landing);
  return [
    {
      kind: "text",
      text: isSignInLinkReachable(signIn, ctx.place.surface)
        ? words("web.link", { minutes: signInLinkMinutes })
        : words("web.link.only_here"),
    },
    {
      kind: "buttons",
      buttons: [{ label: words.plain(`web.button.${landing}`), style: "primary", url }],
    },
  ];
}

/** Each asks for a link, by the page that it leads to. */
export const ledgerActions = defineActions("ledger", { ledger: {}, me: {} });

/** @param signIn - Without it, people are told what is missing. */
export const openInsights = (
  signIn?: SignInLinks,
): Feature<undefined, undefined, ActionIn<typeof ledgerActions>> => ({
  name: ledgerActions.feature,
  actions: ledgerActions,
  commands: { entwine: ["ledger"] },
  parseCommand: (text, from) =>
    from === "command" || saying.test(toPlainText(text))
      ? ledgerActions.create("ledger")
      : undefined,
  allowsGuests: () => true, // the pages show everybody their own
  async turn(ctx, { event: { by, place }, action }) {
    const landing = action?.verb ?? "ledger";
    const direct: ConversationRef = { surface: place.surface, kind: "personal", id: by.id };
    const alone = conversationKey(withoutThread(place)) === conversationKey(direct);
    const words = alone ? ctx.words : await ctx.wordsAt(direct);
    ctx.post({
      card: await signInLinkCard(signIn, ctx, by.id, landing, words),
      ...(!alone && { place: direct }),
    });
    if (!alone) ctx.post({ card: [{ kind: "text", text: ctx.words("web.link.sent") }] });
    return undefined;
  },
});
