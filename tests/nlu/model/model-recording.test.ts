import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { JudgeInput } from "../../../src/nlu/judge.ts";
import { connectModel } from "../../../src/nlu/model/endpoint.ts";
import { openModelRecording } from "../../evals/model-recording.ts";
import { type FakeModel, fakeModel } from "../../harness/fake-model.ts";

let model: FakeModel;
let folder: string;
let file: URL;
beforeEach(async () => {
  model = await fakeModel();
  folder = mkdtempSync(join(tmpdir(), "entwine-recording-"));
  file = pathToFileURL(join(folder, "answers.jsonl"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await model.close();
});

const message: JudgeInput = {
  text: "we want to be up to date",
  wants: ["need"],
  request: "We need a new file share",
  targets: [{ id: "q1", kind: "need", title: "New file share", minutesAgo: 2, askedSender: true }],
};
const answer = {
  ...{ control: null, request: null, customer: null, measure: null },
  need: {
    ...{ label: "vague", confidence: 0.8, restated: null, follow_up: null },
    ...{ since: null, affected: null },
  },
  target: { id: "q1", act: "answer", confidence: 0.9 },
};

it("records a model's answers, and replays them without the model", async () => {
  model.behave(JSON.stringify(answer));
  const ask = await connectModel({ name: "fake", baseUrl: model.baseUrl });
  const live = openModelRecording(file, { ask, name: "fake" });
  live.begin("file-share");
  const byModel = await live.judge().read(message);
  expect(byModel).toMatchObject({ need: { label: "vague" }, target: { id: "q1" } });
  live.save();

  const recording = openModelRecording(file);
  recording.begin("file-share");
  // titles and times of the same question may differ
  const later = { ...message, targets: [{ ...message.targets![0]!, title: "x", minutesAgo: 9 }] };
  expect(await recording.judge().read(later)).toEqual(byModel);
  expect([...recording.conversations()]).toEqual(["file-share"]);
  expect([model.calls.length, recording.missing()]).toEqual([1, 0]);
});

it("uses the rules for messages without a recording, and imports answers", async () => {
  const recording = openModelRecording(file);
  recording.begin("file-share");
  expect((await recording.judge().read(message)).by).toMatch(/^rules@/);
  expect(recording.missing()).toBe(1);
  const [prompt] = [...recording.unanswered.values()];
  expect(prompt).toMatchObject({ conversation: "file-share", targets: ["q1"] });
  expect(prompt?.input).toContain(message.text);
  expect(
    recording.take(
      [JSON.stringify({ id: prompt?.id, answer }), '{"id":"?"}', "nonsense"],
      "a person",
    ),
  ).toHaveLength(2);
  expect((await recording.judge().read(message)).target?.id).toBe("q1");
  expect(recording.by()).toEqual([expect.stringMatching(/^a person, read-message@/)]);
});

it("does not ask a model to draft a brief", async () => {
  const ask = await connectModel({ name: "fake", baseUrl: model.baseUrl });
  const judge = openModelRecording(file, { ask, name: "fake" }).judge();
  expect(await judge.draftBrief?.("We need a new file share", {})).toBeUndefined();
  expect(model.calls).toEqual([]);
});
