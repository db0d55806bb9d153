import { describe, expect, it } from "vitest";
import { isCaption } from "../../../src/nlu/rules/dependent-words.ts";

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
