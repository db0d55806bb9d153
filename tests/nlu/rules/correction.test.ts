import { describe, expect, it } from "vitest";
import { correctsEarlier } from "../../../src/nlu/rules/correction.ts";

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
