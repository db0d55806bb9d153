import { expect, it } from "vitest";
import { isPointing } from "../../../src/nlu/rules/pointing.ts";

it.each([
  "",
  "^^",
  "can you take this up?",
  "could you please look into this",
  "this one, please",
  "bitte aufnehmen",
  "kümmerst du dich bitte darum?",
  "könnt ihr das übernehmen?",
  "tu peux t'en occuper ?",
  "à prendre en charge, merci",
  "¿te puedes encargar de esto?",
  "esto, por favor",
])("recognises that it points: %s", (text) => {
  expect(isPointing(text)).toBe(true);
});

it.each([
  "can you take the old monitor back?",
  "could you look into why the till is slow",
  "this is broken",
  "bitte einen neuen Laptop aufnehmen lassen",
  "il nous faut un scanner",
  "yes",
])("leaves words with their own subject: %s", (text) => {
  expect(isPointing(text)).toBe(false);
});
