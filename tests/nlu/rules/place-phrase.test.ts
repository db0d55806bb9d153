import { describe, expect, it } from "vitest";
import { isPlacePhrase } from "../../../src/nlu/rules/dependent-words.ts";

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
