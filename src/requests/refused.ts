/** Why something could not be done with a request: who was first, or what is missing. */
import type { Element } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import type { Act } from "./life.ts";
import { mention } from "./mention.ts";
import { pressOf } from "./press.ts";
import type { Say } from "./say.ts";

/** Acts that no form asks for: their buttons and words bring all that they need. */
const formless = new Set<Act>(["evidence", "outcome", "yield", "free"]);

/** The form that was not filled in, or not far enough, once more. */
const again = (words: Words, key: string, request: string, act: Act): Element => ({
  kind: "buttons",
  buttons: [{ label: words.label(`life.button.${key}`), press: pressOf({ verb: "act", request, act }), opensForm: true }],
});

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
      return [said({ capacity: refusal.capacity }), again(words, "waits", request, refusal.act)];
    case "incomplete":
      return [said(), ...(formless.has(refusal.act) ? [] : [again(words, refusal.act === "ask" ? "ask.short" : refusal.act, request, refusal.act)])];
    case "gone":
      return [said({ other: refusal.number, status: words.label(`requests.status.${refusal.status}`) })];
    case "once":
      return [said(), { kind: "buttons", buttons: [{ label: words.label("life.button.person"), press: pressOf({ verb: "act", request, act: "person" }) }] }];
    default:
      return [said()];
  }
}
