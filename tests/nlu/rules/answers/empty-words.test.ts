import { describe, expect, it } from "vitest";
import {
  isMereSign,
  saysNothing,
  withoutOpeningCourtesy,
} from "../../../../src/nlu/rules/answers/empty-words.ts";

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
    "lol",
    "adsg",
    "asdf",
  ])("is %j", (text) => expect(isMereSign(text)).toBe(true));
  it.each(["ja", "Dahl", "flash", "2", "👍 by March", "test data", "Petra", "ok, the dealers"])(
    "is not %j",
    (text) => expect(isMereSign(text)).toBe(false),
  );
});

describe("withoutOpeningCourtesy", () => {
  it.each([
    ["ok merci. au fait le préfet vient le 12", "au fait le préfet vient le 12"],
    ["oh thanks for being so quick. we'd see all of them", "we'd see all of them"],
    ["so, wieder da: die Küche hängt keine Zettel auf", "die Küche hängt keine Zettel auf"],
    ["Hola, gracias! son catorce en total", "son catorce en total"],
    ["sorry was in the dock. the skipper decides that", "the skipper decides that"],
  ])("removes it from %j", (text, rest) => {
    expect(withoutOpeningCourtesy(text)).toBe(rest);
  });

  it.each(["thanks a lot!", "danke, passt so", "no thanks, we tried that one", "ok, we take it"])(
    "keeps %j",
    (text) => {
      expect(withoutOpeningCourtesy(text)).toBe(text);
    },
  );
});
