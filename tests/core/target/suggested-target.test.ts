import { describe, expect, it } from "vitest";
import {
  type MessageEvidence,
  type MessageTarget,
  type OpenThing,
  type RecentRequest,
  type TargetAct,
  type TargetSuggestion,
  targetActs,
  type WordsReading,
} from "../../../src/core/message-target.ts";
import {
  resolveMessageTarget,
  type TargetDecision,
} from "../../../src/core/target/resolve-target.ts";
import {
  messageTime as at,
  messageEvidence as message,
  openThing as thing,
} from "./message-evidence.ts";

const older = thing({ id: "relay", request: "r2", askedAt: at - 90_000, answers: "team_question" });
const newest = thing();
const diary = thing({ feature: "check", id: "answer", request: undefined, isPrivate: true });
const printer: RecentRequest = { request: "r4", text: "Label printer", saidAt: at - 7_200_000 };

/** Decision on words that the rules read by `acts`, with what a model suggests. */
function decide(
  acts: Partial<Record<TargetAct, number>>,
  suggestion: Omit<TargetSuggestion, "confidence"> | undefined,
  { things = [older, newest], ...more }: { things?: OpenThing[] } & Partial<MessageEvidence> = {},
): TargetDecision {
  const rest = (1 - Object.values(acts).reduce((sum, each) => sum + each, 0)) / targetActs.length;
  const chances = Object.fromEntries(targetActs.map((act) => [act, (acts[act] ?? 0) + rest]));
  const words: WordsReading = {
    acts: chances as WordsReading["acts"],
    ...{ urgent: 0, readings: { by: "test" } },
    ...((acts.resolved ?? 0) > 0.5 && { ending: { act: "resolved" as const } }),
    suggestion: suggestion && { ...suggestion, confidence: 1 },
  };
  return resolveMessageTarget(message(more), things, [printer], words);
}
const target = (...given: Parameters<typeof decide>): MessageTarget => decide(...given).target;

describe("resolveMessageTarget with a suggestion", () => {
  it("answers the older question that the suggestion names", () => {
    const answer = { answer: 0.9 };
    expect(target(answer, undefined)).toMatchObject({ is: "answer", thing: { id: "need" } });
    expect(target(answer, { of: older, act: "answer" })).toMatchObject({
      is: "answer",
      thing: { id: "relay" },
    });
  });

  it("decides between an answer and an addition", () => {
    const doubt = { answer: 0.45, new_request: 0.45 };
    expect(target(doubt, undefined).is).toBe("unclear");
    expect(target(doubt, { of: newest, act: "answer" })).toEqual({ is: "answer", thing: newest });
    const more = { things: [], text: ["the label printer"] };
    const added = target(
      { addition: 0.5, new_request: 0.4 },
      { of: printer, act: "addition" },
      more,
    );
    expect(added).toEqual({ is: "addition", request: "r4" });
  });

  it("does not overrule the evidence of a thread", () => {
    expect(target({ answer: 0.9 }, { of: older, act: "answer" }, { about: "r1" })).toMatchObject({
      is: "answer",
      thing: { id: "need" },
    });
  });

  it.each(["new_request", "resolved", "withdrawn", "status", "aside"] as const)(
    "asks when only the suggestion reads an answer as %s",
    (act) => {
      const of = act === "resolved" || act === "withdrawn" ? newest : undefined;
      const suggested = target({ answer: 0.5, [act]: 0.4 }, { of, act });
      expect(suggested).toMatchObject({ is: "unclear" });
      expect("among" in suggested && suggested.among.map(({ is }) => is)).toEqual(
        expect.arrayContaining(["answer", act]),
      );
    },
  );

  it("asks when only the suggestion keeps a request from being opened or ended", () => {
    for (const act of ["new_request", "resolved"] as const)
      expect(target({ [act]: 0.6, answer: 0.3 }, { of: newest, act: "answer" }).is).toBe("unclear");
  });

  it("acts without asking when rules and suggestion agree", () => {
    const ended = { is: "resolved", request: "r1", thing: newest };
    expect(target({ resolved: 0.9 }, { of: newest, act: "resolved" })).toEqual(ended);
    expect(target({ resolved: 0.9 }, { of: newest, act: "withdrawn" })).toEqual(ended);
    expect(target({ new_request: 0.9 }, { act: "new_request" })).toEqual({ is: "new_request" });
  });

  it("offers the rules' target to a person who rejects a suggestion", () => {
    const acts = { answer: 0.7, new_request: 0.2 };
    const { target: taken, others } = decide(acts, { of: older, act: "answer" });
    expect(taken).toEqual({ is: "answer", thing: older });
    expect(others).toEqual([{ is: "answer", thing: newest }, { is: "new_request" }]);
  });

  it("reveals nothing from an answer to a private question", () => {
    const things = [newest, { ...diary, askedAt: at - 1_000 }];
    expect(target({ answer: 0.9 }, { of: newest, act: "answer" }, { things })).not.toMatchObject({
      is: "answer",
      thing: newest,
    });
  });

  it("reads nothing that the rules leave to people", () => {
    const channel = { platform: "slack", kind: "channel", id: "C1", thread: "1" } as const;
    expect(
      target(
        { to_somebody_else: 0.9 },
        { of: newest, act: "answer" },
        { place: channel, addressed: false, continuesTalk: true },
      ),
    ).toEqual({ is: "not_for_bot" });
  });
});
