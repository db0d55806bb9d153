import { describe, expect, it } from "vitest";
import { isMentionedInPassing } from "../../../../src/nlu/rules/references/mention.ts";

const inPassing = (text: string) => {
  const [before = "", after = ""] = text.split("@bot");
  return isMentionedInPassing(before, after);
};

describe("isMentionedInPassing", () => {
  for (const text of [
    "please don't send passwords to @bot, it keeps what you write",
    "der @bot ist wirklich praktisch",
    "j'ai demandé à @bot hier, c'était rapide",
    "ayer probé @bot y fue rapidísimo",
    "falls ihr was braucht: einfach @bot schreiben",
    "@alex tu as vu que @bot répond aussi la nuit ?",
  ])
    it(`is true of "${text}"`, () => expect(inPassing(text)).toBe(true));

  for (const text of [
    "@bot we need a label printer",
    "hi all, @bot the scanner is broken",
    "könntest du das aufnehmen, @bot",
    "a question to @bot: who has the key?",
    "hola @bot, necesito un teclado",
    "@alex @bot we need a label printer",
    "@alex, @lea and @bot the scanner is broken",
    "<@U1> <@U2> @bot we need a label printer",
  ])
    it(`is false of "${text}"`, () => expect(inPassing(text)).toBe(false));
});
