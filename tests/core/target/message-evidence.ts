/** A message to the bot, and a question that is open with its author. */
import type { MessageEvidence, OpenThing } from "../../../src/core/message-target.ts";

/** Time of the message (Unix ms). */
export const messageTime = Date.parse("2027-03-01T09:00:00Z");

export const messageEvidence = (more: Partial<MessageEvidence> = {}): MessageEvidence => ({
  text: ["words"],
  by: { id: "maria" },
  at: messageTime,
  addressed: true,
  place: { platform: "slack", kind: "personal", id: "maria" },
  ...more,
});

export const openThing = (more: Partial<OpenThing> = {}): OpenThing => ({
  ...{ feature: "interview", id: "need", request: "r1", asked: ["maria"] },
  ...{ askedAt: messageTime - 60_000, answers: "need", ...more },
});
