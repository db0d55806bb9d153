/** Channel of a board that takes no messages: its facilitator hears, and can have it opened again. */
import type { Feature } from "../../core/feature.ts";
import { conversationKey, withoutThread } from "../../platform/conversation-ref.ts";
import { and, eq, notInArray } from "../../storage/drizzle.ts";
import { notifyAboutBlockedChannel } from "../workspace/blocked-channel.ts";

export const watchBoardChannel: NonNullable<Feature["onDeliveryChange"]> = async (
  ctx,
  row,
  change,
) => {
  if (change.is !== "blocked") return;
  const { retrospectives } = ctx.w.t;
  const facilitators = await ctx.w.db
    .select({ id: retrospectives.facilitator })
    .from(retrospectives)
    .where(
      and(
        eq(retrospectives.workspace, ctx.workspace),
        eq(retrospectives.home, conversationKey(withoutThread(row.place))),
        notInArray(retrospectives.phase, ["closed", "cancelled"]),
      ),
    );
  await notifyAboutBlockedChannel(ctx, row, change, facilitators);
};
