/** Look-ups for a due reminder: a person's working days, and whether they are away. */
import type { PrepareContext } from "../../core/feature.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { readWorkCalendar } from "../checks/schedule/calendar.ts";
import type { InterviewContext } from "./turn-draft.ts";

/** Asks the platform for the person's status; without an answer, they count as present. */
export async function readSilentPerson(
  { read, platforms, now }: Pick<PrepareContext, "read" | "platforms" | "now">,
  { workspace, place }: InboundEvent,
  person: string,
): Promise<Pick<InterviewContext, "calendar" | "isAway">> {
  const platform = platforms.get(place.platform);
  const presences = await platform?.presence?.(workspace, [person], now());
  return {
    calendar: await readWorkCalendar(read, workspace, person),
    isAway: presences?.get(person)?.away,
  };
}
