import { describe, expect, it } from "vitest";
import {
  announcesColleague,
  asksToHave,
  namesDay,
  namesPerson,
  saysPlainFault,
} from "../../../../src/nlu/rules/requests/explicit-kinds.ts";
import { normaliseText } from "../../../../src/nlu/text/normalise.ts";

it.each([
  "the till in shop 7 is down",
  "our scanner stopped working",
  "Der Packtisch-Drucker ist kaputt",
  "das WLAN geht heute nicht",
  "Le scanner de l'accueil est en panne",
  "la imprimante ne marche plus",
  "La puerta automática no abre",
  "el plóter está roto",
  "Im Lager 3 fällt ständig das WLAN aus",
  "Das Kassensystem stürzt ab",
  "Beamer Ratssaal tot",
  "le terminal affiche rien",
  "the route planner keeps crashing",
  "el lector de la puerta no lee",
])("recognises a fault: %s", (text) => {
  expect(saysPlainFault(normaliseText(text))).toBe(true);
});

it.each([
  "my old one is broken, I need a new laptop",
  "is the printer down?",
  "Der Drucker ist kaputt, wir brauchen einen neuen",
  "we need Salesforce",
  "thanks, it works again",
])("leaves other messages to the classifier: %s", (text) => {
  expect(saysPlainFault(normaliseText(text))).toBe(false);
});

describe("announcesColleague", () => {
  for (const text of [
    "our new nurse Priya Nair starts on 1 April",
    "Am 1. April fängt Frau Yıldız im Einkauf an, bitte das übliche Starterpaket",
    "Mme Okafor commence le 1er avril, il lui faut le kit habituel",
    "El 2 de mayo se incorpora Marta Gil, hará falta portátil y cuenta",
  ])
    it(`recognises "${text}"`, () => expect(announcesColleague(normaliseText(text))).toBe(true));

  for (const text of [
    "our new starter cannot log in since 1 April",
    "the training starts on 1 April, please send the agenda",
    "we need a tool for the fair that begins on 3 May",
    "unser neuer Kollege findet den Ordner nicht",
  ])
    it(`ignores "${text}"`, () => expect(announcesColleague(normaliseText(text))).toBe(false));
});

describe("namesPerson and namesDay", () => {
  it("return whether a message names a person or a day", () => {
    expect(namesPerson("new starter: Priya Nair, dispatch")).toBe(true);
    expect(namesPerson("new starter in dispatch on 1 December")).toBe(false);
    expect(namesDay("new starter in dispatch on 1 December")).toBe(true);
    expect(namesDay("new starter in dispatch")).toBe(false);
  });
});

describe("asksToHave", () => {
  it.each([
    "Könnten wir eine Wetterstation für die Liftkasse haben?",
    "Could we have a second screen at the gate?",
    "pourrait-on avoir une appli pour les quais ?",
    "¿podríamos tener una carta digital?",
  ])("recognises %j", (text) => expect(asksToHave(normaliseText(text))).toBe(true));

  it.each([
    "Could I get some advice on label printers?",
    "Could we have the report from yesterday?",
    "können wir das Formular löschen?",
  ])("takes %j for something else", (text) => expect(asksToHave(normaliseText(text))).toBe(false));
});
