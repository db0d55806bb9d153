/**
 * Random operations in any order: phases follow their order, nothing is lost, votes stay within the
 * budget, at most three actions are kept, and nobody can know who wrote what.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adjacentPhase,
  type Board,
  type BoardOperation,
  boardPhases,
  isBoardRefusal,
  keptActions,
  maxKeptActions,
} from "../../../../src/features/retrospectives/board/board.ts";
import { applyBoardOperation } from "../../../../src/features/retrospectives/board/machine.ts";
import { actionContexts, noon, sampleBoard } from "./sample-boards.ts";

const people = ["U0", "U1", "U2", "U3"];
const person = fc.constantFrom(...people);
const number = fc.integer({ min: 1, max: 8 });
const column = fc.constantFrom("wind", "anchor", "nowhere");
const text = fc.constantFrom("fast builds", "slow review", "good talk", "third deck this week", "");

/** An operation that refers to notes and actions by their position on the board. */
type Drawn = { by: string; act: (board: Board) => BoardOperation; minutes: number };
const at = <T extends { id: string }>(all: readonly T[], index: number): string =>
  all[index % Math.max(1, all.length)]?.id ?? "none";

const act: fc.Arbitrary<Drawn["act"]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.record({ column, text }), { maxLength: 3 })
      .map(
        (add) => () =>
          ({ type: "write", token: "", signed: true, add, drop: [] }) as BoardOperation,
      ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(9).map(
      (index) => (board: Board) =>
        ({
          type: "write",
          token: "",
          signed: false,
          add: [],
          drop: [at(board.sealed, index)],
        }) as BoardOperation,
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<1 | -1>(1, 1, -1)
      .map(
        (step) => (board: Board) =>
          ({ type: "go", to: adjacentPhase(board.phase, step) ?? board.phase }) as BoardOperation,
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...boardPhases.slice(0, -2))
      .map((to) => () => ({ type: "go", to }) as BoardOperation),
  },
  fc
    .array(number, { maxLength: 3 })
    .map((topics) => () => ({ type: "merge", topics }) as BoardOperation),
  number.map((topic) => () => ({ type: "split", topic }) as BoardOperation),
  {
    weight: 4,
    arbitrary: fc
      .array(number, { maxLength: 7 })
      .map((topics) => () => ({ type: "vote", topics }) as BoardOperation),
  },
  fc.constant(() => ({ type: "turn" }) as BoardOperation),
  fc.nat(20).map(
    (index) => () =>
      ({
        type: "propose",
        text: `do ${index}`,
        owner: "U1",
        due: "2027-04-01",
      }) as BoardOperation,
  ),
  fc
    .nat(9)
    .map(
      (index) => (board: Board) =>
        ({ type: "keep", action: at(board.actions, index) }) as BoardOperation,
    ),
  fc
    .nat(9)
    .map(
      (index) => (board: Board) =>
        ({ type: "let_go", action: at(board.actions, index) }) as BoardOperation,
    ),
  fc.constant(() => ({ type: "take_over" }) as BoardOperation),
  person.map((to) => () => ({ type: "facilitate", person: to }) as BoardOperation),
  fc
    .constantFrom<BoardOperation>(
      { type: "join" },
      { type: "observe" },
      { type: "ready", ready: true },
    )
    .map((one) => () => one),
);

const drawn: fc.Arbitrary<Drawn> = fc.record({ by: person, act, minutes: fc.nat(20) });
const detail = fc.array(drawn, { maxLength: 60 });
const naming = fc.constantFrom<Board["naming"]>("named", "anonymous", "choice");

/** Returns a token that only the author could make. */
const tokenOf = (by: string) => `token of ${by}`;
const mine = (one: BoardOperation, by: string): BoardOperation =>
  one.type === "write" ? { ...one, token: tokenOf(by) } : one;

/** Applies the operations and checks the board after each. */
function run(
  board: Board,
  acts: readonly Drawn[],
  look: (before: Board, one: BoardOperation, by: string, after: Board) => void,
): Board {
  const context = actionContexts();
  let now = noon.getTime();
  for (const { by, act: of, minutes } of acts) {
    now += minutes * 60_000;
    const one = mine(of(board), by);
    const next = applyBoardOperation(board, one, context(by, new Date(now)));
    if (isBoardRefusal(next)) continue;
    look(board, one, by, next);
    board = next;
  }
  return board;
}

const texts = ({ sealed, notes }: Board): string[] =>
  [...sealed, ...notes].map((note) => `${note.column}: ${note.text}`).sort();

describe("applyBoardOperation", () => {
  it("keeps the board consistent", () => {
    fc.assert(
      fc.property(naming, detail, (how, acts) => {
        run(sampleBoard({ naming: how, phase: "opening" }), acts, (before, one, by, board) => {
          if (board.phase !== before.phase)
            expect([one.type, by]).toEqual(["go", before.facilitator]);
          if (board.facilitator !== before.facilitator && one.type !== "take_over")
            expect(by).toBe(before.facilitator);
          const topics = new Set(board.topics.map(({ id }) => id));
          expect(new Set(board.topics.map((topic) => topic.number)).size).toBe(topics.size);
          expect(board.notes.every(({ topic }) => topics.has(topic))).toBe(true);
          expect(
            [...topics].every((topic) => board.notes.some((note) => note.topic === topic)),
          ).toBe(true);
          expect(
            board.votes.every(
              (vote) => topics.has(vote.topic) && vote.slot >= 0 && vote.slot < board.voteBudget,
            ),
          ).toBe(true);
          expect(new Set(board.votes.map((vote) => `${vote.person}/${vote.slot}`)).size).toBe(
            board.votes.length,
          );
          const kept = keptActions(board);
          expect(kept.length).toBeLessThanOrEqual(maxKeptActions);
          expect(kept.every(({ owner, due }) => owner && due)).toBe(true);
          if (board.topic) expect(topics.has(board.topic)).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("loses nothing by a step in either direction", () => {
    fc.assert(
      fc.property(naming, detail, (how, acts) => {
        run(sampleBoard({ naming: how }), acts, (before, one, _, board) => {
          if (one.type !== "go") return;
          expect(texts(board)).toEqual(texts(before));
          expect(board.actions).toEqual(before.actions);
          expect(board.phase === "closed" || board.votes.length === before.votes.length).toBe(true);
          for (const topic of before.topics)
            expect(board.topics).toContainEqual(
              expect.objectContaining({ id: topic.id, remarks: topic.remarks }),
            );
        });
      }),
      { numRuns: 300 },
    );
  });

  it("produces the same for anonymous notes of any authors", () => {
    fc.assert(
      fc.property(
        detail,
        fc.shuffledSubarray(people, { minLength: people.length }),
        (acts, others) => {
          // The same notes by other people among those who write anyway: everybody has written
          // something first.
          const first = people.map(
            (by): Drawn => ({
              by,
              minutes: 0,
              act: () => ({
                type: "write",
                token: "",
                signed: false,
                add: [{ column: "wind", text: `hello ${people.indexOf(by)}` }],
                drop: [],
              }),
            }),
          );
          const told = (swap: (by: string) => string): Board => {
            const context = actionContexts();
            const all = [
              ...first,
              ...acts.filter(({ act: of }) => of(sampleBoard()).type === "write"),
            ];
            let board = sampleBoard();
            for (const { by, act: of } of all) {
              const one = mine(of(sampleBoard()), swap(by));
              const next = applyBoardOperation(
                board,
                { ...one, drop: [] } as BoardOperation,
                context(swap(by)),
              );
              if (!isBoardRefusal(next)) board = next;
            }
            const open = applyBoardOperation(board, { type: "go", to: "group" }, context("U0"));
            return {
              ...(open as Board),
              people: (open as Board).people.toSorted((a, b) => a.person.localeCompare(b.person)),
            };
          };
          const swapped = new Map(people.map((by, index) => [by, others[index]!]));
          const [one, other] = [told((by) => by), told((by) => swapped.get(by)!)];
          expect(other).toEqual(one);
          expect(JSON.stringify([one.notes, one.topics])).not.toMatch(/U\d"|token/);
        },
      ),
      { numRuns: 200 },
    );
  });
});
