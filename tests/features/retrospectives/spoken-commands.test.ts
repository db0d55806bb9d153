import { describe, expect, it } from "vitest";
import { findRetroNote } from "../../../src/features/retrospectives/commands/parse-command.ts";

const columns = new Set(["wind", "start"]);

describe("findRetroNote", () => {
  it.each([
    "Hi Entwine, /retro add wind: slow builds",
    "retro_add wind: slow builds",
    "rеtro add wind: slow builds", // contains a Cyrillic letter
    "Please add to the retro: slow builds",
    "add this to the retro board: slow builds",
    "Füge zur Retro hinzu: slow builds",
    "Hi Entwine, /retro wind: slow builds",
    "My retro note: slow builds",
  ])("finds the note in %s", (text) =>
    expect(String(findRetroNote([text], columns))).toContain("slow builds"),
  );

  it.each([
    "We need a retro add-on for Jira",
    "Add a retro-fit kit for the scanners in hall 2",
    "Retro note-taking tool for the team, please",
    "Write access to the retro - please",
    "A retro note book would be nice",
    "can you add Power BI to the retro laptop",
    "the retro board: add a column please",
    "Stop: the printer in hall 2 is on fire",
  ])("finds none in %s", (text) => expect(findRetroNote([text], columns)).toBeUndefined());
});
