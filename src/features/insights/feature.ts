/** Feature `/entwine ledger`: posts a person a link to the web pages, in their direct messages only. */
import { type ActionIn, defineActions } from "../../core/actions.ts";
import type { Feature } from "../../core/feature.ts";
import { signInLinkCard, type WebLinks } from "../../core/web-links.ts";
import { textElement } from "../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../platform/conversation-ref.ts";

/** Actions that post a link, by the page that it opens. */
export const ledgerActions = defineActions("ledger", { ledger: {}, me: {} });

/** @param signIn without it, people get the missing settings */
export const openInsights = (
  signIn?: WebLinks,
): Feature<undefined, undefined, ActionIn<typeof ledgerActions>> => ({
  name: ledgerActions.feature,
  actions: ledgerActions,
  commands: { entwine: ["ledger"] },
  parseCommand: (_, from) => (from === "command" ? ledgerActions.create("ledger") : undefined),
  allowsGuests: () => true, // the pages show only the person's own data
  async turn(ctx, { event: { by, guest, place }, action }) {
    const landing = action?.verb ?? "ledger";
    const direct: ConversationRef = { platform: place.platform, kind: "personal", id: by.id };
    const alone = conversationKey(withoutThread(place)) === conversationKey(direct);
    const words = alone ? ctx.words : await ctx.wordsAt(direct);
    ctx.post({
      card: await signInLinkCard(signIn, ctx, { id: by.id, guest }, landing, words),
      place: alone ? undefined : direct,
    });
    if (!alone) ctx.post({ card: [textElement(ctx.words("web.link.sent"))] });
    return undefined;
  },
});
