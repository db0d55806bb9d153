/** Notice of a history entry for one requester, read in the turn that sends it. */

import { workdayMorningOn } from "../../../lib/dates/working-time.ts";
import { readPerson } from "../../../storage/directory.ts";
import { and, eq } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readWorkCalendar } from "../../checks/schedule/calendar.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import type { RequesterNotice } from "../cards/requester-notice.ts";
import { hasNoOutcomeQuestion, outcomeDate } from "../case.ts";
import { readCase } from "../repository.ts";

/**
 * Reads a notice. `subject` is the entry's id and the requester's request; `undefined` if either is
 * deleted.
 */
export async function readRequesterNotice(
  on: Reader,
  workspace: string,
  subject: string,
): Promise<RequesterNotice | undefined> {
  const [stepId = "", listener = ""] = subject.split("/");
  const { db, t } = on;
  const [row] = await db
    .select({ request: t.historyEntries.request })
    .from(t.historyEntries)
    .where(and(eq(t.historyEntries.workspace, workspace), eq(t.historyEntries.id, stepId)));
  const one = row && (await readCase(on, workspace, row.request));
  const own = one?.request === listener ? one : await readCase(on, workspace, listener);
  const step = one?.history.find(({ id }) => id === stepId);
  if (!one || !own || !step) return undefined;
  const other = step.into ? await readCase(on, workspace, step.into) : undefined;
  const guest = (await readPerson(on, workspace, own.requester.id))?.guest;
  const { model } = await readWorkspaceSettings(on, workspace);
  return {
    request: listener,
    ownNumber: own.number,
    requester: own.requester.id,
    number: one.number,
    title: other && !other.isPrivate && !guest ? other.title : undefined,
    step,
    part: one.request !== listener || undefined,
    askOn:
      step.act === "deliver" && !hasNoOutcomeQuestion(one.interview)
        ? workdayMorningOn(
            outcomeDate(one),
            await readWorkCalendar(on, workspace, own.requester.id),
          )
        : undefined,
    other: other?.number,
    freeChoice: model === "customer",
  };
}
