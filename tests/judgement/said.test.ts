import { describe, expect, it } from "vitest";
import { readSaid, readSubject } from "../../src/judgement/said.ts";

describe("what a first message already says", () => {
  it("is its reason", () => {
    expect(readSaid("We need a tool for contracts because we forget to invoice every tenth renewal.", "new_solution").need).toBe(
      "because we forget to invoice every tenth renewal.",
    );
  });

  it("is who waits for it outside", () => {
    expect(readSaid("We want an app for the depot. Customers wait two days for an answer.", "new_solution").customer).toBe(
      "Customers wait two days for an answer.",
    );
  });

  it("is its deadline, in the sender's words", () => {
    expect(readSaid("Please add a VAT field to the form by end of March.", "change").deadline).toBe("by end of March");
    expect(readSaid("Bitte das Feld ergänzen, bis Ende März.", "change").deadline).toBe("bis Ende März");
  });

  it("is since when something is broken, and who is stuck", () => {
    const said = readSaid("The till is frozen since this morning. 40 people are in the queue.", "factory_issue");
    expect(said.since).toContain("since this morning");
    expect(said.affected).toContain("40 people");
  });

  it("is nothing where there is only the wish", () => {
    expect(readSaid("We need Salesforce", "new_solution")).toEqual({});
    expect(readSaid("I forgot my password", "standard_service")).toEqual({});
  });
});

describe("the subject of a request", () => {
  for (const [text, subject] of [
    ["We need Salesforce for the field team", "Salesforce"],
    ["Please set up Power BI for the plant managers", "Power BI"],
    ["the printer on floor 2 is broken", "the printer"],
  ] as const)
    it(`of "${text}" is "${subject}"`, () => expect(readSubject(text)).toBe(subject));

  it("is left out where nothing is named", () => expect(readSubject("can you help me?")).toBeUndefined());
});
