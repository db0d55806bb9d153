/** Reader of cards that anybody in a channel may see. */
import type { Reader } from "../../../storage/store.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import type { LedgerViewer } from "../ledger-viewer.ts";

/** Returns a viewer who sees neither private requests nor security incidents. */
export async function readSharedViewer(
  on: Reader,
  workspace: string,
  now: Date,
): Promise<LedgerViewer> {
  const { zone = "UTC", approvals, hourlyRate } = await readWorkspaceSettings(on, workspace);
  return {
    workspace,
    person: "",
    isGuest: false,
    isTeam: false,
    isShared: true,
    zone,
    ownZone: zone,
    approvals,
    hourlyRate,
    now,
  };
}
