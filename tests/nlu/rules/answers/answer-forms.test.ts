import { describe, expect, it } from "vitest";
import { askedForm, formsOf } from "../../../../src/nlu/rules/answers/answer-forms.ts";

describe("askedForm", () => {
  it.each([
    ["How many lorries are there?", "number"],
    ["Wie viele Plätze braucht ihr?", "number"],
    ["Depuis quand ?", "date"],
    ["¿Para cuándo lo necesitáis?", "date"],
    ["Where do they park at night?", "place"],
    ["Wer hat die Liste?", "people"],
  ])("returns the requested form: %s", (question, form) => {
    expect(askedForm(question)).toBe(form);
  });

  it("returns none when any words may answer", () => {
    expect(askedForm("Could you describe the list?")).toBeUndefined();
  });
});

describe("formsOf", () => {
  it.each([
    ["it's 12 lorries", "number"],
    ["so etwa vierzig", "number"],
    ["by the end of May at the latest", "date"],
    ["seit der Frühschicht, jedes zweite Etikett", "date"],
    ["in the yard behind hall 3", "place"],
    ["dans le hangar 3", "place"],
    ["Frau Lang aus dem Einkauf", "people"],
    ["purchasing", "name"],
    ["los pacientes", "name"],
  ])("reads the form of a short answer: %s", (text, form) => {
    expect(formsOf(text)).toContain(form);
  });

  it.each(["they cannot print", "seit heute", "12", "thanks", "what do you mean?"])(
    "recognises no name: %s",
    (text) => {
      expect(formsOf(text)).not.toContain("name");
    },
  );

  it("does not read days as a number of things", () => {
    expect(formsOf("three weeks")).not.toContain("number");
  });
});
