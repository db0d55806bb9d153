import { describe, expect, it } from "vitest";
import { saysEnough } from "../../../src/nlu/rules/enough.ts";

describe("saysEnough", () => {
  it.each([
    "just send it",
    "no more questions",
    "schick das so ab",
    "das reicht jetzt",
    "stop, je n'ai pas le temps, envoyez ça comme ça",
    "mándalo así",
  ])("recognises %j", (text) => expect(saysEnough(text)).toBe(true));

  it.each([
    "can you forward this to Anna",
    "we send it by post",
    "die Kunden schicken das Formular weiter an uns",
    "on envoie ça aux clients",
  ])("takes %j for something else", (text) => expect(saysEnough(text)).toBe(false));
});
