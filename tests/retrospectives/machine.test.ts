/** What a team can count on, step by step. */
import { describe, expect, it } from "vitest";
import { type Act, byVotes, keptOf, votesFor, writersOf } from "../../src/retrospectives/board.ts";
import { decide } from "../../src/retrospectives/machine.ts";
import { suggestionOf } from "../../src/retrospectives/suggest.ts";
import { aBoard, contexts, goes, noon, played, writes } from "./boards.ts";

const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const withThree = () => played(aBoard(), [writes("U1", "fast builds", "good talk"), writes("U2", "slow review"), goes("group")]);

describe("notes", () => {
  it("lie in the box until the reveal, and come out shuffled, each a topic of its own", () => {
    const before = played(aBoard(), [writes("U1", "fast builds"), writes("U2", "slow review")]);
    expect(before.notes).toEqual([]);
    const open = played(before, [goes("group")]);
    expect(open.sealed).toEqual([]);
    expect(open.notes.map(({ text }) => text).sort()).toEqual(["fast builds", "slow review"]);
    expect(open.topics.map(({ number }) => number)).toEqual([1, 2]);
    expect(open.notes.some(({ id }) => before.sealed.some((note) => note.id === id))).toBe(false);
  });

  it("are changed and taken back by their author alone, until the reveal", () => {
    const board = played(aBoard(), [writes("U1", "fast builds")]);
    const [note] = board.sealed;
    const drop = (by: string): [string, Act] => [by, { act: "write", token: `token of ${by}`, signed: false, add: [], drop: [note!.id] }];
    expect(played(board, [drop("U2")]).sealed).toHaveLength(1);
    const empty = played(board, [drop("U1")]);
    expect(empty.sealed).toEqual([]);
    expect(writersOf(empty).size).toBe(0);
    expect(decide(played(board, [goes("group")]), drop("U1")[1], contexts()("U1"))).toBe("not_now");
  });

  it("sent twice are there once", () => {
    expect(played(aBoard(), [writes("U1", "fast builds"), writes("U1", "fast builds")]).sealed).toHaveLength(1);
  });

  it("are signed where the team chose names, and where somebody chose to", () => {
    const signed: [string, Act] = ["U1", { act: "write", token: "t", signed: true, add: [{ column: "wind", text: "mine" }], drop: [] }];
    const by = (naming: "named" | "anonymous" | "choice", write = signed) => played(aBoard({ naming }), [write, goes("group")]).notes[0]?.by;
    expect([by("named", writes("U1", "mine")), by("choice"), by("choice", writes("U1", "mine")), by("anonymous")]).toEqual(["U1", "U1", null, null]);
  });

  it("forget at the reveal who has written", () => {
    expect(writersOf(withThree()).size).toBe(0);
    expect(withThree().writers).toBe(2);
  });

  it("are removed by the facilitator without a word of whose they were", () => {
    const board = withThree();
    const gone = played(board, [["U0", { act: "remove", note: board.notes[0]!.id }]]);
    expect(gone.notes).toHaveLength(2);
    expect(gone.topics).toHaveLength(2);
    expect(decide(board, { act: "remove", note: board.notes[0]!.id }, contexts()("U1"))).toBe("only_facilitator");
  });

  it("can be added after a step back, and are revealed with the next step", () => {
    const board = played(withThree(), [goes("collect"), writes("U3", "late thought"), goes("group")]);
    expect(board.notes).toHaveLength(4);
    expect(board.topics.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("get new numbers with each reveal, and keep their votes, names and refused suggestions", () => {
    const voted = played(withThree(), [
      ["U0", { act: "rename", topic: 1, title: "Speed" }],
      goes("group"),
      ["U0", { act: "decline", suggestion: "1-3" }],
      goes("vote"),
      ["U1", { act: "ballot", topics: [1, 1, 3] }],
    ]);
    const again = played(voted, [goes("collect"), writes("U3", "late thought"), goes("vote")]);
    const numberOf = (board: typeof voted, id: string) => board.topics.find((topic) => topic.id === id)!.number;
    const [first, third] = [1, 3].map((number) => voted.topics.find((topic) => topic.number === number)!.id) as [string, string];
    const late = again.notes.find(({ text }) => text === "late thought")!;
    expect(numberOf(again, late.topic)).toBe(1);
    expect(again.topics.find(({ title }) => title === "Speed")!.id).toBe(first);
    expect(again.votes).toEqual(voted.votes);
    expect(again.declined).toEqual([suggestionOf([numberOf(again, first), numberOf(again, third)])]);
  });

  it("follow the message that they are, and come of no event twice", () => {
    const said = (event: string, text: string | undefined, edited?: true): [string, Act] => [
      "U1",
      {
        ...{ act: "write", token: "token of U1", signed: false, drop: [], add: text === undefined ? [] : [{ column: "wind", text }] },
        source: { event, message: "m1", ...(edited && { edited }) },
      },
    ];
    const texts = (...acts: [string, Act][]) => played(aBoard(), acts).sealed.map(({ text }) => text);
    expect(texts(said("e1", "one"), said("e1", "one"), said("e2", "one"))).toEqual(["one"]);
    expect(texts(said("e1", "one"), said("e2", "two", true), said("e1", "one"))).toEqual(["two"]);
    expect(texts(said("e2", "two", true), said("e1", "one"))).toEqual(["two"]);
    expect(texts(said("e1", "one"), said("e2", undefined, true), said("e1", "one"))).toEqual([]);
    expect(texts(said("e1", "one"), ["U2", { ...said("e2", "two", true)[1], token: "token of U2" } as Act])).toEqual(["one"]);
  });

  it("leave nothing but themselves: neither a participant nor a sign of the facilitator", () => {
    const later = played(aBoard(), [writes("U1", "fast builds")]);
    expect(decide(later, writes("U0", "slow review")[1], contexts()("U0", new Date(noon.getTime() + 60_000)))).toMatchObject({ people: [], seenAt: noon });
  });
});

describe("topics", () => {
  it("are put together with their votes, and taken apart again", () => {
    const board = played(withThree(), [goes("vote"), ["U1", { act: "ballot", topics: [1, 2, 2] }]]);
    const one = played(board, [["U0", { act: "merge", topics: [2, 1], title: "Speed" }]]);
    expect(one.topics.map(({ number, title }) => [number, title])).toEqual([
      [2, "Speed"],
      [3, null],
    ]);
    expect(votesFor(one, one.topics[0]!)).toBe(3);
    const two = played(one, [["U0", { act: "split", topic: 2 }]]);
    expect(two.topics).toHaveLength(3);
    expect(new Set(two.notes.map(({ topic }) => topic)).size).toBe(3);
  });

  it("are talked about in the order of votes, each for its time", () => {
    const board = played(withThree(), [goes("vote"), ["U1", { act: "ballot", topics: [3, 3, 2] }], goes("discuss")]);
    const first = byVotes(board)[0]!;
    expect([first.number, board.topic, board.until]).toEqual([3, first.id, later(5)]);
    const next = played(board, [
      ["U0", { act: "extend", until: later(10) }],
      ["U0", { act: "turn", from: 3 }],
      ["U0", { act: "turn", from: 3 }],
    ]);
    expect(next.topics.find(({ id }) => id === next.topic)?.number).toBe(2);
    expect(next.topics.find(({ number }) => number === 3)?.discussed).toBe(true);
  });
});

describe("votes", () => {
  const voting = () => played(withThree(), [goes("vote")]);

  it("are as many as there are dots, and can be taken back", () => {
    const full = played(voting(), [["U1", { act: "ballot", topics: [1, 1, 2, 2, 3] }]]);
    expect(decide(full, { act: "dots", topic: 1, count: 3 }, contexts()("U1"))).toBe("too_many_votes");
    const back = played(full, [["U1", { act: "dots", topic: 3, count: 0 }]]);
    expect(played(back, [["U1", { act: "dots", topic: 1, count: 3 }]]).votes.filter(({ dot }) => dot < 5)).toHaveLength(5);
  });

  it("stay through a step back, are counted at the close, and then nobody's", () => {
    const board = played(voting(), [
      ["U1", { act: "dots", topic: 1, count: 1 }],
      goes("discuss"),
      goes("vote"),
      ["U2", { act: "dots", topic: 1, count: 1 }],
      goes("closed"),
    ]);
    expect(board.votes).toEqual([]);
    expect(board.topics.find(({ number }) => number === 1)?.votes).toBe(2);
  });
});

describe("actions", () => {
  const proposed = (count: number) =>
    played(
      withThree(),
      Array.from({ length: count }, (_, index): [string, Act] => ["U1", { act: "propose", text: `do ${index}`, owner: "U2", due: "2027-03-19" }]).concat([
        goes("decide"),
      ]),
    );

  it("are kept three at most, each with an owner and a date", () => {
    const board = proposed(4);
    const ids = board.actions.map(({ id }) => id);
    const three = played(
      board,
      ids.slice(0, 3).map((action) => ["U0", { act: "keep", action }]),
    );
    expect(keptOf(three)).toHaveLength(3);
    expect(decide(three, { act: "keep", action: ids[3]! }, contexts()("U0"))).toBe("three_kept");
    const bare = played(board, [["U1", { act: "propose", text: "somebody should" }]]);
    expect(decide(bare, { act: "keep", action: bare.actions.at(-1)!.id }, contexts()("U0"))).toBe("wants_owner_and_date");
  });

  it("of the last time are settled by anybody", () => {
    const old = { id: "a", retrospective: "before", rank: 1, text: "ask", owner: "U1", due: "2027-03-01", state: "kept" as const, lookedAt: null };
    const board = played(aBoard({ phase: "opening", old: [old] }), [["U3", { act: "settle", action: "a", state: "done" }]]);
    expect(board.old[0]).toMatchObject({ state: "done", lookedAt: "retro" });
  });
});

describe("people", () => {
  it("take over from a facilitator who has not been seen for a while, and not before", () => {
    const take: Act = { act: "take_over" };
    expect(decide(aBoard(), take, contexts()("U1", later(9)))).toBe("facilitator_is_here");
    expect(decide(aBoard(), take, contexts()("U1", later(11)))).toMatchObject({ facilitator: "U1" });
    expect(decide(aBoard({ deadline: later(3_000) }), take, contexts()("U1", later(60)))).toBe("facilitator_is_here");
  });

  it("who look on do not write, vote or count", () => {
    const board = played(aBoard(), [["U9", { act: "observe" }]]);
    expect(decide(board, writes("U9", "me too")[1], contexts()("U9"))).toBe("observing");
    expect(played(board, [["U9", { act: "join" }], writes("U9", "me too")]).sealed).toHaveLength(1);
  });
});
