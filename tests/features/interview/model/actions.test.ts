import { describe, expect, it } from "vitest";
import {
  interviewActions,
  legacyInterviewAction,
} from "../../../../src/features/interview/model/actions.ts";

const { decode, encode } = interviewActions;

describe("interviewActions", () => {
  it.each([
    [encode("help"), "help", []],
    [encode("resume", "01a2-b3"), "resume", ["01a2-b3"]],
    [encode("skip", "01a2-b3", "need"), "skip", ["01a2-b3", "need"]],
    [
      encode("choose", "01a2-b3", "measure", "in_30_days"),
      "choose",
      ["01a2-b3", "measure", "in_30_days"],
    ],
  ] as const)("decodes %s as it was encoded", (path, verb, args) => {
    expect(decode(path)).toMatchObject({ verb, args });
  });

  it.each([
    "",
    "interview",
    "interview/skip",
    "interview/skip/1",
    "interview/skip/1/nothing",
    "interview/resume/1/need",
    "interview/drop/1",
    "interview/help/1",
    "interview/silence",
    "cases/skip/1/need",
  ])("refuses %s", (path) => {
    expect(decode(path)).toBeUndefined();
  });
});

describe("legacyInterviewAction", () => {
  it.each([
    ["help", "interview/help"],
    ["resume/1", "interview/resume/1"],
    ["skip/1/need", "interview/skip/1/need"],
    ["kind/1/change", "interview/choose/1/kind/change"],
    ["choose/1/measure/in_30_days", "interview/choose/1/measure/in_30_days"],
    ["all/1", "interview/form/1"],
    ["request:new", "interview/ask"],
    ["silence", "interview/silence"],
    ["act/1/take", undefined],
    ["check/settings", undefined],
  ])("translates %s of release 0.1.0 to %s", (path, today) => {
    expect(legacyInterviewAction(path)).toBe(today);
  });
});
