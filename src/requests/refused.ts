/** Why something could not be done with a request: who was first, or what is missing. */
import type { Element } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { pressOf } from "./press.ts";
import type { Say } from "./say.ts";
import { mention } from "./team-card.ts";

export function refused({ request, number, refusal }: Extract<Say, { say: "refused" }>, words: Words): Element[] {
  const said = (values: Record<string, Prose | string | number | Date> = {}, key: string = refusal.why): Element => ({
    kind: "text",
    text: words(`life.refused.${key}`, { number, ...values }),
  });
  switch (refusal.why) {
    case "stale": {
      const status = words.label(`requests.status.${refusal.status}`);
      return [refusal.who && refusal.at ? said({ who: mention(refusal.who), at: refusal.at, status }, "stale.who") : said({ status })];
    }
    case "taken":
      return [said({ who: mention(refusal.who), at: refusal.at })];
    case "unapproved":
      return [said({ missing: refusal.missing.flatMap((id, index): Prose => [...(index > 0 ? [", "] : []), { person: id }]) })];
    case "full":
      return [
        said({ capacity: refusal.capacity }),
        { kind: "buttons", buttons: [{ label: words.label("life.button.waits"), press: pressOf({ verb: "act", request, act: "take" }), opensForm: true }] },
      ];
    default:
      return [said()];
  }
}
