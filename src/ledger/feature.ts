/** `/entwine ledger`: the way from the chat to the web pages, for one person and said to nobody else. */
import type { Feature, Office } from "../feature.ts";
import type { Card } from "../surface/card.ts";
import type { Words } from "../words.ts";
import { type Landing, linkMinutes, type SignIn } from "./sign-in.ts";

const saying = /^\W*entwine\s+ledger\b/i;

/** `ledger/<landing>`, the press of a button that asks for a link. */
export const askFor = (landing: Landing): string => `ledger/${landing}`;

/** A link for somebody, to be posted in their direct messages and nowhere else; where no browser could follow it, what has to be set for that. */
export async function linkCard(signIn: SignIn | undefined, office: Office, person: string, landing: Landing, words: Words): Promise<Card> {
  const address = signIn?.address();
  if (!signIn || !address) return [{ kind: "text", text: words("web.link.nowhere") }];
  return [
    { kind: "text", text: words("web.link", { minutes: linkMinutes }) },
    { kind: "buttons", buttons: [{ label: words.label(`web.button.${landing}`), style: "primary", url: await signIn.offer(office, person, landing) }] },
    ...(address.onlyHere ? [{ kind: "note" as const, text: words("web.link.only_here") }] : []),
  ];
}

/** Without `signIn` it says what is missing. */
export const openLedger = (signIn?: SignIn): Feature => ({
  name: "ledger",
  commands: { entwine: ["ledger"] },
  spoken: (text) => saying.test(text),
  prepare: async () => undefined,
  async turn(office, arrival) {
    const { by, place } = arrival;
    const landing = arrival.kind === "press" && arrival.press === askFor("me") ? "me" : "ledger";
    if (place.kind === "personal") office.post({ card: await linkCard(signIn, office, by.id, landing, office.words) });
    else {
      const direct = { surface: place.surface, kind: "personal", id: by.id } as const;
      office.post({ place: direct, card: await linkCard(signIn, office, by.id, landing, await office.wordsAt(direct)) });
      office.post({ card: [{ kind: "text", text: office.words("web.link.sent") }] });
    }
    return undefined;
  },
});
