/** Whose an arrival is: a feature's by its command, press, form or duty, or by the words that it was the last to ask for; all else is the conversation about requests. */
import type { Feature } from "../feature.ts";
import { readControl } from "../judgement/controls.ts";
import { beginsLikeRequest } from "../requests/hear.ts";
import type { Arrival } from "../surface/arrival.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Floor } from "./office.ts";

/** Words that come later than this are no answer any more, in milliseconds. */
const patience = 24 * 60 * 60 * 1_000;

const first = (path: string): string => path.split("/", 1)[0]!;

export function featureOf(arrival: Arrival, state: unknown, features: readonly Feature[]): Feature | undefined {
  const named = (name: string): Feature | undefined => features.find((feature) => feature.name === name);
  switch (arrival.kind) {
    case "command": {
      const [word = ""] = plain(arrival.text).trim().toLowerCase().split(/\s+/, 1);
      return features.find(({ commands }) => commands?.[arrival.command]?.includes(word)) ?? named(arrival.command);
    }
    case "press":
      return named(first(arrival.press));
    case "submitted":
      return named(first(arrival.form));
    case "due":
      return named(first(arrival.duty));
    case "message": {
      const spoken = arrival.addressed ? features.find((feature) => feature.spoken?.(plain(arrival.text))) : undefined;
      if (spoken) return spoken;
      const { floor, ...kept } = state as { floor?: Floor } & Record<string, unknown>;
      if (!floor || arrival.at - floor.at > patience || beginsLikeRequest(arrival.text)) return undefined;
      if (readControl(plain(arrival.text)) === "person") return undefined;
      const feature = named(floor.feature);
      return feature?.awaits && !feature.awaits(kept[floor.feature]) ? undefined : feature;
    }
    default:
      return undefined;
  }
}

/** Whether words must not be stored beside a name. */
export const isConfidential = (features: readonly Feature[], text: Prose): boolean => features.some(({ confidential }) => confidential?.isConfidential(text));
