import { describe, expect, it } from "vitest";
import { isCaption, isPlacePhrase } from "../../../../src/nlu/rules/references/dependent-words.ts";

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
