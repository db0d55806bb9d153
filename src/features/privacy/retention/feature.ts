/**
 * The feature of keeping: terms are chosen, and what has had its day goes at night, in batches,
 * beside all else.
 */
import type { ActionIn } from "../../../core/actions.ts";
import type { Feature } from "../../../core/feature.ts";
import { notAllowedForm } from "../../workspace/forms.ts";
import { retentionChoices, retentionTermsOf } from "../../workspace/retention-terms.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import { notAllowedText } from "../../workspace/settings-card.ts";
import {
  chooseRetentionTerms,
  readRetentionPermission,
  retentionActions,
  retentionTermsForm,
} from "./choose-terms.ts";
import {
  type DeletedRowCounts,
  type RetentionProgress,
  runRetentionBatch,
  workspacesDueForRetention,
} from "./retention-job.ts";

/** Rows of one write at most. */
const most = 200;

/** After there was nothing to tidy nobody looks for so long, in milliseconds by the bot's clock. */
const rest = 10 * 60 * 1_000;

/** `told` hears how many rows went, by table, once all of them are gone. */
export function openRetention(
  told: (swept: DeletedRowCounts) => void = () => {},
): Feature<undefined, undefined, ActionIn<typeof retentionActions>> {
  let lookAgain = 0;
  let gone: DeletedRowCounts = {};
  const progress: RetentionProgress = new Map();
  /** Something went whose traces are still in the database's files. */
  let traces = false;

  return {
    name: retentionActions.feature,
    actions: retentionActions,
    turn: chooseRetentionTerms,
    async buildForm(on, { workspace, by, action, words }) {
      if (action.verb !== "change") return undefined;
      const { admins, allowed } = await readRetentionPermission(on, workspace, by.id);
      return allowed
        ? retentionTermsForm(
            retentionTermsOf(await readWorkspaceSettings(on, workspace)),
            retentionChoices,
            words,
          )
        : notAllowedForm(notAllowedText(admins, words), words);
    },
    bulkJob: {
      async countDue(on, _, now) {
        if (now.getTime() < lookAgain) return 0;
        const due = await workspacesDueForRetention(on, now);
        if (due.length === 0) lookAgain = now.getTime() + rest;
        return due.length;
      },
      async dueKeys(on, _, { now, limit }) {
        progress.clear(); // what the failed write had done was taken back
        return (await workspacesDueForRetention(on, now))
          .slice(0, limit)
          .map((id) => ({ workspace: id, tableName: "workspaces", key: id }));
      },
      async runBatch(w, { now, limit, only }) {
        const { swept, more, done } = await runRetentionBatch(
          w,
          now,
          { limit: Math.min(limit, most), only: only?.key },
          progress,
        );
        for (const [table, rows] of Object.entries(swept)) gone[table] = (gone[table] ?? 0) + rows;
        traces ||= !more && done > 0;
        return more ? limit : 0;
      },
      async prefetch({ store }) {
        if (!traces) return;
        traces = false;
        if (Object.keys(gone).length > 0) told(gone);
        gone = {};
        await store.purgeDeletedRows({ gently: true });
      },
    },
  };
}
