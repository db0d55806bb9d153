/** Rows for tests of the store: the least that each table asks for. */
import type { Tables } from "../../src/storage/schema.ts";
import type { Place } from "../../src/surface/place.ts";

export const noon = new Date("2026-11-22T12:00:00Z");
export const later = (ms: number) => new Date(noon.getTime() + ms);
export const place: Place = { surface: "terminal", kind: "personal", id: "ana" };

type New<T extends keyof Tables> = Tables[T]["$inferInsert"];

export const aDuty = (subject: string): New<"duties"> => ({
  id: `duty ${subject}`,
  workspace: "local",
  kind: "remind",
  subject,
  conversation: "terminal/dm/ana",
  dueAt: noon,
});

export const anArrival = (id: string, more: Partial<New<"arrivals">> = {}): New<"arrivals"> => ({
  workspace: "local",
  id,
  conversation: "terminal/dm/ana",
  kind: "opened",
  receivedAt: noon,
  ...more,
});

export const aRequest = (more: Partial<New<"requests">> = {}): New<"requests"> => ({
  id: "r1",
  workspace: "local",
  number: 1,
  conversation: "terminal/dm/ana",
  place,
  requester: "ana",
  raisedBy: "ana",
  status: "asking",
  text: ["we need a CRM"],
  createdAt: noon,
  updatedAt: noon,
  ...more,
});

export const aMessage = (id: string, more: Partial<New<"outbox">> = {}): New<"outbox"> => ({
  id,
  workspace: "local",
  conversation: "terminal/dm/ana",
  kind: "post",
  place,
  card: [],
  queuedAt: noon,
  ...more,
});
