import { expect, it } from "vitest";
import { mayAskForState } from "../../../../src/nlu/rules/acts/reply-phrases.ts";

it.each([
  "where is my request",
  "and what became of it",
  "gibt es schon was Neues",
  "des nouvelles de ma demande",
  "en qué estado está lo mío",
  "still waiting for R-4",
])("may ask for a status: %s", (text) => {
  expect(mayAskForState(text)).toBe(true);
});

it.each(["tell a caller at once where the order is", "die Fahrer sehen, wo sie hin müssen"])(
  "does not ask for a status: %s",
  (text) => {
    expect(mayAskForState(text)).toBe(false);
  },
);
