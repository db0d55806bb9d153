import { describe, expect, it } from "vitest";
import { promisesAnswer } from "../../../src/nlu/rules/non-answers.ts";

describe("promisesAnswer", () => {
  it.each([
    "attends deux minutes j'ai un client",
    "bin gleich in der Essensausgabe, ich meld mich nachher",
    "one sec, phone",
    "I'll get back to you after the shift",
    "un momento, suena el teléfono",
    "je reviens",
    "je suis avec un client, on reprend après",
    "jetzt nicht, hab gleich OP",
    "sorry got to run, later",
    "ahora vuelvo",
  ])("recognises %j", (text) => {
    expect(promisesAnswer(text)).toBe(true);
  });

  it.each([
    "wait, now the whole phone system is down too",
    "Moment, das stimmt nicht",
    "customers wait ten minutes at the desk",
    "we answer the phone at once",
    "can you wait a minute?",
    "30 minutes less by May",
    "two hours less typing a week",
    "30 minutes de moins d'ici mai",
  ])("does not take %j for one", (text) => {
    expect(promisesAnswer(text)).toBe(false);
  });
});
