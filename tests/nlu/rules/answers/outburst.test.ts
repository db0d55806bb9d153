import { describe, expect, it } from "vitest";
import { isOutburst } from "../../../../src/nlu/rules/answers/outburst.ts";

describe("isOutburst", () => {
  it.for([
    "unbelievable!!",
    "This is ridiculous, seriously",
    "das darf doch nicht wahr sein",
    "mir reicht's langsam",
    "c'est n'importe quoi",
    "non mais franchement, y en a marre",
    "esto es de locos",
    "otra vez... no me lo puedo creer",
  ])("is true of anger alone: %j", (text) => expect(isOutburst(text)).toBe(true));

  it.for([
    "unbelievable, since this morning again",
    "it is ridiculous how long the drivers wait",
    "schon wieder die Waage",
    "c'est toujours pareil le lundi",
    "estamos hartos de la impresora",
    "third time this week",
    "?!",
  ])("is false of words that say more: %j", (text) => expect(isOutburst(text)).toBe(false));
});
