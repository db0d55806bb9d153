import { describe, expect, it } from "vitest";
import { readUnfinished, toUnfinished } from "../../../src/core/target/hear-message.ts";

const begun = toUnfinished({ text: ["we need"], by: { id: "ana" }, at: 0 });
const next = (id: string, at: number) => ({ text: ["a scanner"], by: { id }, at });

describe("readUnfinished", () => {
  it("returns the message that the author finishes within ten minutes", () => {
    expect(readUnfinished(begun, next("ana", 20_000))?.text).toEqual(["we need"]);
  });

  it("returns nothing for another person, a later message or unknown state", () => {
    expect(readUnfinished(begun, next("ben", 20_000))).toBeUndefined();
    expect(readUnfinished(begun, next("ana", 11 * 60_000))).toBeUndefined();
    expect(readUnfinished({ at: "soon" }, next("ana", 20_000))).toBeUndefined();
  });
});
