import { describe, expect, it } from "vitest";
import { readBotQuestion } from "../../../src/nlu/rules/question-to-bot.ts";

describe("readBotQuestion", () => {
  it.each([
    "who sees this?",
    "can my boss read this",
    "wer liest das hier eigentlich alles mit?",
    "wer sieht das jetzt?",
    "sieht das mein Chef?",
    "qui va lire ça exactement ?",
    "c'est confidentiel ici ?",
    "¿quién lee esto?",
  ])("reads who asks for the readers: %j", (text) =>
    expect(readBotQuestion(text)).toBe("who_reads"),
  );

  it.each([
    "can I ask you something confidential",
    "kann ich dich was Vertrauliches fragen?",
    "je peux vous demander quelque chose de confidentiel ?",
    "¿puedo preguntarte algo confidencial?",
  ])("reads the wish to tell in private: %j", (text) =>
    expect(readBotQuestion(text)).toBe("in_private"),
  );

  it.each([
    "can I delete what I write?",
    "darf ich das was ich hier schreibe auch löschen?",
    "je peux supprimer ce que j'ai écrit ?",
    "¿puedo borrar esto?",
  ])("reads whether words can be deleted: %j", (text) =>
    expect(readBotQuestion(text)).toBe("can_delete"),
  );

  it.each([
    "who can see the stock in the portal?",
    "nobody sees this",
    "die Kunden sehen es",
    "people can't read it",
    "this is confidential: new starter for HR",
  ])("takes %j for another message", (text) => expect(readBotQuestion(text)).toBeUndefined());
});
