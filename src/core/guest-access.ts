/**
 * Permissions of guests: they may raise and follow their own requests; everything else is for
 * members.
 */

import { textElement } from "../platform/card.ts";
import type { Feature, TurnInput } from "./feature.ts";

/** Returns whether guests may do this. Features without `allowsGuests` are for members only. */
export const isAllowedForGuests = (input: TurnInput, feature: Feature): boolean =>
  feature.allowsGuests?.(input) ?? false;

/** Feature that replaces one for members only; replies with a refusal in a direct message. */
export const membersOnlyFeature: Feature = {
  name: "guests",
  async turn(ctx, { event }) {
    const place = { platform: event.place.platform, kind: "personal" as const, id: event.by.id };
    ctx.post({ card: [textElement(ctx.words("membership.guest"))], place });
    return undefined;
  },
};
