import { describe, expect, it } from "vitest";
import { withoutOpeningCourtesy } from "../../../src/nlu/rules/empty-words.ts";

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
