/** The customer model: something new begins with what the catalogue has, and where nothing fits, with how a colleague can go their own way and what is supported ("Customers or partners?"). */
import type { Button, Element } from "../surface/card.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { findItems, type Item } from "./catalogue.ts";
import { pressOf } from "./press.ts";
import type { Talk } from "./talk.ts";

/** So many items are shown: more is a catalogue, and no offer. */
const mostItems = 3;

/** What the catalogue has for it, the own way, and then the questions for whoever wants the team to look into it. */
export function catalogueCard({ request, text, ownWay }: Talk, catalogue: readonly Item[], words: Words): Element[] {
  const items = findItems(catalogue, plain(text)).slice(0, mostItems);
  const button = (key: "solved" | "own_way", verb: "solved" | "own_way"): Button => ({
    label: words.label(`organisation.button.${key}`),
    press: pressOf({ verb, request }),
  });
  return [
    ...(items.length > 0 ? [{ kind: "text" as const, text: words("organisation.catalogue") }] : []),
    ...items.map(
      ({ title, text: said, link }): Element => ({
        kind: "item",
        text: [{ bold: title }],
        ...(said && { note: [said] }),
        ...(link && { button: { label: words.label("organisation.catalogue.open"), url: link } }),
      }),
    ),
    { kind: "text", text: words(items.length > 0 ? "organisation.catalogue.some" : "organisation.catalogue.none", { text: ownWay?.text ?? "" }) },
    { kind: "buttons", buttons: [...(items.length > 0 ? [button("solved", "solved")] : []), button("own_way", "own_way")] },
    { kind: "text", text: words("organisation.catalogue.else") },
  ];
}

/** They went: what holds for them now. */
export const ownWayCard = ({ request, number = 0, ownWay }: Talk, words: Words): Element[] => [
  { kind: "text", text: words("organisation.own_way.went", { number, text: ownWay?.text ?? "" }) },
  { kind: "buttons", buttons: [{ label: words.label("requests.button.restore"), press: pressOf({ verb: "restore", request }) }] },
];
