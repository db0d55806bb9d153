import { expect, it } from "vitest";
import { createRulesJudge } from "../../../../src/nlu/rules/rules-judge.ts";

const judge = createRulesJudge();
const read = async (text: string) => (await judge.read({ text, wants: ["request"] })).request!;

it.each([
  "hello",
  "Hello!",
  "hi",
  "hey there",
  "Good morning!",
  "hallo zusammen",
  "bonjour",
  "buenos días",
])("reads %s as a greeting", async (text) => {
  expect(await read(text)).toMatchObject({
    isRequest: { label: false },
    smallTalk: { label: "greeting" },
  });
  expect((await read(text)).smallTalk.confidence).toBeGreaterThan(0.9);
});

it.each(["hello, we need Salesforce", "hi, my laptop is broken", "hello world page is down"])(
  "reads %s as more than a greeting",
  async (text) => {
    expect((await read(text)).isRequest.label).toBe(true);
  },
);
