import { describe, expect, it } from "vitest";
import { interpretReadings } from "../../../../src/app/words-reading.ts";
import { askingSentence } from "../../../../src/nlu/rules/requests/request-opening.ts";
import { createRulesJudge } from "../../../../src/nlu/rules/rules-judge.ts";

const judge = createRulesJudge();
const ask =
  "What we need: the complaint has to reach the plant the same day, today it takes a week.";
const askDe =
  "Was wir brauchen: die Reklamation muss am selben Tag im Werk sein, heute dauert es eine Woche.";
const thanks = "Dear all, thank you for the good talk last Thursday. ";
const minutes = "On Tuesday Jan wrote: the minutes are attached and the parking lot is closed. ";

const hear = async (text: string) => {
  const readings = await judge.read({ text, wants: ["control", "request", "act"] });
  const { acts } = interpretReadings(text, undefined, readings);
  return { request: readings.request!, acts };
};

describe("a sentence that asks, among others", () => {
  it.each([
    ["after thanks", `${thanks}\n\n${ask}`, ask],
    [
      "in the middle of minutes",
      `${thanks.repeat(17)}${minutes.repeat(80)}\n\n${ask}\n\n${minutes.repeat(80)}`,
      ask,
    ],
    [
      "in German",
      `Liebe Kollegen,\n\nvielen Dank für das gute Gespräch.\n\n${"Das Protokoll hängt an. ".repeat(70)}\n\n${askDe}`,
      askDe,
    ],
  ])("makes the request: %s", async (_, text, sentence) => {
    const { request, acts } = await hear(text);
    expect(request.asks).toBe(sentence);
    expect(request.isRequest.label).toBe(true);
    expect(acts.new_request).toBeGreaterThan(0.8);
  });

  it.each([
    ["thanks", "Thank you all for the help yesterday. We had a good time in the canteen."],
    ["minutes", thanks + minutes.repeat(40)],
  ])("is not found in %s", async (_, text) => {
    const { request } = await hear(text);
    expect(request.asks).toBeUndefined();
    expect(request.isRequest.label).toBe(false);
  });

  it("prefers words of asking to the most probable sentence", () => {
    const text = "Mr Ott reports on the fire drill. We need a list of open repairs.";
    const chance = (sentence: string) => (sentence.startsWith("Mr") ? 0.99 : 0.8);
    expect(askingSentence(text, chance)).toBe("We need a list of open repairs.");
  });
});
