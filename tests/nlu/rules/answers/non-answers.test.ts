import { describe, expect, it } from "vitest";
import { mayLeaveOpen, readNonAnswer } from "../../../../src/nlu/rules/answers/non-answers.ts";

describe("readNonAnswer", () => {
  it.each([
    ["no idea", "need"],
    ["dunno", "since"],
    ["no clue tbh", "affected"],
    ["Well, I don't know yet", "owner"],
    ["whatever", "measure"],
    ["yes", "measure"],
    ["👍", "measure"],
    ["???", "customer"],
    ["keine Ahnung", "need"],
    ["mir egal", "customer"],
    ["weiß nicht", "owner"],
    ["ja", "measure"],
    ["aucune idée", "need"],
    ["je ne sais pas", "since"],
    ["oui", "measure"],
    ["ni idea", "need"],
    ["me da igual", "customer"],
    ["no sé a quién afecta", "affected"],
    ["I won't justify that to a bot", "need"],
    ["sag ich nicht", "need"],
    ["je n'ai pas le temps pour ça", "customer"],
    ["no te lo voy a explicar", "need"],
  ])("reads %j as not known", (text, asked) => {
    expect(readNonAnswer(text, asked)).toBe("not_known");
  });

  it.each([
    "my boss wants it",
    "the management asked for it",
    "I don't care, ask my boss",
    "weil mein Chef das will",
    "fragen Sie meinen Chef",
    "je m'en fiche, voyez avec mon chef",
    "mi jefa lo quiere",
    "because she says so",
    "cosas del jefe, yo obedezco",
    "I just do as I'm told",
  ])("reads %j as a wish of another person", (text) => {
    expect(readNonAnswer(text, "need")).toBe("others_wish");
  });

  it.each([
    ["I don't know who called", "need"],
    ["not sure how many, but tenants on the top floors wait days", "customer"],
    ["my boss wants to see the orders of yesterday", "need"],
    ["yes, by the end of June", "measure"],
    ["yes", "item"],
    ["nobody outside", "customer"],
    ["Chef de cuisine", "owner"],
    ["keine Ahnung, vermutlich der Vertrieb", "owner"],
  ])("reads %j as an answer", (text, asked) => {
    expect(readNonAnswer(text, asked)).toBeUndefined();
  });
});

it.each([
  "That was my boss's idea",
  "it came from above",
  "das war die Idee vom Chef",
  "das kam von oben",
  "c'était l'idée de mon chef",
  "fue idea de mi jefe",
])("takes %j for another person's wish", (text) => {
  expect(readNonAnswer(text, "need")).toBe("others_wish");
});

it.each(["pues los socios, quién si no", "the members, who else", "die Mieter, wer sonst"])(
  "counts %j as an answer",
  (text) => expect(mayLeaveOpen(text)).toBe(false),
);
