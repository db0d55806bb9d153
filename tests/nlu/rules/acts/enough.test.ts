import { describe, expect, it } from "vitest";
import { saysEnough } from "../../../../src/nlu/rules/acts/enough.ts";

describe("saysEnough", () => {
  it.each([
    "just send it",
    "no more questions",
    "schick das so ab",
    "das reicht jetzt",
    "stop, je n'ai pas le temps, envoyez ça comme ça",
    "mándalo así",
    "please stop asking",
    "Hört auf zu fragen, ich weiß nicht mehr",
    "arrêtez avec vos questions",
    "dejad de preguntar",
  ])("recognises %j", (text) => expect(saysEnough(text)).toBe(true));

  it.each([
    "can you forward this to Anna",
    "we send it by post",
    "die Kunden schicken das Formular weiter an uns",
    "on envoie ça aux clients",
    "people stop asking every five minutes",
    "stop the belt before it overloads",
    "Patienten hören auf zu fragen",
    "die Kundschaft hört auf zu fragen",
    "les clients arrêtent les questions",
    "el cliente deja de preguntar",
  ])("takes %j for something else", (text) => expect(saysEnough(text)).toBe(false));
});
