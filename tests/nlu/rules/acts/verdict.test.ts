import { expect, test } from "vitest";
import { readUnaskedVerdict, readVerdict } from "../../../../src/nlu/rules/acts/verdict.ts";

const said = {
  yes: ["it helped a lot", "hat super geholfen, danke!", "carrément, plus aucune erreur"],
  partly: ["sort of, nights still use paper", "jein", "plus ou moins", "más o menos"],
  no: ["nope, didn't help", "still broken", "hab noch nix bekommen", "sigue igual"],
} as const;

test("words say what became of something delivered", () => {
  for (const [verdict, texts] of Object.entries(said))
    for (const text of texts) expect(readVerdict(text)).toBe(verdict);
});

test("help with a reservation is partly", () =>
  expect(readVerdict("it helped, but only in the morning")).toBe("partly"));

test("a fault of another thing is no verdict that nobody asked for", () => {
  for (const text of [
    "no funciona la impresora",
    "the till does not work",
    "geht nicht mein Drucker",
  ])
    expect(readUnaskedVerdict(text)).toBe(undefined);
});
