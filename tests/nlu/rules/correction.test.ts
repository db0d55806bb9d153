import { describe, expect, it } from "vitest";
import { correctsEarlier, replacesDetail } from "../../../src/nlu/rules/dependent-words.ts";

describe("correctsEarlier", () => {
  it.each([
    "sorry, for the porters I meant, not the wards",
    "Moment, Vorabend stimmt nicht, die Tour steht erst morgens fest",
    "non, je voulais dire l'internat",
    "perdón, quería decir los conductores",
  ])("recognises %j", (text) => expect(correctsEarlier(text)).toBe(true));

  it.each([
    "our customers get the wrong invoice",
    "die Rechnung stimmt nicht",
    "les clients attendent",
    "los clientes esperan",
  ])("takes %j for no correction", (text) => expect(correctsEarlier(text)).toBe(false));
});

describe("replacesDetail", () => {
  it.each([
    "pardon, vendredi",
    "perdón, el martes",
    "Halt, falsch geschrieben: Nowak mit w",
    "wait, 12 not 10",
  ])("recognises %j", (text) => expect(replacesDetail(text)).toBe(true));

  it.each([
    "sorry, wrong chat",
    "sorry for the trouble",
    "Moment bitte",
    "sorry, we also need a screen",
    "perdón, ya no hace falta",
  ])("takes %j for something else", (text) => expect(replacesDetail(text)).toBe(false));
});
