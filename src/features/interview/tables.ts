/** Table of messages whose target was unclear or uncertain. */

import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { TargetChoice } from "../../platform/event.ts";
import { sql } from "../../storage/drizzle.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";

/** Targets by the name of their button, most probable first. */
export type HeldTargets = readonly { name: string; target: TargetChoice }[];

/** Defines the tables of the interview. */
export function interviewTables({ table, index, text, json, instant }: Columns) {
  /** Messages that wait for the choice of a target, and those whose target was corrected. */
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
      /** Name of the chosen target, and time of the choice; null while it waits. */
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
