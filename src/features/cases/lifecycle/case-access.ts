/** People of a stored request, and checks of their permissions. */

import type { Reader } from "../../../storage/store.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "../../workspace/settings.ts";
import { type CaseListener, listMergedRequests } from "../rows/merged-requests.ts";
import { readActionTarget } from "../rows/repository.ts";
import type { Case, CaseActionType } from "./case.ts";
import {
  type AccessDenial,
  type CaseActor,
  type CaseParties,
  checkCaseAccess,
} from "./permissions.ts";

/** Returns the people of a case; `joined` are merged requests. */
export function casePartiesOf(
  { requester, owner, kind, isPrivate, conversation, interview }: Case,
  joined: readonly CaseListener[],
  approvals: WorkspaceSettings["approvals"],
): CaseParties {
  const raisedBy = interview.raisedBy?.id ?? requester.id;
  return {
    own: { requester: requester.id, raisedBy, conversation },
    joined,
    owner: owner?.id,
    approvers: (kind && approvals[kind]?.people) ?? [],
    isPrivate,
  };
}

/** Reads the people whose permissions on a case differ from those of others. */
export async function readCaseParties(
  on: Reader,
  workspace: string,
  one: Case,
): Promise<CaseParties> {
  const { approvals } = await readWorkspaceSettings(on, workspace);
  return casePartiesOf(one, await listMergedRequests(on, workspace, one.request), approvals);
}

/**
 * Returns the reason why a person may not act on the request that they named (`asked`), or on its
 * merge target (`one`).
 */
export function checkActionAccess(
  act: CaseActionType,
  { asked, one }: { asked: CaseParties; one?: CaseParties },
  actor: CaseActor,
): AccessDenial | undefined {
  const named = checkCaseAccess(act, asked, actor);
  return !one || named === "unknown" ? named : checkCaseAccess(act, one, actor);
}

/** Reads the case of an action; `undefined` if the person may not do it. */
export async function readCaseForAction(
  on: Reader,
  workspace: string,
  { request, act }: { request: string; act: CaseActionType },
  actor: CaseActor,
): Promise<Case | undefined> {
  const found = await readActionTarget(on, workspace, request, act);
  if (!found) return undefined;
  const asked = await readCaseParties(on, workspace, found.asked);
  const one =
    found.one === found.asked ? undefined : await readCaseParties(on, workspace, found.one);
  return checkActionAccess(act, { asked, one }, actor) ? undefined : found.one;
}
