import { expect, it } from "vitest";
import {
  isIrony,
  isPlainAssent,
  type OfferReply,
  readOfferReply,
} from "../../../../src/nlu/rules/acts/reply-phrases.ts";

it.each<[string, OfferReply | undefined]>([
  ["it did, counting takes an hour now instead of a day", "agreement"],
  ["passt, dann machen wir es so", "agreement"],
  ["oui, nous le prenons", "agreement"],
  ["leider nein, getauscht wird weiter am schwarzen Brett", "refusal"],
  ["no, eso no nos ayuda", "refusal"],
  ["only if it works without a network", "condition"],
  ["ja, aber erst ab Mai", "condition"],
  ["ça marche, sauf le vendredi", "condition"],
  ["sí, siempre que funcione sin red", "condition"],
  ["hmm who'd print them? but ok, let's try", "agreement"],
  ["probieren wir halt mal", "agreement"],
  ["haben wir probiert, ist zu klein", undefined],
  ["ok will check", "later"],
  ["schaue ich mir morgen an", "later"],
  ["je regarde ça", "later"],
  ["lo miro luego", "later"],
  ["the portal shows the date", undefined],
])("reads %s as %s", (text, reply) => {
  expect(readOfferReply(text)).toBe(reply);
});

it.each([
  "yes great, another form",
  "ja super, noch ein Formular",
  "oui génial, encore un formulaire",
  "sí, genial, otro formulario más",
  "great, just what we needed",
])("takes %j for no agreement", (text) => {
  expect(isPlainAssent(text)).toBe(false);
  expect(readOfferReply(text)).not.toBe("agreement");
});

it("distinguishes a complaint from one that says more", () => {
  expect(isIrony("yes great, another form")).toBe(true);
  expect(isIrony("yes great, another form that the drivers have to fill in by hand")).toBe(false);
  expect(isIrony("yes, that works for us")).toBe(false);
});
