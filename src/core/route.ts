/**
 * Whose an arrival is: a feature's by its command, press, form or duty, or by the words that it was
 * the last to ask for; all else is the conversation about requests.
 */

import { beginsLikeRequest } from "../features/interview/on-message.ts";
import { readControlPhrase } from "../nlu/rules/control-phrases.ts";
import type { InboundEvent } from "../platform/event.ts";
import { type RichText, toPlainText } from "../platform/rich-text.ts";
import type { Feature } from "./feature.ts";
import type { AwaitedInput } from "./turn-context.ts";

/** Words that come later than this are no answer any more, in milliseconds. */
const patience = 24 * 60 * 60 * 1_000;

const first = (path: string): string => path.split("/", 1)[0]!;

export function routeEvent(
  event: InboundEvent,
  state: unknown,
  features: readonly Feature[],
): Feature | undefined {
  const named = (name: string): Feature | undefined =>
    features.find((feature) => feature.name === name);
  switch (event.kind) {
    case "command": {
      const [word = ""] = toPlainText(event.text).trim().toLowerCase().split(/\s+/, 1);
      return (
        features.find(({ commands }) => commands?.[event.command]?.includes(word)) ??
        named(event.command)
      );
    }
    case "press":
      return named(first(event.press));
    case "submitted":
      return named(first(event.form));
    case "due":
      return named(first(event.duty));
    case "message": {
      const spoken = event.addressed
        ? features.find((feature) => feature.isSpokenCommand?.(toPlainText(event.text)))
        : undefined;
      if (spoken) return spoken;
      const { floor, ...kept } = state as { floor?: AwaitedInput } & Record<string, unknown>;
      if (!floor || event.at - floor.at > patience || beginsLikeRequest(event.text))
        return undefined;
      if (readControlPhrase(toPlainText(event.text)) === "person") return undefined;
      const feature = named(floor.feature);
      return feature?.isAwaitingText && !feature.isAwaitingText(kept[floor.feature])
        ? undefined
        : feature;
    }
    default:
      return undefined;
  }
}

/** Whether words must not be stored beside a name. */
export const isConfidentialText = (features: readonly Feature[], text: RichText): boolean =>
  features.some(({ confidential }) => confidential?.isConfidential(text));
