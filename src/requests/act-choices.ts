/** The form behind an act's button, with what the ledger has to choose from. */
import { readSettings } from "../organisation/settings.ts";
import { asc, eq } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import type { Form } from "../surface/form.ts";
import type { Words } from "../words.ts";
import { formOf } from "./act-forms.ts";
import { load } from "./cases.ts";
import { openCases, type Viewer } from "./lists.ts";
import { caseFor } from "./parties.ts";
import type { Press } from "./press.ts";

/** What a request may become part of, or what may wait for it. */
const lead = ["new", "accepted", "handed_over", "postponed", "alternative_proposed"] as const;

/** Undefined where the act has no form, or is not the viewer's to do. */
export async function openActForm(on: Reader, viewer: Viewer, press: Extract<Press, { verb: "act" }>, words: Words): Promise<Form | undefined> {
  const { workspace } = viewer;
  const { request, act } = press;
  const one = await caseFor(on, workspace, press, viewer);
  if (!one) return undefined;
  const { model, capacity } = await readSettings(on, workspace);
  const full = capacity !== undefined && (await load(on, workspace)).accepted >= capacity;
  const waits = act === "take" || (act === "hand" && full);
  const requests = act === "merge" ? await openCases(on, viewer, lead) : waits ? await openCases(on, viewer, ["accepted"]) : [];
  const streams = act === "stream" ? await streamsOf(on, workspace) : [];
  return formOf({ ...one, request }, act, { requests, streams, freeChoice: model === "customer", full }, words);
}

async function streamsOf({ db, t }: Reader, workspace: string): Promise<string[]> {
  const rows = await db.select({ name: t.streams.name }).from(t.streams).where(eq(t.streams.workspace, workspace)).orderBy(asc(t.streams.name));
  return rows.map(({ name }) => name);
}
