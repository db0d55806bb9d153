/**
 * Mentions of outsiders, which become plain names: nobody gets a role in a request or a
 * retrospective by mistake.
 */

import type { PlatformAdapter } from "../platform/adapter.ts";
import type { InboundEvent } from "../platform/event.ts";
import { type RichText, spanToPlainText } from "../platform/rich-text.ts";

/** Returns the arrival without mentions of people whom its platform calls outsiders. */
export async function withoutOutsiderMentions(
  surface: PlatformAdapter | undefined,
  event: InboundEvent,
): Promise<InboundEvent> {
  if (!("text" in event) || !event.text || !surface?.membershipOf) return event;
  const text = await Promise.all(
    event.text.map(async (span): Promise<RichText[number]> => {
      if (typeof span === "string" || !("person" in span)) return span;
      return (await surface.membershipOf?.(event.workspace, span.person)) === "outsider"
        ? spanToPlainText(span)
        : span;
    }),
  );
  return { ...event, text };
}
