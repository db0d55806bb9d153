/** Somebody spoke of customers or providers among colleagues: they hear of it in private, in a turn of their own after this one, so that it never stands before the answer. */
import { name, pathTo } from "../organisation/errand.ts";
import { mayNudge, speaksOfProviders } from "../organisation/nudge.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { TurnOffice } from "./office.ts";
import type { Knowledge } from "./prepare.ts";

export async function nudge(office: TurnOffice, { kind, by, place }: Arrival, { readings, parts }: Knowledge): Promise<void> {
  if (kind !== "message" && kind !== "submitted" && kind !== "command") return; // what was pointed at was said to others
  if (!speaksOfProviders([...Object.values(readings).map(({ request }) => request), ...parts.map(({ reading }) => reading)])) return;
  if (!(await mayNudge(office.w, office.workspace, by.id, office.at))) return;
  const to = { surface: place.surface, kind: "personal", id: by.id } as const;
  await office.of(name).arrive({ id: `nudge:${by.id}/${office.at.toISOString().slice(0, 10)}`, place: to, duty: pathTo("tell"), subject: by.id });
}
