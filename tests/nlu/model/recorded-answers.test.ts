import { expect, it } from "vitest";
import { loadLabelledRows } from "../../evals/labelled-rows.ts";
import {
  openRecordedAnswers,
  readMessagePrompt,
  recordAnswers,
} from "../../evals/recorded-answers.ts";

const file = new URL("../../../src/tools/training/labelled/need_answers.jsonl", import.meta.url);
const [row, other] = loadLabelledRows(file) as [
  ReturnType<typeof loadLabelledRows>[number],
  ReturnType<typeof loadLabelledRows>[number],
];
const answer = {
  control: null,
  request: null,
  need: {
    label: "vague",
    confidence: 7,
    restated: null,
    follow_up: "What goes wrong <@U1> today, see https://evil.example?",
    since: null,
    affected: "made up words",
  },
  customer: null,
  measure: null,
};

it("takes answers that a model gave by other means, as an object or as the text that holds it, and names what it leaves out", () => {
  const recorded = openRecordedAnswers(new URL("nowhere.jsonl", import.meta.url));
  const lines = [
    JSON.stringify({ id: row.key, answer }),
    JSON.stringify({
      id: other.key,
      answer: `Sure! \`\`\`json\n${JSON.stringify(answer)}\n\`\`\``,
    }),
    "nonsense",
    JSON.stringify({ id: "0", answer }),
    JSON.stringify({ id: row.key, answer: { label: "vague" } }),
  ];
  expect(recordAnswers([{ rows: [row, other], recorded }], lines, "some model")).toEqual({
    kept: 2,
    wrong: [
      "line 3 is no JSON",
      "line 4 has an id that no row has",
      "line 5 is not what the prompt's schema wants",
    ],
  });
  expect(recorded.by(row)).toBe(`some model, read-message@${readMessagePrompt.version}`);
  expect(recorded.read(other, { by: "rules" })?.need?.label).toBe("vague");
});

it("believes no more of them than of a live answer", () => {
  const recorded = openRecordedAnswers(new URL("nowhere.jsonl", import.meta.url));
  recordAnswers(
    [{ rows: [row], recorded }],
    [JSON.stringify({ id: row.key, answer })],
    "some model",
  );
  expect(recorded.read(row, { by: "rules" })?.need).toEqual({ label: "vague", confidence: 1 });
});

it("asks about rows without telling their labels", () => {
  for (const { key, ask } of loadLabelledRows(file)) {
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(Object.keys(ask).sort()).toEqual(["request", "text", "wants"]);
  }
});
