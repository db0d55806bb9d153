/**
 * Rights of guests: to raise requests and follow their own. Others' requests, the team's acts and
 * the settings are for members.
 */

import type { InboundEvent } from "../platform/event.ts";
import { readPerson } from "../storage/directory.ts";
import type { Feature, TurnInput, TurnSources } from "./feature.ts";

/** Tells whether a person is a guest: by the arrival, else by the platform, else by the ledger. */
export async function resolveGuestStatus(
  { read, platforms }: Pick<TurnSources, "read" | "platforms">,
  { workspace, by, place, guest }: Asker,
): Promise<Told> {
  const recorded = (await readPerson(read, workspace, by.id))?.guest ?? false;
  const membership =
    guest === undefined
      ? await platforms.get(place.surface)?.membershipOf?.(workspace, by.id)
      : undefined;
  const told = guest ?? (membership === undefined ? recorded : membership !== "member");
  return { guest: told, changed: told !== recorded && membership !== "outsider" };
}

type Asker = Pick<InboundEvent, "workspace" | "by" | "place" | "guest">;

interface Told {
  guest: boolean;
  /** True where the ledger says otherwise. */
  changed: boolean;
}

/** Tells whether guests may do this. A feature that names nothing is for members. */
export const isAllowedForGuests = (input: TurnInput, feature: Feature): boolean =>
  feature.allowsGuests?.(input) ?? false;

/**
 * Feature that refuses, in place of one that is for members: in private, since it is nobody else's
 * matter.
 */
export const membersOnlyFeature: Feature = {
  name: "guests",
  async turn(ctx, { event }) {
    const place = { surface: event.place.surface, kind: "personal" as const, id: event.by.id };
    ctx.post({ card: [{ kind: "text", text: ctx.words("membership.guest") }], place });
    return undefined;
  },
};
