import { describe, expect, it } from "vitest";
import {
  parseStoredConversation,
  parseStoredInterview,
} from "../../../../src/features/interview/model/interview-state.ts";

const requester = { id: "U1" };

describe("states that earlier releases stored", () => {
  it("reads interviews that were called talks, before those of today", () => {
    const former = { request: "a", requester, phase: "asking" };
    const current = { request: "b", requester, phase: "parked" };
    const { interviews } = parseStoredConversation({ talks: [former], interviews: [current] });
    expect(interviews.map(({ request }) => request)).toEqual(["a", "b"]);
  });

  it("reads a private interview that was called secluded", () => {
    const former = { request: "a", requester, phase: "asking", secluded: true };
    expect(parseStoredConversation({ talks: [former] }).interviews).toMatchObject([
      { request: "a", isPrivate: true },
    ]);
    expect(parseStoredInterview(former)).toMatchObject({ request: "a", isPrivate: true });
  });
});
