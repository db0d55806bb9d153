/** Rules of a board, step by step. */
import { describe, expect, it } from "vitest";
import {
  type BoardOperation,
  keptActions,
  noteWriters,
  topicsByVotes,
  topicVoteCount,
} from "../../../../src/features/retrospectives/board/board.ts";
import { applyBoardOperation } from "../../../../src/features/retrospectives/board/machine.ts";
import { encodeTopicGroup } from "../../../../src/features/retrospectives/board/topic-clustering.ts";
import {
  actionContexts,
  applyActions,
  changePhase,
  noon,
  sampleBoard,
  writeNotes,
} from "./sample-boards.ts";

const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const withThree = () =>
  applyActions(sampleBoard(), [
    writeNotes("U1", "fast builds", "good talk"),
    writeNotes("U2", "slow review"),
    changePhase("group"),
  ]);

describe("notes", () => {
  it("are hidden until the reveal, and revealed shuffled, each as a topic", () => {
    const before = applyActions(sampleBoard(), [
      writeNotes("U1", "fast builds"),
      writeNotes("U2", "slow review"),
    ]);
    expect(before.notes).toEqual([]);
    const open = applyActions(before, [changePhase("group")]);
    expect(open.sealed).toEqual([]);
    expect(open.notes.map(({ text }) => text).sort()).toEqual(["fast builds", "slow review"]);
    expect(open.topics.map(({ number }) => number)).toEqual([1, 2]);
    expect(open.notes.some(({ id }) => before.sealed.some((note) => note.id === id))).toBe(false);
  });

  it("are changed and deleted only by their author, until the reveal", () => {
    const board = applyActions(sampleBoard(), [writeNotes("U1", "fast builds")]);
    const [note] = board.sealed;
    const drop = (by: string): [string, BoardOperation] => [
      by,
      { type: "write", token: `token of ${by}`, signed: false, add: [], drop: [note!.id] },
    ];
    expect(applyActions(board, [drop("U2")]).sealed).toHaveLength(1);
    const empty = applyActions(board, [drop("U1")]);
    expect(empty.sealed).toEqual([]);
    expect(noteWriters(empty).size).toBe(0);
    expect(
      applyBoardOperation(
        applyActions(board, [changePhase("group")]),
        drop("U1")[1],
        actionContexts()("U1"),
      ),
    ).toBe("not_now");
  });

  it("are stored once when sent twice", () => {
    expect(
      applyActions(sampleBoard(), [
        writeNotes("U1", "fast builds"),
        writeNotes("U1", "fast builds"),
      ]).sealed,
    ).toHaveLength(1);
  });

  it("are signed when the team chose names, or the author did", () => {
    const signed: [string, BoardOperation] = [
      "U1",
      {
        type: "write",
        token: "t",
        signed: true,
        add: [{ column: "wind", text: "mine" }],
        drop: [],
      },
    ];
    const by = (naming: "named" | "anonymous" | "choice", write = signed) =>
      applyActions(sampleBoard({ naming }), [write, changePhase("group")]).notes[0]?.by;
    expect([
      by("named", writeNotes("U1", "mine")),
      by("choice"),
      by("choice", writeNotes("U1", "mine")),
      by("anonymous"),
    ]).toEqual(["U1", "U1", null, null]);
  });

  it("lose the record of who has written at the reveal", () => {
    expect(noteWriters(withThree()).size).toBe(0);
    expect(withThree().writers).toBe(2);
  });

  it("are removed by the facilitator without revealing the author", () => {
    const board = withThree();
    const gone = applyActions(board, [["U0", { type: "remove", note: board.notes[0]!.id }]]);
    expect(gone.notes).toHaveLength(2);
    expect(gone.topics).toHaveLength(2);
    expect(
      applyBoardOperation(
        board,
        { type: "remove", note: board.notes[0]!.id },
        actionContexts()("U1"),
      ),
    ).toBe("only_facilitator");
  });

  it("can be added after a step back, and are revealed with the next step", () => {
    const board = applyActions(withThree(), [
      changePhase("collect"),
      writeNotes("U3", "late thought"),
      changePhase("group"),
    ]);
    expect(board.notes).toHaveLength(4);
    expect(board.topics.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("get new numbers with each reveal, and keep votes, names and suggestions", () => {
    const voted = applyActions(withThree(), [
      ["U0", { type: "rename", topic: 1, title: "Speed" }],
      changePhase("group"),
      ["U0", { type: "decline", suggestion: "1-3" }],
      changePhase("vote"),
      ["U1", { type: "vote", topics: [1, 1, 3] }],
    ]);
    const again = applyActions(voted, [
      changePhase("collect"),
      writeNotes("U3", "late thought"),
      changePhase("vote"),
    ]);
    const numberOf = (board: typeof voted, id: string) =>
      board.topics.find((topic) => topic.id === id)!.number;
    const [first, third] = [1, 3].map(
      (number) => voted.topics.find((topic) => topic.number === number)!.id,
    ) as [string, string];
    const late = again.notes.find(({ text }) => text === "late thought")!;
    expect(numberOf(again, late.topic)).toBe(1);
    expect(again.topics.find(({ title }) => title === "Speed")!.id).toBe(first);
    expect(again.votes).toEqual(voted.votes);
    expect(again.declined).toEqual([
      encodeTopicGroup([numberOf(again, first), numberOf(again, third)]),
    ]);
  });

  it("follow the message that they came from, and come once from each event", () => {
    const said = (
      event: string,
      text: string | undefined,
      edited?: true,
    ): [string, BoardOperation] => [
      "U1",
      {
        ...{
          type: "write",
          token: "token of U1",
          signed: false,
          drop: [],
          add: text === undefined ? [] : [{ column: "wind", text }],
        },
        source: { event, message: "m1", edited },
      },
    ];
    const texts = (...acts: [string, BoardOperation][]) =>
      applyActions(sampleBoard(), acts).sealed.map(({ text }) => text);
    expect(texts(said("e1", "one"), said("e1", "one"), said("e2", "one"))).toEqual(["one"]);
    expect(texts(said("e1", "one"), said("e2", "two", true), said("e1", "one"))).toEqual(["two"]);
    expect(texts(said("e2", "two", true), said("e1", "one"))).toEqual(["two"]);
    expect(texts(said("e1", "one"), said("e2", undefined, true), said("e1", "one"))).toEqual([]);
    expect(
      texts(said("e1", "one"), [
        "U2",
        { ...said("e2", "two", true)[1], token: "token of U2" } as BoardOperation,
      ]),
    ).toEqual(["one"]);
  });

  it("leave only themselves: no participant and no operation of the facilitator", () => {
    const later = applyActions(sampleBoard(), [writeNotes("U1", "fast builds")]);
    expect(
      applyBoardOperation(
        later,
        writeNotes("U0", "slow review")[1],
        actionContexts()("U0", new Date(noon.getTime() + 60_000)),
      ),
    ).toMatchObject({
      people: [],
      seenAt: noon,
    });
  });
});

describe("topics", () => {
  it("are merged with their votes, and separated again", () => {
    const board = applyActions(withThree(), [
      changePhase("vote"),
      ["U1", { type: "vote", topics: [1, 2, 2] }],
    ]);
    const one = applyActions(board, [["U0", { type: "merge", topics: [2, 1], title: "Speed" }]]);
    expect(one.topics.map(({ number, title }) => [number, title])).toEqual([
      [2, "Speed"],
      [3, null],
    ]);
    expect(topicVoteCount(one, one.topics[0]!)).toBe(3);
    const two = applyActions(one, [["U0", { type: "split", topic: 2 }]]);
    expect(two.topics).toHaveLength(3);
    expect(new Set(two.notes.map(({ topic }) => topic)).size).toBe(3);
  });

  it("are discussed in the order of votes, each for its time", () => {
    const board = applyActions(withThree(), [
      changePhase("vote"),
      ["U1", { type: "vote", topics: [3, 3, 2] }],
      changePhase("discuss"),
    ]);
    const first = topicsByVotes(board)[0]!;
    expect([first.number, board.topic, board.until]).toEqual([3, first.id, later(5)]);
    const next = applyActions(board, [
      ["U0", { type: "extend", until: later(10) }],
      ["U0", { type: "turn", from: 3 }],
      ["U0", { type: "turn", from: 3 }],
    ]);
    expect(next.topics.find(({ id }) => id === next.topic)?.number).toBe(2);
    expect(next.topics.find(({ number }) => number === 3)?.discussed).toBe(true);
  });
});

describe("votes", () => {
  const voting = () => applyActions(withThree(), [changePhase("vote")]);

  it("are limited by the budget, and can be taken back", () => {
    const full = applyActions(voting(), [["U1", { type: "vote", topics: [1, 1, 2, 2, 3] }]]);
    const sixVotes: BoardOperation = { type: "vote", topics: [1, 1, 1, 2, 2, 3] };
    expect(applyBoardOperation(full, sixVotes, actionContexts()("U1"))).toBe("too_many_votes");
    const fewer = applyActions(full, [["U1", { type: "vote", topics: [1, 1, 2, 2] }]]);
    expect(fewer.votes).toHaveLength(4);
    const again = applyActions(fewer, [["U1", { type: "vote", topics: [2, 2, 1, 1, 1] }]]);
    expect(again.votes.filter(({ slot }) => slot < 5)).toHaveLength(5);
  });

  it("survive a step back, are counted at the close, and then have no voter", () => {
    const board = applyActions(voting(), [
      ["U1", { type: "vote", topics: [1] }],
      changePhase("discuss"),
      changePhase("vote"),
      ["U2", { type: "vote", topics: [1] }],
      changePhase("closed"),
    ]);
    expect(board.votes).toEqual([]);
    expect(board.topics.find(({ number }) => number === 1)?.votes).toBe(2);
  });
});

describe("actions", () => {
  const proposed = (count: number) =>
    applyActions(
      withThree(),
      Array.from({ length: count }, (_, index): [string, BoardOperation] => [
        "U1",
        { type: "propose", text: `do ${index}`, owner: "U2", due: "2027-03-19" },
      ]).concat([changePhase("decide")]),
    );

  it("are at most three, each with an owner and a date", () => {
    const board = proposed(4);
    const ids = board.actions.map(({ id }) => id);
    const three = applyActions(
      board,
      ids.slice(0, 3).map((action) => ["U0", { type: "keep", action }]),
    );
    expect(keptActions(three)).toHaveLength(3);
    expect(
      applyBoardOperation(three, { type: "keep", action: ids[3]! }, actionContexts()("U0")),
    ).toBe("three_kept");
    const bare = applyActions(board, [["U1", { type: "propose", text: "somebody should" }]]);
    expect(
      applyBoardOperation(
        bare,
        { type: "keep", action: bare.actions.at(-1)!.id },
        actionContexts()("U0"),
      ),
    ).toBe("wants_owner_and_date");
  });

  it("of the last retrospective can be closed by anybody", () => {
    const old = {
      id: "a",
      retrospective: "before",
      rank: 1,
      text: "ask",
      owner: "U1",
      due: "2027-03-01",
      state: "kept" as const,
      lookedAt: null,
    };
    const board = applyActions(sampleBoard({ phase: "opening", earlierActions: [old] }), [
      ["U3", { type: "settle", action: "a", state: "done" }],
    ]);
    expect(board.earlierActions[0]).toMatchObject({ state: "done", lookedAt: "retro" });
  });
});

describe("people", () => {
  it("take over from a facilitator who has been absent for a while, and not before", () => {
    const take: BoardOperation = { type: "take_over" };
    expect(applyBoardOperation(sampleBoard(), take, actionContexts()("U1", later(9)))).toBe(
      "facilitator_is_here",
    );
    expect(
      applyBoardOperation(sampleBoard(), take, actionContexts()("U1", later(11))),
    ).toMatchObject({ facilitator: "U1" });
    expect(
      applyBoardOperation(
        sampleBoard({ deadline: later(3_000) }),
        take,
        actionContexts()("U1", later(60)),
      ),
    ).toBe("facilitator_is_here");
  });

  it("who only watch do not write, vote or count", () => {
    const board = applyActions(sampleBoard(), [["U9", { type: "observe" }]]);
    expect(applyBoardOperation(board, writeNotes("U9", "me too")[1], actionContexts()("U9"))).toBe(
      "observing",
    );
    expect(
      applyActions(board, [["U9", { type: "join" }], writeNotes("U9", "me too")]).sealed,
    ).toHaveLength(1);
  });
});
