/** A step as one of the requesters hears of it, looked up when their turn to be told comes. */
import { readSettings } from "../organisation/settings.ts";
import { and, eq } from "../storage/drizzle.ts";
import { personOf } from "../storage/places.ts";
import type { Reader } from "../storage/store.ts";
import { aWorkdayMorning } from "../working-time.ts";
import { readCase } from "./cases.ts";
import { outcomeDate } from "./outcome.ts";
import type { Notice } from "./told.ts";

/** `subject` is the step's id and the listener's request. Undefined where either is gone. */
export async function noticeOf(on: Reader, workspace: string, subject: string): Promise<Notice | undefined> {
  const [stepId = "", listener = ""] = subject.split("/");
  const { db, t } = on;
  const [row] = await db
    .select({ request: t.steps.request })
    .from(t.steps)
    .where(and(eq(t.steps.workspace, workspace), eq(t.steps.id, stepId)));
  const one = row && (await readCase(on, workspace, row.request));
  const own = one?.request === listener ? one : await readCase(on, workspace, listener);
  const step = one?.steps.find(({ id }) => id === stepId);
  if (!one || !own || !step) return undefined;
  const other = step.into ? await readCase(on, workspace, step.into) : undefined;
  const guest = (await personOf(on, workspace, own.requester.id))?.guest;
  const { model } = await readSettings(on, workspace);
  return {
    request: listener,
    own: own.number,
    requester: own.requester.id,
    number: one.number,
    ...(other && !other.secluded && !guest && { title: other.title }),
    step,
    ...(one.request !== listener && { part: true as const }),
    ...(step.act === "deliver" && { askOn: aWorkdayMorning(outcomeDate(one), "UTC") }),
    ...(other && { other: other.number }),
    freeChoice: model === "customer",
  };
}
