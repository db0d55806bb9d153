import { describe, expect, it } from "vitest";
import {
  correctsEarlier,
  isCaption,
  isPlacePhrase,
  replacesDetail,
} from "../../../src/nlu/rules/dependent-words.ts";

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

describe("isCaption", () => {
  for (const text of [
    "that's what it looks like",
    "here is a screenshot of it",
    "so sieht das aus",
    "voici l'écran qu'elle affiche",
    "aquí va la foto del error",
    "así se ve, mira",
    "so einen",
  ])
    it(`is true of "${text}"`, () => expect(isCaption(text)).toBe(true));

  for (const text of [
    "the screen stays black",
    "since Monday, every hour",
    "der Bildschirm bleibt schwarz",
    "la pantalla no enciende",
  ])
    it(`is false of "${text}"`, () => expect(isCaption(text)).toBe(false));
});

describe("isPlacePhrase", () => {
  for (const text of [
    "for the depot in Hull",
    "für die Leitstelle",
    "pour le dépôt de Rennes",
    "para el almacén de Getafe",
  ])
    it(`is true of "${text}"`, () => expect(isPlacePhrase(text)).toBe(true));

  for (const text of [
    "for the drivers to see their tours",
    "für die Fahrer, damit sie pünktlich sind",
    "pour que les clients voient la date",
    "in the morning",
    "since Monday",
  ])
    it(`is false of "${text}"`, () => expect(isPlacePhrase(text)).toBe(false));
});
