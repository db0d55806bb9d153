/** Home tab of a person, updated from its first opening on. */

import type { TurnContext } from "../../core/feature.ts";
import { withoutThread } from "../../platform/conversation-ref.ts";
import { readPerson } from "../../storage/directory.ts";
import type { CaseCardContext } from "./cards/case-list-card.ts";
import { renderCaseReplies } from "./cards/reply-card.ts";
import { readOwnCasesPage } from "./queries/case-lists.ts";

/**
 * Posts the present home page, because the effect of its buttons is not visible there otherwise.
 */
export async function postHomePage(ctx: TurnContext, view: CaseCardContext): Promise<void> {
  const { w, workspace, at: now, conversation } = ctx;
  const place = withoutThread(ctx.place);
  const guest = (await readPerson(w, workspace, place.id))?.guest;
  const viewer = { workspace, person: place.id, place, team: false, guest, now };
  const { mine: requests, backlog } = await readOwnCasesPage(w, viewer);
  const card = renderCaseReplies([{ say: "mine", requests, backlog }], view);
  ctx.post({ kind: "home", place, conversation, card });
}
