/** Look-ups for a due reminder: a person's working days, and whether they are away. */
import type { PrepareContext } from "../../core/feature.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { readWorkCalendar } from "../checks/schedule/calendar.ts";
import type { InterviewConversation } from "./model/interview-state.ts";
import type { InterviewContext } from "./turn-draft.ts";

/**
 * Asks the platform for the status of the requester of a due reminder; without an answer, they
 * count as present. Returns nothing if the interview is over.
 */
export async function readSilentPerson(
  { read, platforms, now }: Pick<PrepareContext, "read" | "platforms" | "now">,
  { workspace, place, subject }: InboundEventOf<"due">,
  { interviews }: InterviewConversation,
): Promise<Partial<Pick<InterviewContext, "calendar" | "isAway" | "quietUntil">>> {
  const person = interviews.find(({ request }) => request === subject)?.requester.id;
  if (person === undefined) return {};
  const platform = platforms.get(place.platform);
  const { away, quietUntil } =
    (await platform?.presence?.(workspace, [person], now()))?.get(person) ?? {};
  return {
    calendar: await readWorkCalendar(read, workspace, person),
    isAway: away,
    quietUntil: quietUntil?.getTime(),
  };
}
