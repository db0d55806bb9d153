import { expect, it } from "vitest";
import { saysPlainFault } from "../../../src/nlu/rules/explicit-kinds.ts";
import { normaliseText } from "../../../src/nlu/text/normalise.ts";

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
