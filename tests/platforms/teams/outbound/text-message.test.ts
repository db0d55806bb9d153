import { describe, expect, it } from "vitest";
import type { Button, Card } from "../../../../src/platform/card.ts";
import { renderTextMessage } from "../../../../src/platforms/teams/outbound/text-message.ts";
import { markupInjection } from "../../../conformance/samples.ts";
import { renderActivity } from "../../../harness/teams/screen.ts";

const press = (label: string): Button => ({ label, press: `act/${label}` });
const asks = (...buttons: Button[]): Card => [
  { kind: "text", text: ["Bring it back?"] },
  { kind: "buttons", buttons },
];
const personal = (card: Card) => renderTextMessage(card, { isPersonal: true });
const shared = (card: Card) => renderTextMessage(card, { isPersonal: false });

describe("renderTextMessage", () => {
  it("writes sentences as formatted text, everywhere", () => {
    const card: Card = [
      { kind: "text", text: ["R-1 is ", { bold: "back" }, ". See ", { code: "/request mine" }] },
      { kind: "note", text: [{ link: "https://wiki.example/a?b&c", label: "the list" }] },
    ];
    for (const message of [personal(card), shared(card)])
      expect(message).toEqual({
        textFormat: "xml",
        text: 'R-1 is <strong>back</strong>. See <code>/request mine</code><br/><br/><a href="https://wiki.example/a?b&amp;c">the list</a>',
        summary: expect.stringContaining("R-1 is back"),
      });
  });

  it("shows people's words as they wrote them", () => {
    const shown = renderActivity(personal([{ kind: "text", text: [markupInjection] }]) as never);
    expect(shown).toMatchObject({ words: markupInjection, live: [] });
  });

  it("suggests up to three actions to one person, as messages with their labels", () => {
    expect(personal(asks(press("Yes"), press("No")))).toMatchObject({
      suggestedActions: {
        to: [],
        actions: [
          { type: "imBack", title: "Yes", value: "Yes" },
          { type: "imBack", title: "No", value: "No" },
        ],
      },
    });
  });

  it.each<[string, Card | undefined]>([
    ["four buttons", asks(press("1"), press("2"), press("3"), press("4"))],
    ["a form", asks({ ...press("Change"), opensForm: true })],
    ["a link", asks({ label: "Open", url: "https://wiki.example" })],
    ["two equal labels", asks(press("Start"), { label: "Start", press: "act/other" })],
    ["a list", [{ kind: "item", text: ["R-1"] }]],
    ["a mention", [{ kind: "text", text: [{ person: "29:petra", name: "Petra" }] }]],
    ["no words", [{ kind: "buttons", buttons: [press("Yes")] }]],
    ["a long text", [{ kind: "text", text: ["x".repeat(40_000)] }]],
  ])("leaves %s to a card", (_, card) => expect(personal(card!)).toBeUndefined());

  it("leaves buttons to a card where several people read", () =>
    expect(shared(asks(press("Yes")))).toBeUndefined());
});
