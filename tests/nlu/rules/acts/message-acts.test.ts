import { describe, expect, it } from "vitest";
import type { AnswerKind, MessageAct } from "../../../../src/nlu/judge.ts";
import { callsPerson } from "../../../../src/nlu/rules/acts/message-acts.ts";
import { createRulesJudge } from "../../../../src/nlu/rules/rules-judge.ts";

const judge = createRulesJudge();
const act = async (text: string, open: AnswerKind = "none") =>
  (await judge.read({ text, wants: ["act"], open })).act?.label;

describe("act of a message", () => {
  const said: [MessageAct, AnswerKind, string[]][] = [
    [
      "resolved",
      "symptom",
      [
        "it works again, never mind",
        "fixed itself, thanks",
        "hat sich erledigt, geht wieder",
        "erledigt",
        "geht jetzt wieder, sorry",
        "c'est réglé",
        "ça remarche, merci",
        "ya funciona",
        "se arregló solo",
      ],
    ],
    [
      "withdrawn",
      "need",
      [
        "I don't need it any more",
        "no longer needed",
        "never mind",
        "brauche ich nicht mehr",
        "plus besoin, merci",
        "ya no lo necesito",
      ],
    ],
    [
      "agreement",
      "alternative",
      [
        "yes, that works for us",
        "let's do that",
        "passt",
        "einverstanden, so machen wir das",
        "d'accord",
        "ça nous va",
        "de acuerdo",
        "nos parece bien",
      ],
    ],
    [
      "refusal",
      "alternative",
      ["no thanks", "that won't work for us", "nein danke", "das hilft uns nicht", "no nos sirve"],
    ],
    [
      "not_known",
      "need",
      [
        "no idea",
        "whatever",
        "I don't care, ask my boss",
        "my boss wants it",
        "keine Ahnung",
        "frag meinen Chef",
        "aucune idée",
        "ni idea",
        "c'est mon chef qui le veut",
      ],
    ],
    [
      "status",
      "chain",
      [
        "where is my request?",
        "any news?",
        "wie ist der Stand?",
        "où en est ma demande ?",
        "¿cómo va lo mío?",
      ],
    ],
    [
      "addition",
      "none",
      [
        "it also jams in the afternoon now",
        "because everyone else has it",
        "for the Leeds office",
        "weil alle anderen es haben",
        "porque los demás lo tienen",
      ],
    ],
    [
      "aside",
      "need",
      ["thanks!", "haha", "are you coming to lunch?", "danke dir", "merci !", "gracias"],
    ],
    [
      "answer",
      "need",
      [
        "we could see at a glance which orders are late",
        "purchasing",
        "12 trucks",
        "die Fahrer sehen ihre Tour",
      ],
    ],
  ];
  for (const [label, open, texts] of said)
    it(`reads ${label} in four languages`, async () => {
      for (const text of texts) expect([text, await act(text, open)]).toEqual([text, label]);
    });

  it("does not take agreement with a reservation as agreement", async () => {
    expect(await act("yes, that works, but only on Mondays", "alternative")).not.toBe("agreement");
  });
});

describe("security incident", () => {
  const isIncident = async (text: string) =>
    (await judge.read({ text, wants: ["request"] })).request?.security.label;

  it("is recognised in four languages", async () => {
    for (const text of [
      "I clicked on a phishing link",
      "my laptop was stolen",
      "there's a ransom note on my screen, all files are encrypted",
      "I sent the salary list to the wrong person",
      "I lost my badge on the train",
      "Mein Diensthandy wurde geklaut",
      "ich habe auf einen Link in einer verdächtigen Mail geklickt",
      "Kundendaten an den falschen Empfänger geschickt",
      "on m'a volé mon ordinateur portable",
      "j'ai cliqué sur un lien frauduleux",
      "me han robado el portátil",
      "he pinchado en un enlace sospechoso",
    ])
      expect([text, await isIncident(text)]).toEqual([text, true]);
  });

  it("is not read in questions, wishes and losses of other things", async () => {
    for (const text of [
      "How do I recognise a phishing mail?",
      "we need a phishing training for the sales team",
      "I lost my password",
      "the laptop is broken",
      "what should I do if my laptop is stolen?",
      "the invoice was sent to the customer twice",
    ])
      expect([text, await isIncident(text)]).toEqual([text, false]);
  });
});

describe("private marker", () => {
  const isPrivate = async (text: string) =>
    (await judge.read({ text, wants: ["request"] })).request?.isPrivate;

  it("is recognised in four languages", async () => {
    for (const text of [
      "keep this private: I need access to the HR folder",
      "Confidential: we plan to close the Leeds office and need a data room",
      "nur für euch: der Geschäftsführer braucht ein neues Handy",
      "Bitte vertraulich behandeln, wir brauchen ein Postfach für Beschwerden",
      "à garder entre nous : il faut bloquer le compte de Paul",
      "que quede entre nosotros, hay que bloquear la cuenta de Ana",
    ])
      expect([text, await isPrivate(text)]).toEqual([text, true]);
  });

  it("is not read in words about confidential things", async () => {
    for (const text of [
      "the printer for confidential documents is broken",
      "we need a private channel for the project",
      "Der vertrauliche Ordner ist weg",
    ])
      expect([text, await isPrivate(text)]).toEqual([text, false]);
  });
});

describe("costly thing for many people", () => {
  const kindOf = async (text: string) => (await judge.read({ text, wants: ["request"] })).request;

  it("is never routine, in four languages", async () => {
    for (const text of [
      "my boss wants copilot licences for the whole department by friday",
      "an iPad for every nurse please",
      "Adobe-Lizenzen für die ganze Abteilung",
      "des tablettes pour chacun de nos 60 chauffeurs",
      "licencias de Copilot para todo el departamento",
    ]) {
      const read = await kindOf(text);
      expect([text, read?.isRequest.label, read?.kind.label]).toEqual([text, true, "new_solution"]);
    }
  });

  it("is not seen in orders for one person and in fragments", async () => {
    expect((await kindOf("a Copilot licence for Ana please"))?.kind.label).toBe("standard_service");
    const fragment = await kindOf("the sales people in Leeds");
    expect(fragment?.isRequest.label && fragment.kind.label === "factory_issue").toBe(false);
  });
});

describe("callsPerson", () => {
  it.each([
    "Tom, get me one with mushrooms",
    "hey Lea, can you save me a seat?",
    "Ralf, bring mir auch einen Kaffee mit",
    "Paul, prends-moi une margherita",
    "Juan, tráeme uno con champiñones",
  ])("recognises %j", (text) => expect(callsPerson(text)).toBe(true));

  it.each([
    "Dealers, they get their parts earlier",
    "Sorry, can you add the label printer?",
    "Entwine, can you skip that?",
    "Hamburg, Kiel and Rostock",
    "get me a second monitor",
  ])("takes %j for words to nobody", (text) => expect(callsPerson(text)).toBe(false));
});
