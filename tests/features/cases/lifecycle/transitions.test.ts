/** State of a case after an allowed action. */
import { describe, expect, it } from "vitest";
import type { Case, HistoryEntry } from "../../../../src/features/cases/lifecycle/case.ts";
import { applyCaseTransition } from "../../../../src/features/cases/lifecycle/transitions.ts";

const one: Case = {
  request: "r1",
  number: 1,
  title: "",
  status: "new",
  requester: { id: "maria" },
  isPrivate: false,
  conversation: "dm/maria",
  place: { platform: "slack", kind: "personal", id: "maria" },
  history: [],
  interview: {
    request: "r1",
    requester: { id: "maria" },
    text: ["words"],
    phase: "done",
    asked: [],
    answers: {},
    claimed: false,
    reminded: false,
  },
} as Case;

const entry = (more: Partial<HistoryEntry>): HistoryEntry => ({
  id: "s1",
  status: "accepted",
  by: { id: "lea", name: "Lea" },
  at: new Date(0),
  ...more,
});

describe("applyCaseTransition", () => {
  it("names the owner when the action has an id alone", () => {
    const handed = applyCaseTransition(
      one,
      { request: "r1", act: "assign", by: { id: "lea" }, to: { id: "tom" } },
      { status: "accepted", owner: { id: "tom" }, notifies: [] },
      entry({ act: "assign", to: { id: "tom", name: "Tom" } }),
    );
    expect(handed.owner).toEqual({ id: "tom", name: "Tom" });
  });

  it("leaves no owner when the request is given back", () => {
    const released = applyCaseTransition(
      { ...one, owner: { id: "tom" } },
      { request: "r1", act: "release", by: { id: "tom" } },
      { status: "new", owner: null, notifies: [] },
      entry({ act: "release" }),
    );
    expect(released.owner).toBeUndefined();
  });
});
