/**
 * Rights of guests: they may raise and follow their own requests; everything else is for members.
 */

import type { InboundEvent } from "../platform/event.ts";
import { readPerson } from "../storage/directory.ts";
import type { Feature, TurnInput, TurnSources } from "./feature.ts";

/** Resolves whether a person is a guest: from the event, else the platform, else the database. */
export async function resolveGuestStatus(
  { read, platforms }: Pick<TurnSources, "read" | "platforms">,
  { workspace, by, place, guest }: Asker,
): Promise<GuestStatus> {
  const recorded = (await readPerson(read, workspace, by.id))?.guest ?? false;
  const membership =
    guest === undefined
      ? await platforms.get(place.surface)?.membershipOf?.(workspace, by.id)
      : undefined;
  const isGuest = guest ?? (membership === undefined ? recorded : membership !== "member");
  return { guest: isGuest, changed: isGuest !== recorded && membership !== "outsider" };
}

type Asker = Pick<InboundEvent, "workspace" | "by" | "place" | "guest">;

interface GuestStatus {
  guest: boolean;
  /** True when the database says otherwise. */
  changed: boolean;
}

/** Tells whether guests may do this. Features without `allowsGuests` are for members only. */
export const isAllowedForGuests = (input: TurnInput, feature: Feature): boolean =>
  feature.allowsGuests?.(input) ?? false;

/** Feature that replaces one for members only, and refuses in a direct message. */
export const membersOnlyFeature: Feature = {
  name: "guests",
  async turn(ctx, { event }) {
    const place = { surface: event.place.surface, kind: "personal" as const, id: event.by.id };
    ctx.post({ card: [{ kind: "text", text: ctx.words("membership.guest") }], place });
    return undefined;
  },
};
