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

it("reads recorded answers as objects or text and reports missing ones", () => {
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

it("validates recorded answers like live ones", () => {
  const recorded = openRecordedAnswers(new URL("nowhere.jsonl", import.meta.url));
  recordAnswers(
    [{ rows: [row], recorded }],
    [JSON.stringify({ id: row.key, answer })],
    "some model",
  );
  expect(recorded.read(row, { by: "rules" })?.need).toEqual({ label: "vague", confidence: 1 });
});

it("renders prompts without the rows' labels", () => {
  for (const { key, ask } of loadLabelledRows(file)) {
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(Object.keys(ask).sort()).toEqual(["request", "text", "wants"]);
  }
});
