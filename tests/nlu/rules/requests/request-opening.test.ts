import { expect, it } from "vitest";
import {
  asksForThing,
  asksOutright,
  passesOnWish,
} from "../../../../src/nlu/rules/requests/request-opening.ts";

it.each([
  "We also need a label printer",
  "y queremos otra pantalla",
  "our trainee has left, please disable his account",
  "die Praktikantin ist weg, bitte das Konto sperren",
  "notre stagiaire est partie vendredi, merci de fermer son compte",
  "el becario se fue ayer, hay que desactivar su cuenta",
])("finds a clause that asks for something: %s", (text) => {
  expect(asksOutright(text)).toBe(true);
});

it.each([
  "third status deck this week, I'll ask who reads it",
  "seit gestern, die Fahrer warten",
  "Paso facturas a mano. Voy a preguntar si se puede importar",
  "les clients attendent leur colis",
])("finds none in statements: %s", (text) => {
  expect(asksOutright(text)).toBe(false);
});

it.each([
  "also the hearse drivers asked if they could get the cemetery plans on their phones",
  "der Amtsleiter hätte außerdem gern ein Dashboard",
  "le maire aimerait aussi un compteur de visiteurs",
  "a la directora le gustaría además un informe",
])("finds a further wish of others: %s", (text) => {
  expect(passesOnWish(text)).toBe(true);
});

it.each([
  "the dealers would also like to see their orders",
  "customers want an answer at once",
  "die Händler wollen es sofort wissen",
])("finds none in %s", (text) => {
  expect(passesOnWish(text)).toBe(false);
});

it.each([
  "it's urgent, we need a second scanner in goods-in by Friday",
  "wir brauchen bis Freitag noch zwei Headsets",
  "il nous faut une deuxième imprimante",
  "necesitamos otra pantalla",
  "der Amtsleiter hätte gern ein Dashboard",
  "la directora quiere un informe nuevo",
])("finds a thing that is asked for: %s", (text) => {
  expect(asksForThing(text)).toBe(true);
});

it.each([
  "we need to see last month's orders at the dealer",
  "we need a proper CRM",
  "our customers want an answer at once",
  "we need two minutes per order instead of ten",
  "the dealers would like to see their orders on a screen",
])("finds no thing in %s", (text) => {
  expect(asksForThing(text)).toBe(false);
});
