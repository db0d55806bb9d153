import { describe, expect, it } from "vitest";
import {
  isCustomerEffect,
  isDeadline,
  quoteCustomerEffect,
  tellsMeasure,
  tellsOwner,
  tellsWhatEnds,
} from "../../../../src/nlu/rules/answers/answer-parts.ts";

describe("quoteCustomerEffect", () => {
  it.each([
    ["customers get their offer the same day", "customers get their offer the same day"],
    ["so the guests don't have to wait", "the guests don't have to wait"],
    ["damit die Kunden nicht mehr warten müssen", "die Kunden nicht mehr warten müssen"],
    ["les clients reçoivent leur devis le jour même", "les clients reçoivent leur devis"],
    ["los vecinos no tienen que llamar", "los vecinos no tienen que llamar"],
    ["we see the orders, and dealers get a date at once", "dealers get a date at once"],
  ])("finds it in %j", (text, effect) => {
    expect(quoteCustomerEffect(text)).toContain(effect);
  });

  it.each([
    "we can call customers back",
    "we see which customers wait",
    "wir sehen, welche Kunden noch offen sind",
    "tell a caller at once where the order is",
    "the customer portal gets slow",
    "do customers get it the same day?",
  ])("finds none in %j", (text) => {
    expect(quoteCustomerEffect(text)).toBeUndefined();
  });
});

describe("isCustomerEffect", () => {
  it("distinguishes an effect alone from one beside a need", () => {
    expect(isCustomerEffect("Kunden bekommen ihr Angebot am selben Tag")).toBe(true);
    expect(isCustomerEffect("the rep sees the orders, and dealers get a date")).toBe(false);
  });
});

describe("tellsMeasure", () => {
  it.each([
    "by end of March half the calls",
    "bis Juni halb so viele Anrufe",
    "20 % fewer returns",
  ])("recognises %j", (text) => expect(tellsMeasure(text)).toBe(true));

  it.each(["Petra", "Frau Mai aus dem Vertrieb", "April", "the key account team in Leeds"])(
    "does not take %j for one",
    (text) => expect(tellsMeasure(text)).toBe(false),
  );
});

describe("isDeadline", () => {
  it.each(["by Friday", "bis Ende März", "avant lundi", "antes del 3 de mayo"])(
    "recognises %j",
    (text) => expect(isDeadline(text)).toBe(true),
  );

  it.each(["by bike or car", "to choose a supplier by Friday, as the contract ends"])(
    "does not take %j for one",
    (text) => expect(isDeadline(text)).toBe(false),
  );
});

it.each([
  "Linda has the accounts",
  "c'est Nadège qui gère les flottes",
  "Frau Kern betreut die Mitglieder",
  "Marta lleva las cuentas",
])("%j tells who looks after customers", (text) => expect(tellsOwner(text)).toBe(true));

it.each(["no more double bookings", "que no haya dobles reservas esta campaña"])(
  "%j tells what ends",
  (text) => expect(tellsWhatEnds(text)).toBe(true),
);

it.each(["the dealers have the app", "Linda has a new mouse", "two people have no access"])(
  "%j tells neither",
  (text) => expect(tellsOwner(text) || tellsWhatEnds(text)).toBe(false),
);
