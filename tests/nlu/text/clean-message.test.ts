import { describe, expect, it } from "vitest";
import { cleanMessage } from "../../../src/nlu/text/clean-message.ts";

describe("cleanMessage", () => {
  it("cuts off quoted chains in four languages", () => {
    const asks = "Can you reset my password?";
    for (const chain of [
      "On Mon, 3 Nov 2026 at 09:12, Tom Reed <tom@example.com> wrote:\n> We will look at it.",
      "Am 03.11.2026 um 09:12 schrieb Tom Reed:\n> Wir schauen es uns an.",
      "Le lun. 3 nov. 2026 à 09:12, Tom Reed a écrit :\n> On regarde.",
      "El lun, 3 nov 2026 a las 9:12, Tom Reed escribió:\n> Lo miramos.",
      "Von: Reed, Tom\nGesendet: Montag, 3. November 2026 09:12\nAn: IT\nBetreff: Anfrage\n\nWir schauen.",
      "-----Original Message-----\nFrom: Tom\nSent: Monday\nWe will look at it.",
    ])
      expect(cleanMessage(`${asks}\n\n${chain}`)).toBe(asks);
  });

  it("keeps the quoted text of a bare forward, and where the sender points at it", () => {
    const forward =
      "Von: Ana\nGesendet: Montag\nAn: IT\nBetreff: WG: Drucker\n\nDer Drucker druckt leer.";
    expect(cleanMessage(forward)).toBe("Drucker\nDer Drucker druckt leer.");
    expect(cleanMessage("see below please\n\n> the till prints nothing")).toContain("till prints");
  });

  it("keeps quoted answers below the headings of a form", () => {
    const form = "### Application\n\n> Till\n\n### Problem\n\n> It prints nothing";
    expect(cleanMessage(form)).toBe("Till\nIt prints nothing");
  });

  it("cuts off signatures and disclaimers, but no postscript", () => {
    expect(
      cleanMessage(
        "The plotter is jammed.\n\nKind regards\nDenise Hall\nPlanning | Hall 7\ntel 555-0188\nPS: only in colour",
      ),
    ).toBe("The plotter is jammed.\nPS: only in colour");
    for (const end of [
      "Mit freundlichen Grüßen\nTobias Rehm\nTel. 4418",
      "Cordialement,\nMme Roux",
      "Un saludo\nRosario",
      "Thx, Denise",
      "--\nDenise Hall",
      "Sent from my iPhone",
      "This e-mail and its attachments are confidential.\nDelete it if it is not for you.",
      "Diese E-Mail kann vertrauliche Informationen enthalten.",
    ])
      expect(cleanMessage(`The plotter is jammed.\n\n${end}`)).toBe("The plotter is jammed.");
  });

  it("drops labels of forms and keeps the answers", () => {
    expect(
      cleanMessage("> Which system?\nRostering\n\n> Tell us what you need.\nNew login for Tobi"),
    ).toBe("Rostering\nNew login for Tobi");
    expect(cleanMessage("## What\nDatadog for Minh\n**Outcome**\n- [x] I can log in")).toBe(
      "Datadog for Minh\n- I can log in",
    );
    expect(cleanMessage("Problem: no export\nUsers: coordinators")).toBe("no export\ncoordinators");
  });

  it("drops greetings, subject prefixes and emoji codes", () => {
    for (const start of [
      "Hi team, ",
      "Hallo zusammen,\n",
      "Bonjour, ",
      "Hola: ",
      ":wave: ",
      "AW: WG: ",
    ])
      expect(cleanMessage(`${start}the plotter is jammed`)).toBe("the plotter is jammed");
  });

  it("keeps a message that is nothing else, and words about suppliers", () => {
    for (const text of ["hello there", "thanks :pray:", "Hallo zusammen", ":wave:", ""])
      expect(cleanMessage(text)).toBe(text);
    expect(cleanMessage("> quoted only")).toBe("quoted only");
    expect(cleanMessage("Dear provider, we order 4 scanners")).toContain("provider");
    expect(cleanMessage("We order 4 scanners.\nRegards,\nyour client Logistics")).toContain(
      "client",
    );
  });
});
