import { describe, expect, it } from "vitest";
import {
  extractStatedAnswers,
  extractSubject,
} from "../../../../src/nlu/rules/answers/extract-answers.ts";

describe("extractStatedAnswers", () => {
  it("extracts the reason", () => {
    expect(
      extractStatedAnswers(
        "We need a tool for contracts because we forget to invoice every tenth renewal.",
        "new_solution",
      ).need,
    ).toBe("we forget to invoice every tenth renewal.");
  });

  it("extracts no more than the reason where folding changes the length (ß)", () => {
    expect(
      extractStatedAnswers(
        "Wir brauchen Salesforce für den Außendienst, damit wir Bestellungen sehen",
        "new_solution",
      ).need,
    ).toBe("wir Bestellungen sehen");
  });

  it.each([
    "We'd see it in the cancellations by June.",
    "Das sehen wir an den Absagen.",
    "On le verrait aux annulations.",
    "Se notaría en las cancelaciones.",
  ])("extracts how it is measured, with its date: %j", (sentence) => {
    expect(extractStatedAnswers(`We need an app. ${sentence}`, "new_solution").measure).toBe(
      sentence,
    );
  });

  it("extracts the waiting customer", () => {
    expect(
      extractStatedAnswers(
        "We want an app for the depot. Customers wait two days for an answer.",
        "new_solution",
      ).customer,
    ).toBe("Customers wait two days for an answer.");
  });

  it("extracts the deadline verbatim", () => {
    expect(
      extractStatedAnswers("Please add a VAT field to the form by end of March.", "change")
        .deadline,
    ).toBe("by end of March");
    expect(extractStatedAnswers("Bitte das Feld ergänzen, bis Ende März.", "change").deadline).toBe(
      "bis Ende März",
    );
  });

  it("extracts since when something is broken and who is affected", () => {
    const said = extractStatedAnswers(
      "The till is frozen since this morning. 40 people are in the queue.",
      "factory_issue",
    );
    expect(said).toEqual({
      symptom: "The till is frozen",
      since: "since this morning",
      affected: "40 people are in the queue.",
    });
  });

  for (const [text, said] of [
    [
      "the phone drops calls three times a day since the update and the whole support team is stuck and callers wait",
      {
        symptom: "the phone drops calls",
        since: "three times a day since the update",
        affected: "the whole support team is stuck and callers wait",
      },
    ],
    ["outlook crashes since yesterday", { symptom: "outlook crashes", since: "since yesterday" }],
    [
      "Since last week the label printer prints blanks",
      { symptom: "the label printer prints blanks", since: "Since last week" },
    ],
    [
      "Der Drucker im 2. Stock ist defekt seit gestern",
      { symptom: "Der Drucker im 2. Stock ist defekt", since: "seit gestern" },
    ],
    [
      "SAP ist seit gestern langsam, alle Kollegen im Lager stehen",
      {
        symptom: "SAP ist seit gestern langsam",
        since: "seit gestern",
        affected: "alle Kollegen im Lager stehen",
      },
    ],
    [
      "Le portail plante chaque matin depuis lundi, les clients ne peuvent pas commander",
      {
        symptom: "Le portail plante",
        since: "chaque matin depuis lundi",
        affected: "les clients ne peuvent pas commander",
      },
    ],
    [
      "La web va lenta desde ayer y los clientes abandonan el carrito",
      {
        symptom: "La web va lenta",
        since: "desde ayer",
        affected: "los clientes abandonan el carrito",
      },
    ],
    [
      "L'imprimante ne marche plus depuis la mise à jour",
      { symptom: "L'imprimante ne marche plus", since: "depuis la mise à jour" },
    ],
  ] as const)
    it(`separates the parts of "${text}"`, () =>
      expect(extractStatedAnswers(text, "factory_issue")).toEqual(said));

  it.each([
    ["This is the third time this week.", "The lift display shows nothing"],
    ["Schon zum zweiten Mal heute.", "Die Anzeige am Lift bleibt dunkel"],
    ["C'est déjà la troisième fois cette semaine.", "L'écran de l'ascenseur reste noir"],
    ["Ya es la tercera vez esta semana.", "La pantalla del ascensor sigue negra"],
  ])("takes a count for no symptom: %j", (count, symptom) => {
    expect(extractStatedAnswers(`${count} ${symptom}`, "factory_issue").symptom).toBe(symptom);
  });

  it("trims conjunctions and the question mark", () => {
    expect(
      extractStatedAnswers("Can you add a field so that dealers see the date?", "change"),
    ).toEqual({
      need: "dealers see the date",
      customer: "dealers see the date",
    });
    expect(
      extractStatedAnswers("Il nous faut un outil parce qu'on perd des commandes", "new_solution")
        .need,
    ).toBe("on perd des commandes");
  });

  it("quotes a deadline separately from the need", () => {
    const said = extractStatedAnswers(
      "We need Salesforce so that our reps see orders at the dealer, by end of June",
      "new_solution",
    );
    expect([said.need, said.deadline]).toEqual([
      "our reps see orders at the dealer",
      "by end of June",
    ]);
  });

  for (const [text, waits] of [
    [
      "top priority: portal for tenants, the intranet relaunch can wait",
      "the intranet relaunch can wait",
    ],
    ["Zuerst das Portal, der Relaunch kann warten", "der Relaunch kann warten"],
  ] as const)
    it(`extracts what may wait from "${text}"`, () =>
      expect(extractStatedAnswers(text, "new_solution").priority).toBe(waits));

  it("extracts nothing when there is only the wish", () => {
    expect(extractStatedAnswers("We need Salesforce", "new_solution")).toEqual({});
    expect(extractStatedAnswers("I forgot my password", "standard_service")).toEqual({});
  });
});

describe("extractSubject", () => {
  for (const [text, subject] of [
    ["We need Salesforce for the field team", "Salesforce"],
    ["Please set up Power BI for the plant managers", "Power BI"],
    ["the printer on floor 2 is broken", "the printer"],
  ] as const)
    it(`returns "${subject}" for "${text}"`, () => expect(extractSubject(text)).toBe(subject));

  it("returns undefined when nothing is named", () =>
    expect(extractSubject("can you help me?")).toBeUndefined());
});
