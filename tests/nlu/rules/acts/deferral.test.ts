import { describe, expect, it } from "vitest";
import { isTooEarly, promisesAnswer } from "../../../../src/nlu/rules/acts/deferral.ts";

describe("promisesAnswer", () => {
  it.each([
    "attends deux minutes j'ai un client",
    "bin gleich in der Essensausgabe, ich meld mich nachher",
    "one sec, phone",
    "I'll get back to you after the shift",
    "un momento, suena el teléfono",
    "je reviens",
    "ok will check and come back",
    "lo miro y os digo",
    "je suis avec un client, on reprend après",
    "jetzt nicht, hab gleich OP",
    "sorry got to run, later",
    "ahora vuelvo",
    "später, muss zu Gericht",
    "faut que j'y aille, on continue demain",
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
    "die 10b schreibt morgen ihre Prüfung",
    "10 min ago",
    "two hours less typing a week",
    "30 minutes de moins d'ici mai",
  ])("does not take %j for one", (text) => {
    expect(promisesAnswer(text)).toBe(false);
  });
});

describe("isTooEarly", () => {
  it.each([
    "ask me after easter",
    "not before the go-live in March",
    "frag mich nach Ostern nochmal",
    "nicht vor dem Go-live im März",
    "c'est trop tôt",
    "redemandez-moi après Pâques",
    "pregúntame después de Semana Santa",
    "todavía es pronto",
  ])("recognises %j", (text) => {
    expect(isTooEarly(text)).toBe(true);
  });

  it.each([
    "yes, but not before nine",
    "no, it still fails",
    "ja, seit Montag",
    "we start earlier now",
    "es geht jetzt früher los",
  ])("does not take %j for it", (text) => {
    expect(isTooEarly(text)).toBe(false);
  });
});
