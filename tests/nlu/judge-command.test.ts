import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import { createJudge } from "../../src/nlu/create-judge.ts";
import { runJudgeCommand } from "../../src/nlu/judge-command.ts";
import { createRulesJudge } from "../../src/nlu/rules/rules-judge.ts";
import { fakeModel } from "../harness/fake-model.ts";

async function run(input: string, judge = createRulesJudge()) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [said, complained] = [text(output), text(errors)];
  const code = await runJudgeCommand(judge, {
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
  // the bot sends an incident to the team at once
  expect(rows[0]).toMatchObject({ sure: true });
});

it("returns the certainty of a model's readings for each task", async () => {
  const model = await fakeModel();
  const label = <T>(of: T, confidence: number) => ({ label: of, confidence });
  const [no, quotes] = [null, { restated: null, follow_up: null, since: null, affected: null }];
  model.behave(
    JSON.stringify({
      control: no,
      request: no,
      need: { ...label("vague", 0.3), ...quotes },
      customer: { ...label("direct", 0.8), lens: no, link: no, owner: no },
      measure: no,
    }),
  );
  const judge = createJudge(
    { name: "fake", baseUrl: model.baseUrl },
    { clock: systemClock(), log: { warn: () => {} } },
  );
  const { code, rows } = await run(
    '{"id":1,"task":"request","text":"my laptop was stolen on the train"}\n{"id":2,"task":"need","request":"a CRM","answer":"be more modern"}\n{"id":3,"task":"customer","answer":"the dealers get a date"}',
    judge,
  );
  await model.close();
  expect(rows).toEqual([
    expect.objectContaining({ id: 1, is_request: true, security: true, sure: true }),
    { id: 2, label: "vague", confidence: 0.3, sure: false },
    { id: 3, label: "direct", confidence: 0.8, sure: true },
  ]);
  expect(code).toBe(0);
});

it("reports invalid lines, continues, and returns 1", async () => {
  const { code, rows, errors } = await run(
    'nonsense\n{"id":1,"task":"wish","text":"x"}\n{"id":2,"task":"request","text":"hello"}',
  );
  expect(rows).toHaveLength(1);
  expect(errors).toMatch(/^line 1 is no JSON\nline 2 is not \{id/);
  expect(code).toBe(1);
});

it.each([
  ["[1]", /an object/],
  ["null", /an object/],
  ['{"task":"request","text":"x"}', /: id /],
  ['{"id":1,"text":"x"}', /: task /],
  ['{"id":1,"task":"wish","text":"x"}', /: task /],
  ['{"id":1,"task":"request","text":5}', /: text /],
  ['{"id":1,"task":"request","answer":"x"}', /: text is missing/],
  ['{"id":1,"task":"need","request":"a CRM"}', /: answer is missing/],
  ['{"id":{},"task":"need","request":7,"answer":"x"}', /: id .*; request /],
])("says what is wrong with the line %s", async (line, what) => {
  const { code, rows, errors } = await run(`\n${line}`);
  expect([code, rows]).toEqual([1, []]);
  expect(errors).toMatch(/^line 2 is not \{id/);
  expect(errors).toMatch(what);
});

it("returns its confidence as a share of right readings", async () => {
  const { rows } = await run(
    '{"id":1,"task":"request","text":"I forgot my password"}\n{"id":2,"task":"request","text":"the list: green, then grey"}',
  );
  const [plain, doubtful] = rows as { confidence: number; sure: boolean }[];
  expect(plain).toMatchObject({ sure: true });
  expect(doubtful).toMatchObject({ sure: false });
  for (const { confidence } of [plain!, doubtful!]) {
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
});
