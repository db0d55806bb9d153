import { describe, expect, it } from "vitest";
import { addOverheard, continuesTalk, readOverheard } from "../../../src/core/target/overheard.ts";
import type { RichText } from "../../../src/platform/rich-text.ts";

const at = Date.parse("2027-03-01T09:00:00Z");
const ana = { id: "ana", name: "Ana Ruiz" };
const dev = { id: "dev", name: "Dev Patel" };
const says = (by: { id: string; name: string }, text: RichText, seconds = 0) => ({
  ...{ by, text, at: at + seconds * 1_000 },
});

describe("conversation among people", () => {
  const asked = addOverheard(undefined, says(ana, [{ person: "dev" }, " lunch?"]));
  const answered = addOverheard(asked, says(dev, ["sure, at noon"], 20));

  it("continues when a person who was addressed has answered", () => {
    expect(continuesTalk(answered, says(ana, ["great"], 40))).toBe(true);
    expect(continuesTalk(answered, says(ana, ["great"], 90))).toBe(false);
  });

  it("does not continue with the author's own next message", () => {
    expect(continuesTalk(asked, says(ana, ["see orders at the dealer"], 20))).toBe(false);
  });

  it("continues when a message names one of the people", () => {
    const talk = addOverheard(undefined, says(dev, ["do you have the keys?"]));
    expect(continuesTalk(talk, says(ana, ["they hang by the door, Dev"], 20))).toBe(true);
    expect(continuesTalk(talk, says(ana, ["the developers wait"], 20))).toBe(false);
  });

  it("ends after some minutes, and when its stored state is unreadable", () => {
    expect(readOverheard(answered, at + 60_000)).toEqual(answered);
    expect(readOverheard(answered, at + 600_000)).toBeUndefined();
    expect(readOverheard({ at: "soon" }, at)).toBeUndefined();
  });

  it("stores no words", () => {
    expect(JSON.stringify(answered)).not.toMatch(/lunch|noon/);
  });
});
