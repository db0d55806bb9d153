import { describe, expect, it } from "vitest";
import {
  isContinuation,
  saysMore,
  splitReference,
} from "../../../../src/nlu/rules/references/reference.ts";

describe("splitReference", () => {
  for (const [text, matter, rest] of [
    ["R-8: please hurry", undefined, "please hurry"],
    ["zu R-8: sie braucht ihn auch", undefined, "sie braucht ihn auch"],
    [
      "for the till printer thing, the number is KX-5",
      "the till printer thing",
      "the number is KX-5",
    ],
    ["concernant la borne, c'est urgent", "la borne", "c'est urgent"],
    ["sobre la báscula: marca cero", "la bascula", "marca cero"],
    ["the till printer is broken", undefined, "the till printer is broken"],
  ] as const)
    it(`separates the opening of "${text}"`, () =>
      expect(splitReference(text)).toEqual({ matter, rest }));
});

describe("isContinuation", () => {
  for (const text of ["also in winter", "y en invierno también", "auch am Wochenende"])
    it(`is true of "${text}"`, () => expect(isContinuation(text)).toBe(true));

  for (const text of ["the growers also wait", "we also need a printer", "and the dealers"])
    it(`is false of "${text}"`, () => expect(isContinuation(text)).toBe(false));
});

describe("saysMore", () => {
  for (const text of [
    "it does that on deck 5 now too",
    "ach, und bitte auch für das alkoholfreie",
    "c'est pareil à Lyon",
    "ahora falla también la de pediatría",
    "Toner hab ich übrigens schon getauscht, bringt nix",
    "tried another cable, no joy",
  ])
    it(`is true of "${text}"`, () => expect(saysMore(text)).toBe(true));

  for (const text of [
    "we need a label printer as well",
    "wir brauchen auch einen Scanner",
    "il nous faudrait aussi un casque",
    "the label printer is broken",
  ])
    it(`is false of "${text}"`, () => expect(saysMore(text)).toBe(false));
});
