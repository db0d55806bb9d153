/** Form of an action's button, with stored choices. */

import type { Words } from "../../../lib/i18n.ts";
import type { Form } from "../../../platform/form.ts";
import { asc, eq } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import type { CaseActionType } from "../case.ts";
import { readCaseForAction } from "../case-access.ts";
import type { CaseViewer } from "../queries/case-list-items.ts";
import { countTeamLoad, listSelectableCases } from "../queries/case-lists.ts";
import { buildCaseActionForm } from "./action-forms.ts";

/** Statuses of requests that can be merge targets or can wait. */
const mergeableStatuses = [
  "new",
  "accepted",
  "handed_over",
  "postponed",
  "alternative_proposed",
] as const;

/** Opens the form; `undefined` if the action has none or the viewer may not do it. */
export async function openCaseActionForm(
  on: Reader,
  viewer: CaseViewer,
  press: { request: string; act: CaseActionType },
  words: Words,
): Promise<Form | undefined> {
  const { workspace } = viewer;
  const { request, act } = press;
  const one = await readCaseForAction(on, workspace, press, viewer);
  if (!one) return undefined;
  const { model, capacity } = await readWorkspaceSettings(on, workspace);
  const full =
    capacity !== undefined && (await countTeamLoad(on, workspace, request)).accepted >= capacity;
  const waits = act === "take" || (act === "hand" && full);
  const requests =
    act === "merge"
      ? await listSelectableCases(on, viewer, mergeableStatuses)
      : waits
        ? await listSelectableCases(on, viewer, ["accepted"])
        : [];
  const streams = act === "stream" ? await streamsOf(on, workspace) : [];
  return buildCaseActionForm(
    { ...one, request },
    act,
    { requests, streams, freeChoice: model === "customer", full },
    words,
  );
}

async function streamsOf({ db, t }: Reader, workspace: string): Promise<string[]> {
  const rows = await db
    .select({ name: t.valueStreams.name })
    .from(t.valueStreams)
    .where(eq(t.valueStreams.workspace, workspace))
    .orderBy(asc(t.valueStreams.name));
  return rows.map(({ name }) => name);
}
