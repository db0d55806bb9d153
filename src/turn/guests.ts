/** Rights of guests: to raise requests and follow their own. Others' requests, the team's acts and the settings are for members. */
import type { Feature } from "../feature.ts";
import { isForGuests } from "../requests/guests.ts";
import { personOf } from "../storage/places.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Sources } from "./prepare.ts";

/** Tells whether a person is a guest: by the arrival, else by the platform, else by the ledger. */
export async function isGuest({ read, surfaces }: Pick<Sources, "read" | "surfaces">, { workspace, by, place, guest }: Asker): Promise<Told> {
  const recorded = (await personOf(read, workspace, by.id))?.guest ?? false;
  const membership = guest === undefined ? await surfaces.get(place.surface)?.membershipOf?.(workspace, by.id) : undefined;
  const told = guest ?? (membership === undefined ? recorded : membership !== "member");
  return { guest: told, news: told !== recorded && membership !== "outsider" };
}

type Asker = Pick<Arrival, "workspace" | "by" | "place" | "guest">;

interface Told {
  guest: boolean;
  /** True where the ledger says otherwise. */
  news: boolean;
}

/** Tells whether guests may do this. A feature that names nothing is for members. */
export const isOpenToGuests = (arrival: Arrival, feature: Feature | undefined): boolean =>
  feature ? (feature.forGuests?.(arrival) ?? false) : isForGuests(arrival);

/** Feature that refuses, in place of one that is for members: in private, since it is nobody else's matter. */
export const membersOnly: Feature = {
  name: "guests",
  prepare: async () => undefined,
  async turn(office, arrival) {
    const place = { surface: arrival.place.surface, kind: "personal" as const, id: arrival.by.id };
    office.post({ card: [{ kind: "text", text: office.words("membership.guest") }], place });
    return undefined;
  },
};
