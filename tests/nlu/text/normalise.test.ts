import { describe, expect, it } from "vitest";
import { splitSentences } from "../../../src/nlu/text/normalise.ts";

describe("splitting into sentences", () => {
  it.each([
    "The viewer on St. Anna ward is white for Dr. Lee",
    "de parte de la dra. Ruiz de urgencias",
    "Das Tor z.B. hinten und d. h. das Ersatztor",
    "L'écran de M. Diallo, bureau no. 12",
    "Frau Dr. Seidel, Nr. 12, ab 1.10. auf der 5. Etage",
  ])("keeps %s whole", (text) => expect(splitSentences(text)).toEqual([text]));

  it.each([
    ["No. We tried that. Nothing helped.", 3],
    ["no, que aún no lo pedí. un portátil", 2],
    ["Help me. The door is stuck!\n- and the gate", 3],
    ["Pour ça. Le badge", 2],
  ])("splits %s", (text, parts) => expect(splitSentences(text)).toHaveLength(parts));
});
