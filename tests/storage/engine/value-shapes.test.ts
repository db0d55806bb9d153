import { describe, expect, it } from "vitest";
import {
  boardCardsShape,
  conversationRefShape,
  inboundEventShape,
} from "../../../src/storage/engine/value-shapes.ts";

/** The same reference as 0.1.0 stored it and as it is stored now. */
const former = { surface: "slack", kind: "channel", id: "C1", thread: "1.2" };
const current = { platform: "slack", kind: "channel", id: "C1", thread: "1.2" };

describe("values that 0.1.0 stored", () => {
  it("reads a conversation reference", () => {
    expect(conversationRefShape(former)).toEqual(current);
    expect(conversationRefShape(current)).toEqual(current);
    expect(conversationRefShape({ ...former, surface: "fax" })).toBeUndefined();
  });

  it("reads the references of a board's cards", () => {
    const cards = [
      { place: former, id: "1" },
      { place: current, id: "2" },
    ];
    expect(boardCardsShape(cards)).toEqual([
      { place: current, id: "1" },
      { place: current, id: "2" },
    ]);
  });

  it("reads both places of an event, and its job", () => {
    const common = { id: "1", workspace: "slack:T1", at: 0, by: { id: "U1" }, place: former };
    expect(
      inboundEventShape({ ...common, kind: "command", here: former, command: "mine", text: [] }),
    ).toMatchObject({ place: current, here: current });
    expect(inboundEventShape({ ...common, kind: "due", duty: "cases/wake", subject: "7" })).toEqual(
      { ...common, place: current, kind: "due", job: "cases/wake", subject: "7" },
    );
  });
});
