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

test("a fault that lasts is no help, in whatever words", () => {
  for (const text of [
    "he still can't get in",
    "seh den Ordner immer noch nicht",
    "on n'arrive toujours pas à ouvrir le fichier",
    "pues sigo sin recibir nada",
    "me sigue saliendo el error",
  ])
    expect(readVerdict(text)).toBe("no");
  for (const text of ["still no problems, thanks", "sigue yendo perfecto", "noch ein Dank!"])
    expect(readVerdict(text)).not.toBe("no");
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
