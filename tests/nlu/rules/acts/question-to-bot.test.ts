import { describe, expect, it } from "vitest";
import { readBotQuestion } from "../../../../src/nlu/rules/acts/question-to-bot.ts";

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
    "can you delete everything you know about me",
    "please delete all my data",
    "Lösch bitte alles, was du über mich gespeichert hast",
    "kannst du alle meine Daten löschen?",
    "supprimez toutes mes données svp",
    "borra todo lo que sabes de mí",
  ])("reads the wish that everything is deleted: %j", (text) =>
    expect(readBotQuestion(text)).toBe("delete_all"),
  );

  it.each([
    "speak german please",
    "can you write in French?",
    "change the language",
    "kannst du auch englisch",
    "sprichst du Spanisch?",
    "vous parlez anglais ?",
    "¿puedes hablar en inglés?",
  ])("reads the wish for another language: %j", (text) =>
    expect(readBotQuestion(text)).toBe("language"),
  );

  it.each([
    "who are you?",
    "are you a real person?",
    "wer bist du",
    "bist du ein Mensch?",
    "vous êtes un robot ?",
    "qui êtes-vous ?",
    "quien eres",
  ])("reads who asks what the bot is: %j", (text) =>
    expect(readBotQuestion(text)).toBe("about_bot"),
  );

  it.each([
    "when is the IT helpdesk open?",
    "are you open on saturdays?",
    "habt ihr samstags auf?",
    "wann seid ihr erreichbar?",
    "vous êtes ouverts le samedi ?",
    "¿abrís los sábados?",
    "¿qué horario tenéis?",
  ])("reads who asks when the team is there: %j", (text) =>
    expect(readBotQuestion(text)).toBe("team_hours"),
  );

  it.each([
    "please delete all data on my old laptop",
    "delete everything in the sales folder",
    "can you change the language of my Excel to German",
    "English please",
    "lösch bitte das Konto von Tom",
    "I need German in the portal",
    "is the shop open on saturday?",
    "who are you meeting?",
    "who can see the stock in the portal?",
    "nobody sees this",
    "die Kunden sehen es",
    "people can't read it",
    "this is confidential: new starter for HR",
  ])("takes %j for another message", (text) => expect(readBotQuestion(text)).toBeUndefined());
});
