/** `/entwine ledger`: the way from the chat to the web pages, for one person and said to nobody else. */
import type { Feature, Office } from "../feature.ts";
import type { Card } from "../surface/card.ts";
import { type Place, placeKey, type SurfaceName, withoutThread } from "../surface/place.ts";
import type { Words } from "../words.ts";
import { type Landing, linkMinutes, type SignIn } from "./sign-in.ts";

const saying = /^\W*entwine\s+ledger\b/i;

/** Whether the links lead somewhere for people of a surface: this machine's own address does for whoever talks at its terminal. */
export function leads(signIn: SignIn | undefined, surface: SurfaceName): boolean {
  const address = signIn?.address();
  return address !== undefined && (!address.onlyHere || surface === "terminal");
}

/** A link for somebody, to be posted in their direct messages and nowhere else; where browsers cannot follow it, what has to be set for that. */
export async function linkCard(signIn: SignIn | undefined, office: Office, person: string, landing: Landing, words: Words): Promise<Card> {
  if (!signIn?.address()) return [{ kind: "text", text: words("web.link.nowhere") }];
  const url = await signIn.offer(office, person, landing);
  return [
    { kind: "text", text: leads(signIn, office.place.surface) ? words("web.link", { minutes: linkMinutes }) : words("web.link.only_here") },
    { kind: "buttons", buttons: [{ label: words.label(`web.button.${landing}`), style: "primary", url }] },
  ];
}

/** A button asks for a link by the press `ledger/<landing>`. Without `signIn` it is said what is missing. */
export const openLedger = (signIn?: SignIn): Feature => ({
  name: "ledger",
  commands: { entwine: ["ledger"] },
  spoken: (text) => saying.test(text),
  forGuests: () => true, // the pages show everybody their own
  prepare: async () => undefined,
  async turn(office, arrival) {
    const { by, place } = arrival;
    const landing = arrival.kind === "press" && arrival.press === "ledger/me" ? "me" : "ledger";
    const direct: Place = { surface: place.surface, kind: "personal", id: by.id };
    const alone = placeKey(withoutThread(place)) === placeKey(direct);
    const words = alone ? office.words : await office.wordsAt(direct);
    office.post({ card: await linkCard(signIn, office, by.id, landing, words), ...(!alone && { place: direct }) });
    if (!alone) office.post({ card: [{ kind: "text", text: office.words("web.link.sent") }] });
    return undefined;
  },
});
