/**
 * The customer model: something new begins with what the catalogue has, and where nothing fits,
 * with how a colleague can go their own way and what is supported ("Customers or partners?").
 */

import type { Words } from "../../lib/i18n.ts";
import type { Button, CardElement } from "../../platform/card.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { interviewActions } from "../cases/interview-actions.ts";
import type { Interview } from "../cases/interview-state.ts";
import { type CatalogueItem, findCatalogueItems } from "./catalogue.ts";

/** So many items are shown: more is a catalogue, and no offer. */
const mostItems = 3;

/**
 * What the catalogue has for it, the own way, and then the questions for whoever wants the team to
 * look into it.
 */
export function catalogueCard(
  { request, text, ownWay }: Interview,
  catalogue: readonly CatalogueItem[],
  words: Words,
): CardElement[] {
  const items = findCatalogueItems(catalogue, toPlainText(text)).slice(0, mostItems);
  const button = (key: "solved" | "own_way", verb: "solved" | "own_way"): Button => ({
    label: words.plain(`organisation.button.${key}`),
    press: interviewActions.encode(verb, request),
  });
  return [
    ...(items.length > 0 ? [{ kind: "text" as const, text: words("organisation.catalogue") }] : []),
    ...items.map(
      ({ title, text: said, link }): CardElement => ({
        kind: "item",
        text: [{ bold: title }],
        ...(said && { note: [said] }),
        ...(link && { button: { label: words.plain("organisation.catalogue.open"), url: link } }),
      }),
    ),
    {
      kind: "text",
      text: words(
        items.length > 0 ? "organisation.catalogue.some" : "organisation.catalogue.none",
        { text: ownWay?.text ?? "" },
      ),
    },
    {
      kind: "buttons",
      buttons: [
        ...(items.length > 0 ? [button("solved", "solved")] : []),
        button("own_way", "own_way"),
      ],
    },
    { kind: "text", text: words("organisation.catalogue.else") },
  ];
}

/** They went: what holds for them now. */
export const selfServiceCard = (
  { request, number = 0, ownWay }: Interview,
  words: Words,
): CardElement[] => [
  { kind: "text", text: words("organisation.own_way.went", { number, text: ownWay?.text ?? "" }) },
  {
    kind: "buttons",
    buttons: [
      {
        label: words.plain("requests.button.restore"),
        press: interviewActions.encode("restore", request),
      },
    ],
  },
];
