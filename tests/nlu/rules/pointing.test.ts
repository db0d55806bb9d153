import { expect, it } from "vitest";
import { readPointing } from "../../../src/nlu/rules/pointing.ts";

it.each([
  "",
  "^^",
  "can you take this up?",
  "could you please look into this",
  "this one, please",
  "bitte aufnehmen",
  "kümmerst du dich bitte darum?",
  "könnt ihr das übernehmen?",
  "tu peux t'en occuper ?",
  "à prendre en charge, merci",
  "¿te puedes encargar de esto?",
  "esto, por favor",
  "one for you?",
  "over to you",
  "can you look at what she wrote?",
  "help him please",
  "same here please",
  "fyi",
  "siehe oben, ist das was für euch?",
  "was meinst du dazu?",
  "tu peux t'en occuper stp ?",
  "c'est pour vous, ça ?",
  "esto os toca a vosotros, ¿no?",
  "¿lo apuntas?",
  "mira lo que ha escrito",
  "could you deal with that one",
  "I think this is yours",
  "please see above",
  "what do you make of this?",
  "can somebody sort this out for her",
  "schaust du dir das mal an?",
  "gehört das zu euch?",
  "kannst du ihr da helfen",
  "nehmt ihr das bitte mit auf",
  "das wäre was für dich",
  "vous pouvez regarder ce qu'il a écrit ?",
  "voir ci-dessus",
  "tu le notes ?",
  "c'est à vous de jouer",
  "qu'est-ce que tu en penses ?",
  "¿podéis echarle un vistazo a esto?",
  "esto es para ti, creo",
  "ayúdale, por favor",
  "¿qué opinas de esto?",
  "lo de arriba, porfa",
])("recognises that it points: %s", (text) => {
  expect(readPointing(text)).toBe("surely");
});

it.each([
  "can you take the old monitor back?",
  "could you look into why the till is slow",
  "bitte einen neuen Laptop aufnehmen lassen",
  "il nous faut un scanner",
  "yes",
  "we need a projector too",
  "where is R-3?",
  "thanks",
  "thanks for looking at this",
  "what can you do?",
  "who are you?",
  "hello",
  "don't log this",
  "das ist nicht für euch",
  "was kannst du?",
  "merci beaucoup",
  "¿quién eres?",
])("leaves words with their own subject: %s", (text) => {
  expect(readPointing(text)).toBe("no");
});

it.each(["this is broken", "order one for her", "das Gerät dazu"])(
  "doubts whether one more word is a subject: %s",
  (text) => {
    expect(readPointing(text)).toBe("perhaps");
  },
);
