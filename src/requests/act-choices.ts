/** The form behind an act's button, with what the ledger has to choose from. */
import { readSettings } from "../organisation/settings.ts";
import { asc, eq } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import type { Form } from "../surface/form.ts";
import type { Words } from "../words.ts";
import { formOf } from "./act-forms.ts";
import { load, openCases, readCase } from "./cases.ts";
import type { Press } from "./press.ts";

/** What a request may become part of, or what may wait for it. */
const lead = ["new", "accepted", "handed_over", "postponed", "alternative_proposed"] as const;

export async function openActForm(on: Reader, workspace: string, { request, act }: Extract<Press, { verb: "act" }>, words: Words): Promise<Form | undefined> {
  const one = await readCase(on, workspace, request);
  if (!one) return undefined;
  const { model, capacity } = await readSettings(on, workspace);
  const full = capacity !== undefined && (await load(on, workspace)).accepted >= capacity;
  const waits = act === "take" || (act === "hand" && full);
  const requests = act === "merge" ? await openCases(on, workspace, lead) : waits ? await openCases(on, workspace, ["accepted"]) : [];
  const streams = act === "stream" ? await streamsOf(on, workspace) : [];
  return formOf(one, act, { requests, streams, freeChoice: model === "customer", full }, words);
}

async function streamsOf({ db, t }: Reader, workspace: string): Promise<string[]> {
  const rows = await db.select({ name: t.streams.name }).from(t.streams).where(eq(t.streams.workspace, workspace)).orderBy(asc(t.streams.name));
  return rows.map(({ name }) => name);
}
