/** What the team sees of a request in its intake channel: one card that shows how it stands now, and a thread under it that nobody else reads. */

import { chainOf } from "../checks/chain.ts";
import { readGroup } from "../organisation/groups.ts";
import { readSettings } from "../organisation/settings.ts";
import { load, mergedInto, readCase, shownOf } from "../requests/cases.ts";
import { type Case, heldUpBy, type Step } from "../requests/life.ts";
import { nextMonday, weekly } from "../requests/report.ts";
import { teamCard, teamNote } from "../requests/team-card.ts";
import * as conversations from "../storage/conversations.ts";
import * as duties from "../storage/duties.ts";
import * as outbox from "../storage/outbox.ts";
import { namesOf } from "../storage/places.ts";
import type { Card } from "../surface/card.ts";
import { intakeOf, type Place, placeKey, withoutThread } from "../surface/place.ts";
import type { TurnOffice } from "./office.ts";

/** What is needed of a turn to show something. */
export type Showing = Pick<TurnOffice, "w" | "desk" | "workspace" | "outgoing">;

/** Brings the card in the intake channel to the present state, and posts it where there is none yet. With `all` it shows every button that there is. */
export async function showCase({ w, desk, workspace, outgoing }: Showing, one: Case, { all = false } = {}): Promise<void> {
  const old = await outbox.newestOf(w, workspace, one.request, "intake");
  const place = old?.place ?? intakeOf(desk.intake, workspace, one.place.surface);
  if (!place) return;
  const { approvals } = await readSettings(w, workspace);
  const merged = (await mergedInto(w, workspace, one.request)).map(({ requester }) => requester);
  const numberOf = async (request: string | undefined): Promise<number | undefined> =>
    request === undefined ? undefined : (await readCase(w, workspace, request))?.number;
  const into = await numberOf(one.mergedInto);
  const first = await numberOf(one.status === "accepted" ? heldUpBy(one) : undefined);
  const { broken } = await load(w, workspace);
  const group = one.group ? await readGroup(w, workspace, one.group) : undefined;
  const card = teamCard(one, {
    words: desk.common,
    approval: one.kind && approvals[one.kind],
    broken: Math.max(0, broken - (one.kind === "factory_issue" ? 1 : 0)),
    others: [...new Set(merged)].map(await namesOf(w, workspace, merged)),
    similar: await shownOf(w, workspace, one.talk.alike ?? []),
    ...(group && { group }),
    chain: await chainOf(w, workspace, one.group ?? null),
    ...(into !== undefined && { into }),
    ...(first !== undefined && { first }),
    all,
  });
  if (old) outgoing.revise(old, card);
  else {
    outgoing.post({ place: withoutThread(place), card, request: one.request, question: "intake" });
    await ensureWeekly({ w, desk, workspace }, withoutThread(place));
  }
}

/** From the first brief on, the team hears once a week of needs that several share. */
async function ensureWeekly({ w, desk, workspace }: Pick<Showing, "w" | "desk" | "workspace">, place: Place): Promise<void> {
  const at = desk.now();
  await conversations.begin(w, workspace, place, at);
  await duties.ensure(w, { id: desk.newId(), workspace, kind: weekly, subject: place.surface, conversation: placeKey(place), dueAt: nextMonday(at) });
}

/** A word in the thread under the team's card. Without an id it stays as it is. */
export async function noteForTeam({ w, workspace, outgoing }: Showing, request: string, card: Card, id?: string): Promise<void> {
  const under = await outbox.newestOf(w, workspace, request, "intake");
  if (!under) return;
  const place = withoutThread(under.place);
  const where = under.message ? { place: { ...place, thread: under.message } } : { place, target: under.id };
  outgoing.post({ ...where, card, request, ...(id !== undefined && { id }) });
}

/** A step as the team reads of it there; the note has the step's id, through which it changes when its words do. */
export const noteStep = (showing: Showing, one: Case, step: Step): Promise<void> =>
  noteForTeam(showing, one.request, teamNote(one, step, showing.desk.common), step.id);

/** Words in steps were edited or taken back: what the team sees of them follows. */
export async function showAmended(showing: Showing, steps: readonly { request: string; step: string }[]): Promise<void> {
  const { w, desk, workspace, outgoing } = showing;
  for (const { request, step: id } of steps) {
    const one = await readCase(w, workspace, request);
    const step = one?.steps.find((each) => each.id === id);
    if (!one || !step) continue;
    await showCase(showing, one);
    outgoing.revise(await outbox.byId(w, workspace, id), teamNote(one, step, desk.common));
  }
}
