/**
 * Somebody spoke of customers or providers among colleagues: they hear of it in private, in a turn
 * of their own after this one, so that it never stands before the answer.
 */

import type { UnitOfWork } from "../../core/turn-context.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { workspaceActions } from "../workspace/actions.ts";
import { claimWordingHint, usesProviderLanguage } from "../workspace/wording-hint.ts";
import type { InterviewLookups } from "./prepare.ts";

export async function offerWordingHint(
  ctx: UnitOfWork,
  { kind, by, place }: InboundEvent,
  { readings, parts }: InterviewLookups,
): Promise<void> {
  // what was pointed at was said to others
  if (kind !== "message" && kind !== "submitted" && kind !== "command") return;
  if (
    !usesProviderLanguage([
      ...Object.values(readings).map(({ request }) => request),
      ...parts.map(({ reading }) => reading),
    ])
  )
    return;
  if (!(await claimWordingHint(ctx.w, ctx.workspace, by.id, ctx.at))) return;
  const to = { surface: place.surface, kind: "personal", id: by.id } as const;
  await ctx.forFeature(workspaceActions.feature).enqueueEvent({
    id: `nudge:${by.id}/${ctx.at.toISOString().slice(0, 10)}`,
    place: to,
    duty: workspaceActions.encode("tell"),
    subject: by.id,
  });
}
