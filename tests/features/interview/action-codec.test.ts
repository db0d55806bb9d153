import { expect, it } from "vitest";
import {
  decodeRequestAction,
  encodeRequestAction,
  type RequestAction,
} from "../../../src/features/cases/action-codec.ts";

it.each<RequestAction>([
  { verb: "help" },
  { verb: "resume", request: "01a2-b3" },
  { verb: "skip", request: "01a2-b3", question: "need" },
  { verb: "kind", request: "01a2-b3", choice: "factory_issue" },
  { verb: "choose", request: "01a2-b3", question: "measure", choice: "in_30_days" },
])("a button's press comes back as it was: $verb", (press) => {
  expect(decodeRequestAction(encodeRequestAction(press))).toEqual(press);
});

it.each([
  "",
  "skip",
  "skip/1",
  "skip/1/nothing",
  "resume/1/need/x",
  "drop/1",
  '{"verb":"skip"}',
  "help/1",
])("%s is nobody's press", (text) => {
  expect(decodeRequestAction(text)).toBeUndefined();
});
