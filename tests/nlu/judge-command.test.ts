import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { runJudgeCommand } from "../../src/nlu/judge-command.ts";
import { createRulesJudge } from "../../src/nlu/rules/rules-judge.ts";

async function run(input: string) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [said, complained] = [text(output), text(errors)];
  const code = await runJudgeCommand(createRulesJudge(), {
    input: Readable.from([input]),
    output,
    errors,
  });
  output.end();
  errors.end();
  return {
    code,
    rows: (await said)
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object),
    errors: await complained,
  };
}

const certainty = { confidence: expect.any(Number) as number, sure: true };

it("returns the labels of the data for each task", async () => {
  const { code, rows, errors } = await run(
    '{"id":"a","task":"request","text":"I forgot my password"}\n{"id":"b","task":"request","text":"thank you!"}\n\n{"id":3,"task":"need","request":"a CRM","answer":"no idea"}\n{"id":4,"task":"customer","text":"it is for the audit"}\n',
  );
  expect(rows).toEqual([
    {
      id: "a",
      is_request: true,
      kind: "standard_service",
      priority_claim: false,
      provider_language: false,
      ...certainty,
    },
    {
      id: "b",
      is_request: false,
      kind: null,
      priority_claim: false,
      provider_language: false,
      ...certainty,
    },
    { id: 3, label: "refusal_unknown", ...certainty },
    { id: 4, label: "internal_only", ...certainty },
  ]);
  expect([code, errors]).toEqual([0, ""]);
});

it("marks security incidents and nothing else", async () => {
  const { rows } = await run(
    '{"id":1,"task":"request","text":"my laptop was stolen on the train"}\n{"id":2,"task":"request","text":"the printer is broken"}',
  );
  expect(rows.map((row) => "security" in row && row.security)).toEqual([true, false]);
});

it("reports invalid lines, continues, and returns 1", async () => {
  const { code, rows, errors } = await run(
    'nonsense\n{"id":1,"task":"wish","text":"x"}\n{"id":2,"task":"request","text":"hello"}',
  );
  expect(rows).toHaveLength(1);
  expect(errors).toMatch(/^line 1 is no JSON\nline 2 is not \{id/);
  expect(code).toBe(1);
});

it("returns its confidence as a share of right readings", async () => {
  const { rows } = await run(
    '{"id":1,"task":"request","text":"I forgot my password"}\n{"id":2,"task":"request","text":"Dean does not care which, 30 or 60, customers wave the paper at us"}',
  );
  const [plain, doubtful] = rows as { confidence: number; sure: boolean }[];
  expect(plain).toMatchObject({ sure: true });
  expect(doubtful).toMatchObject({ sure: false });
  for (const { confidence } of [plain!, doubtful!]) {
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
});
