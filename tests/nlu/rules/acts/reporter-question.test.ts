/** Questions of a colleague, distinguished from answers, which may end with a question mark too. */
import { expect, it } from "vitest";
import { asksTeam } from "../../../../src/nlu/rules/acts/reporter-question.ts";

it.each([
  "soll ich ihn neu starten?",
  "soll ich ihn neu starten",
  "kann mal wer kommen",
  "lo reinicio?",
  "qué hago??",
  "¿puede venir alguien?",
  "quelqu'un peut venir ?",
  "je redémarre ?",
  "ok. should I restart it?",
  "how long will that take?",
  "is it a virus?",
  "Can someone come up?",
])("%j asks the team", (text) => expect(asksTeam(text)).toBe(true));

it.each([
  "since Monday?",
  "the dealers maybe?",
  "Tim?",
  "lundi, je crois ?",
  "when it rains",
  "since Monday. should I restart it?",
  "wenn der Drucker warm ist",
  "quand il pleut",
  "cuando llueve",
  "todos, ¿no?",
  "that the drivers know where to go",
  "es geht gar nix",
])("%j is no question to the team", (text) => expect(asksTeam(text)).toBe(false));
