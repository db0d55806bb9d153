/** The people of a request in the ledger, and what somebody may do with it by them. */

import type { Reader } from "../../storage/store.ts";
import { readWorkspaceSettings } from "../workspace/settings.ts";
import type { Case, CaseActionType } from "./case.ts";
import { listMergedRequests } from "./merged-requests.ts";
import {
  type AccessDenial,
  type CaseActor,
  type CaseParties,
  checkCaseAccess,
} from "./permissions.ts";
import { readActionTarget } from "./repository.ts";

export async function readCaseParties(
  on: Reader,
  workspace: string,
  one: Case,
): Promise<CaseParties> {
  const { request, requester, owner, kind, secluded, conversation, interview } = one;
  const { approvals } = await readWorkspaceSettings(on, workspace);
  return {
    own: {
      requester: requester.id,
      raisedBy: interview.raisedBy?.id ?? requester.id,
      conversation,
    },
    joined: await listMergedRequests(on, workspace, request),
    owner: owner?.id,
    approvers: (kind && approvals[kind]?.people) ?? [],
    secluded,
  };
}

/**
 * Why somebody may not do this with the request they named (`asked`) or with the one it became part
 * of (`one`).
 */
export async function checkActionAccess(
  on: Reader,
  workspace: string,
  act: CaseActionType,
  { asked, one }: { asked: Case; one: Case },
  actor: CaseActor,
): Promise<AccessDenial | undefined> {
  const named = checkCaseAccess(act, await readCaseParties(on, workspace, asked), actor);
  if (one === asked || named === "unknown") return named;
  return checkCaseAccess(act, await readCaseParties(on, workspace, one), actor);
}

/**
 * The request that an act would be done with; undefined where somebody may not do it, or there is
 * none.
 */
export async function readCaseForAction(
  on: Reader,
  workspace: string,
  { request, act }: { request: string; act: CaseActionType },
  actor: CaseActor,
): Promise<Case | undefined> {
  const found = await readActionTarget(on, workspace, request, act);
  return found && !(await checkActionAccess(on, workspace, act, found, actor))
    ? found.one
    : undefined;
}
