import { expect, it } from "vitest";
import { tellsOfRelapse } from "../../../../src/nlu/rules/acts/reply-phrases.ts";

it.each([
  "it works again after a restart and then jams every ten minutes",
  "works for me again but not for Ben",
  "läuft wieder, aber nach zehn Minuten hängt er",
  "geht zwei Minuten lang, dann ist er weg",
  "ça remarche cinq minutes puis ça retombe en panne",
  "vuelve a ir, pero solo un rato",
])("recognises that a problem is back: %s", (text) => {
  expect(tellsOfRelapse(text)).toBe(true);
});

it.each([
  "it works again, never mind",
  "fixed itself, but thank you",
  "dann hat sich das erledigt, danke",
  "c'est réglé, merci",
  "ya funciona, hasta luego",
])("ignores solved problems: %s", (text) => {
  expect(tellsOfRelapse(text)).toBe(false);
});
