/** `/entwine home`: a person's page in their direct messages, for platforms without a home tab. */
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import type { Feature } from "../../../core/feature.ts";
import { textElement } from "../../../platform/card.ts";
import {
  briefChannelOf,
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../../platform/conversation-ref.ts";
import { readHomePage } from "../../cases/lifecycle/notify.ts";
import { emptyInterviewConversation } from "../../interview/model/interview-state.ts";

const actions = defineActions("home", { show: {} });
type HomeAction = ActionIn<typeof actions>;

/** The feature that shows a person's home in chat. */
export const homeFeature: Feature<undefined, undefined, HomeAction> = {
  name: actions.feature,
  actions,
  commands: { entwine: ["home"] },
  parseCommand: (_, from) => (from === "command" ? actions.create("show") : undefined),
  allowsGuests: () => true, // the page shows only the person's own requests
  async turn(ctx, { event: { by, place } }) {
    const direct: ConversationRef = { platform: place.platform, kind: "personal", id: by.id };
    const isDirect = conversationKey(withoutThread(place)) === conversationKey(direct);
    const card = await readHomePage(ctx, {
      words: isDirect ? ctx.words : await ctx.wordsAt(direct),
      conversation: emptyInterviewConversation,
      place: direct,
      reachesTeamChannel:
        briefChannelOf(ctx.briefChannels, ctx.workspace, place.platform) !== undefined,
    });
    ctx.post({ card, place: isDirect ? undefined : direct });
    if (!isDirect) ctx.post({ card: [textElement(ctx.words("report.home.sent"))] });
    return undefined;
  },
};
