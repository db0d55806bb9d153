import { describe, expect, it } from "vitest";
import { isPurposeClause } from "../../../../src/nlu/rules/answers/purpose-clause.ts";

describe("purpose clause", () => {
  it.each([
    "so that we can see orders at the dealer",
    "so nobody types everything twice",
    "damit wir die Vitalwerte gleich am Bett eintragen können",
    "dass wir die Werte gleich eintragen können",
    "um die Vitalwerte am Bett einzutragen, ohne zu laufen",
    "pour saisir les constantes au lit du patient",
    "pour que les clients attendent moins",
    "para apuntar las constantes en la cama",
    "para que los clientes esperen menos",
  ])("says what something is for: %s", (text) => expect(isPurposeClause(text)).toBe(true));

  it.each([
    "so that we have Tableau",
    "damit wir Tableau haben",
    "pour avoir une tablette",
    "para tener una tableta",
    "a proper CRM",
    "ein gescheites Tablet halt",
    "so",
  ])("only names the thing: %s", (text) => expect(isPurposeClause(text)).toBe(false));
});
