import { describe, expect, it } from "vitest";
import { isMereSign, saysNothing } from "../../../src/nlu/rules/empty-words.ts";

describe("text without content", () => {
  it.each([
    "sorry",
    "Sorry, no.",
    "unfortunately not possible",
    "n/a",
    "–",
    "Leider nicht möglich, tut mir leid",
    "Désolé, rien pour le moment",
    "Lo siento, no hay nada",
    "",
  ])("is %j", (text) => expect(saysNothing(text)).toBe(true));

  it.each([
    "Sorry, use the shared mailbox",
    "Excel",
    "Frag bitte Petra",
    "Utilisez le portail",
    "La hoja compartida",
    "in March",
  ])("is not %j", (text) => expect(saysNothing(text)).toBe(false));
});

describe("a mere sign", () => {
  it.each([
    "👍",
    "👍🏽",
    ":+1::skin-tone-3:",
    ":acme-approve:",
    "🙌",
    "🙏 👌",
    ".",
    "…",
    "^",
    "test",
    "OK",
  ])("is %j", (text) => expect(isMereSign(text)).toBe(true));
  it.each(["ja", "2", "👍 by March", "test data", "Petra", "ok, the dealers"])(
    "is not %j",
    (text) => expect(isMereSign(text)).toBe(false),
  );
});
