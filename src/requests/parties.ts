/** The people of a request in the ledger, and what somebody may do with it by them. */
import { readSettings } from "../organisation/settings.ts";
import type { Reader } from "../storage/store.ts";
import { mergedInto, readFor } from "./cases.ts";
import type { Act, Case } from "./life.ts";
import { type Actor, type Barred, barred, type Parties } from "./permissions.ts";

export async function partiesOf(on: Reader, workspace: string, one: Case): Promise<Parties> {
  const { request, requester, owner, kind, secluded, conversation, talk } = one;
  const { approvals } = await readSettings(on, workspace);
  return {
    own: { requester: requester.id, raisedBy: talk.raisedBy?.id ?? requester.id, conversation },
    joined: await mergedInto(on, workspace, request),
    owner: owner?.id,
    approvers: (kind && approvals[kind]?.people) ?? [],
    secluded,
  };
}

/** Why somebody may not do this with the request they named (`asked`) or with the one it became part of (`one`). */
export async function barredFrom(
  on: Reader,
  workspace: string,
  act: Act,
  { asked, one }: { asked: Case; one: Case },
  actor: Actor,
): Promise<Barred | undefined> {
  const named = barred(act, await partiesOf(on, workspace, asked), actor);
  if (one === asked || named === "unknown") return named;
  return barred(act, await partiesOf(on, workspace, one), actor);
}

/** The request that an act would be done with; undefined where somebody may not do it, or there is none. */
export async function caseFor(on: Reader, workspace: string, { request, act }: { request: string; act: Act }, actor: Actor): Promise<Case | undefined> {
  const found = await readFor(on, workspace, request, act);
  return found && !(await barredFrom(on, workspace, act, found, actor)) ? found.one : undefined;
}
