/** What whoever runs Entwine does with all of the ledger, on the record of each workspace. */

import type { Json } from "../../platform/adapter.ts";
import type { Store } from "../../storage/store.ts";
import { recordAuditEntry } from "../workspace/audit-log.ts";

/** `workspaces` are those whom it concerns; what there is to say of it holds nobody's words. */
export const recordByOperator = (
  store: Store,
  {
    what,
    after,
    workspaces,
    at,
    newId,
  }: {
    what: "export" | "erase";
    after: Json;
    workspaces: readonly string[];
    at: Date;
    newId(): string;
  },
): Promise<void> =>
  store.write(async (w) => {
    for (const workspace of workspaces)
      await recordAuditEntry(w, {
        id: newId(),
        workspace,
        what,
        before: null,
        after,
        by: "operator",
        at,
      });
  });
