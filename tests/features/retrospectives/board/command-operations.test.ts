/** Operations of typed commands and forms. */
import { describe, expect, it } from "vitest";
import { retroActions, toRetroCommand } from "../../../../src/features/retrospectives/actions.ts";
import type { SealedNote } from "../../../../src/features/retrospectives/board/board.ts";
import { boardOperationsOf } from "../../../../src/features/retrospectives/board/command-operations.ts";
import { applyBoardOperation } from "../../../../src/features/retrospectives/board/machine.ts";
import { columnFieldName, noteForm } from "../../../../src/features/retrospectives/cards/forms.ts";
import { words } from "../../../harness/words.ts";
import { actionContexts, applyActions, sampleBoard } from "./sample-boards.ts";

const actor = { person: "U1", token: "t", today: "2027-03-05", zone: "UTC" };

describe("votes in words", () => {
  const voting = sampleBoard({ phase: "vote" });
  const typed = (text: string) =>
    boardOperationsOf({ verb: "vote", args: [], text: [text] }, voting, actor)?.[0];

  it.each([
    ["3 3 7", [3, 3, 7]],
    ["#3, #7 and 7", [3, 7, 7]],
    ["3x2", [3, 3]],
    ["2x #7", [7, 7]],
    ["2 × 7", [7, 7]],
    ["3 dots on 7", [7, 7, 7]],
    ["zwei auf 7, 2 Punkte auf #4", [7, 4, 4]],
    ["7 twice and 4", [7, 7, 4]],
    ["none", []],
    ["keine", []],
  ])("reads %s", (text, topics) => expect(typed(text)).toEqual({ type: "vote", topics }));

  it.each(["how many do I have left", "please", "three and seven", "keine Ahnung"])(
    "finds no topic in %s, and changes no votes",
    (text) => {
      expect(typed(text)).toEqual({ type: "vote", topics: undefined });
      expect(applyBoardOperation(voting, typed(text)!, actionContexts()("U1"))).toBe("no_vote");
    },
  );

  it.each([
    [{ "topic.3": "2", "topic.7": "1", "topic.9": "0" }, [3, 3, 7]],
    [{ "topic.3": "0" }, []],
    [{ "topic.3": "a lot" }, []],
    [{ "dot.0": "3" }, undefined],
  ])("reads the fields %j", (values, topics) =>
    expect(
      boardOperationsOf({ verb: "vote", args: [], text: [], values }, voting, actor)?.[0],
    ).toEqual({ type: "vote", topics }),
  );

  it("refuses a count above every budget", () =>
    expect(applyBoardOperation(voting, typed("3x999")!, actionContexts()("U1"))).toBe(
      "too_many_votes",
    ));
});

describe("a note in words", () => {
  const columns = ["start", "stop", "keep"].map((key) => ({ key, title: key, hint: "" }));
  const typed = (text: string) =>
    boardOperationsOf(
      { verb: "add", args: [], text: [text] },
      sampleBoard({ columns }),
      actor,
    )?.[0];

  it.each([
    ["keep: the stand-up", "keep", "the stand-up"],
    ["Kee: the stand-up", "keep", "the stand-up"],
    ["sto: nightly builds", "stop", "nightly builds"],
    ["st: nightly builds", "start", "st: nightly builds"],
    ["ke: nightly builds", "start", "ke: nightly builds"],
    ["at 10: nobody came", "start", "at 10: nobody came"],
  ])("recognises the column by its beginning if that is unique: %s", (text, column, note) =>
    expect(typed(text)).toMatchObject({ add: [{ column, text: note }] }),
  );
});

describe("form of notes", () => {
  const note = (id: string, letters: number): SealedNote => ({
    id: `${id}-0000-0000`.slice(-12),
    column: "wind",
    text: `${id} ${"x".repeat(letters)}`,
    token: "t",
  });
  const own = Array.from({ length: 8 }, (_, index) => note(`note${index}`, 470));
  const board = sampleBoard({ sealed: own });
  const form = noteForm(words, board, own);
  const sent = (change: (wind: string) => string) => {
    const values = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? ""]));
    const field = columnFieldName("wind");
    values[field] = change(values[field]!);
    const action = { ...retroActions.decode(form.id)!, values };
    const [operation] = boardOperationsOf(toRetroCommand(action), board, actor)!;
    return applyActions(board, [["U1", operation!]]).sealed.map(({ text }) => text);
  };

  it("keeps the notes that do not fit into it", () => {
    expect(form.intro).toEqual(
      expect.arrayContaining(words("retro.form.write.hidden", { count: 3 })),
    );
    expect(sent((wind) => wind).toSorted()).toEqual(own.map(({ text }) => text).toSorted());
    expect(sent((wind) => `${wind}\nfast builds`)).toHaveLength(9);
    expect(sent(() => "")).toHaveLength(3);
  });
});

it("cuts a long note without leaving half an emoji", () => {
  const text = `${"a".repeat(499)}🎉`;
  const { sealed } = applyActions(sampleBoard(), [
    ["U1", { type: "write", token: "t", signed: false, add: [{ column: "wind", text }], drop: [] }],
  ]);
  expect(sealed[0]?.text).toBe("a".repeat(499));
});
