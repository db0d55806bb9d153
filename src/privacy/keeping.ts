/** The feature of keeping: terms are chosen, and what has had its day goes at night, in batches, beside all else. */
import type { Feature } from "../feature.ts";
import { sorry } from "../organisation/forms.ts";
import { readSettings } from "../organisation/settings.ts";
import { mayNot } from "../organisation/settings-card.ts";
import { choices, termsOf } from "../organisation/terms.ts";
import { chooseTerms, formOf, name, standingOf } from "./choose-terms.ts";
import { type Progress, type Swept, tidy, untidy } from "./keep.ts";

/** Rows of one write at most. */
const most = 200;

/** After there was nothing to tidy nobody looks for so long, in milliseconds by the bot's clock. */
const rest = 10 * 60 * 1_000;

/** `told` hears how many rows went, by table, once all of them are gone. */
export function openKeeping(told: (swept: Swept) => void = () => {}): Feature {
  let lookAgain = 0;
  let gone: Swept = {};
  const progress: Progress = new Map();
  /** Something went whose traces are still in the database's files. */
  let traces = false;

  return {
    name,
    prepare: async () => undefined,
    turn: (office, arrival) => chooseTerms(office, arrival),
    async form(on, { workspace, by, press, words }) {
      if (press !== `${name}/change`) return undefined;
      const { admins, allowed } = await standingOf(on, workspace, by.id);
      return allowed ? formOf(termsOf(await readSettings(on, workspace)), choices, words) : sorry(mayNot(admins, words), words);
    },
    bulk: {
      async due(on, _, now) {
        if (now.getTime() < lookAgain) return 0;
        const due = await untidy(on, now);
        if (due.length === 0) lookAgain = now.getTime() + rest;
        return due.length;
      },
      async keys(on, _, { now, limit }) {
        progress.clear(); // what the failed write had done was taken back
        return (await untidy(on, now)).slice(0, limit).map((id) => ({ workspace: id, tableName: "workspaces", key: id }));
      },
      async sweep(w, { now, limit, only }) {
        const { swept, more, done } = await tidy(w, now, { limit: Math.min(limit, most), only: only?.key }, progress);
        for (const [table, rows] of Object.entries(swept)) gone[table] = (gone[table] ?? 0) + rows;
        traces ||= !more && done > 0;
        return more ? limit : 0;
      },
      async foresee({ store }) {
        if (!traces) return;
        traces = false;
        if (Object.keys(gone).length > 0) told(gone);
        gone = {};
        await store.scrub({ gently: true });
      },
    },
  };
}
