/**
 * A message that only begins to ask for something ("we need"), stored until its author's next
 * message completes it. Pure.
 */
import { z } from "zod";
import type { InboundEventOf } from "../platform/event.ts";
import { RichText } from "../platform/rich-text.ts";

/** Key of a conversation's state. */
export const unfinishedKey = "unfinished";

const Unfinished = z.object({
  /** Time (Unix ms). */
  at: z.number(),
  /** Id of its author. */
  by: z.string(),
  text: RichText,
});
type Unfinished = z.infer<typeof Unfinished>;

type Message = Pick<InboundEventOf<"message">, "text" | "by" | "at">;

/** Time (ms) within which the next message completes it. */
const maxPauseMs = 2 * 60 * 1_000;

export const toUnfinished = ({ at, by, text }: Message): Unfinished => ({ at, by: by.id, text });

/** Returns the message that this one completes; `undefined` if there is none. */
export function readUnfinished(state: unknown, { at, by }: Message): Unfinished | undefined {
  const { data } = Unfinished.safeParse(state);
  return data?.by === by.id && at - data.at <= maxPauseMs ? data : undefined;
}
