/** Cards that explain why an action was refused: who was first, or what is missing. */

import type { Words } from "../../../lib/i18n.ts";
import type { CardElement } from "../../../platform/card.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import { caseActions } from "../actions.ts";
import type { CaseActionType } from "../case.ts";
import type { CaseReply } from "../reply.ts";

/** Actions without a form: their buttons or text contain everything. */
const formless = new Set<CaseActionType>(["evidence", "add", "outcome", "yield", "free"]);

/** Returns the button that opens the incomplete form again. */
const reopenFormButton = (
  words: Words,
  key: string,
  request: string,
  act: CaseActionType,
): CardElement => ({
  kind: "buttons",
  buttons: [
    {
      label: words.plain(`life.button.${key}`),
      press: caseActions.encode(act, request),
      opensForm: true,
    },
  ],
});

export function caseRefusalCard(
  { request, number, refusal }: Extract<CaseReply, { say: "refused" }>,
  words: Words,
): CardElement[] {
  const said = (
    values: Record<string, RichText | string | number | Date> = {},
    key: string = refusal.why,
  ): CardElement => ({
    kind: "text",
    text: words(`life.refused.${key}`, { number, ...values }),
  });
  switch (refusal.why) {
    case "stale": {
      const status = words.plain(`requests.status.${refusal.status}`);
      return [
        refusal.who && refusal.at
          ? said({ who: personMention(refusal.who), at: refusal.at, status }, "stale.who")
          : said({ status }),
      ];
    }
    case "taken":
      return [said({ who: personMention(refusal.who), at: refusal.at })];
    case "unapproved":
      return [
        said({
          missing: refusal.missing.flatMap(
            (id, index): RichText => [...(index > 0 ? [", "] : []), { person: id }],
          ),
        }),
      ];
    case "full":
      return [
        said({ capacity: refusal.capacity }),
        reopenFormButton(words, "waits", request, refusal.act),
      ];
    case "incomplete":
      return [
        said(),
        ...(formless.has(refusal.act)
          ? []
          : [
              reopenFormButton(
                words,
                refusal.act === "ask" ? "ask.short" : refusal.act,
                request,
                refusal.act,
              ),
            ]),
      ];
    case "gone":
      return [
        said({ other: refusal.number, status: words.plain(`requests.status.${refusal.status}`) }),
      ];
    case "once":
      return [
        said(),
        {
          kind: "buttons",
          buttons: [
            {
              label: words.plain("life.button.person"),
              press: caseActions.encode("person", request),
            },
          ],
        },
      ];
    default:
      return [said()];
  }
}
