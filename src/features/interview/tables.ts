/** Table of messages whose target was not clear, or was a guess. */

import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { TargetChoice } from "../../platform/event.ts";
import { sql } from "../../storage/drizzle.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";

/** Targets by the name of their button, likeliest first. */
export type HeldTargets = readonly { name: string; target: TargetChoice }[];

export function interviewTables({ table, index, text, json, instant }: Columns) {
  /** Words that wait for a tap, and those whose target was taken for another than it is. */
  const heldMessages = table(
    "held_messages",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      conversation: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      /** The platform's id of the message. */
      message: text().notNull(),
      by: text().notNull(),
      text: json(shapes.richTextShape, []).notNull(),
      targets: json<HeldTargets>(shapes.targetChoicesShape, []).notNull(),
      /** When the message was sent. */
      at: instant().notNull(),
      /** Name of the target that it became, and when; null while it waits. */
      settledAs: text(),
      settledAt: instant(),
    },
    (t) => [
      index("held_messages_message").on(t.workspace, t.message),
      index("held_messages_by").on(t.workspace, t.by),
      index("held_messages_at").on(t.workspace, t.at),
      index("held_messages_waiting")
        .on(t.workspace, t.conversation)
        .where(sql`${t.settledAt} is null`),
    ],
  );
  return { heldMessages };
}

type InterviewTables = ReturnType<typeof interviewTables>;

declare module "../../storage/schema.ts" {
  interface Tables extends InterviewTables {}
}
