/** Sample rows with the required columns of each table. */

import type { ConversationRef } from "../../../src/platform/conversation-ref.ts";
import type { Tables } from "../../../src/storage/schema.ts";

export const noon = new Date("2026-11-22T12:00:00Z");
export const afterNoon = (ms: number) => new Date(noon.getTime() + ms);
export const samplePlace: ConversationRef = { platform: "terminal", kind: "personal", id: "ana" };

type New<T extends keyof Tables> = Tables[T]["$inferInsert"];

export const sampleJob = (subject: string): New<"jobs"> => ({
  id: `duty ${subject}`,
  workspace: "local",
  kind: "remind",
  subject,
  conversation: "terminal/dm/ana",
  dueAt: noon,
});

export const sampleEvent = (id: string, more: Partial<New<"inbox">> = {}): New<"inbox"> => ({
  workspace: "local",
  id,
  conversation: "terminal/dm/ana",
  kind: "opened",
  receivedAt: noon,
  ...more,
});

export const sampleRequest = (more: Partial<New<"requests">> = {}): New<"requests"> => ({
  id: "r1",
  workspace: "local",
  number: 1,
  conversation: "terminal/dm/ana",
  place: samplePlace,
  requester: "ana",
  raisedBy: "ana",
  status: "asking",
  text: ["we need a CRM"],
  createdAt: noon,
  updatedAt: noon,
  ...more,
});

export const sampleOutboxRow = (id: string, more: Partial<New<"outbox">> = {}): New<"outbox"> => ({
  id,
  workspace: "local",
  conversation: "terminal/dm/ana",
  kind: "post",
  place: samplePlace,
  card: [],
  queuedAt: noon,
  ...more,
});
