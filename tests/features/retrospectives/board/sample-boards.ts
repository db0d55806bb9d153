/** Sample boards, and helpers that apply operations to them. */
import {
  type Board,
  type BoardOperation,
  isBoardRefusal,
  type OperationContext,
} from "../../../../src/features/retrospectives/board/board.ts";
import { applyBoardOperation } from "../../../../src/features/retrospectives/board/machine.ts";

export const noon = new Date("2027-03-05T12:00:00Z");

export const sampleBoard = (to: Partial<Board> = {}): Board => ({
  id: "retro",
  workspace: "slack:T1",
  template: "sailboat",
  title: "Sailboat",
  columns: [
    { key: "wind", title: "Wind", hint: "What carried us" },
    { key: "anchor", title: "Anchor", hint: "What held us back" },
  ],
  naming: "anonymous",
  phase: "collect",
  voteBudget: 5,
  minutes: 5,
  home: "slack/channel/C1",
  cards: [],
  conversation: "slack/channel/C1",
  facilitator: "U0",
  seenAt: noon,
  group: null,
  series: null,
  deadline: null,
  topic: null,
  until: null,
  declined: [],
  page: 0,
  writers: 0,
  brought: null,
  summary: null,
  startedAt: noon,
  closedAt: null,
  people: [],
  sealed: [],
  notes: [],
  topics: [],
  votes: [],
  actions: [],
  earlierActions: [],
  handledEvents: [],
  ...to,
});

/** Returns contexts with many ids and a predictable order. */
export function actionContexts(): (by: string, now?: Date) => OperationContext {
  let ids = 0;
  return (by, now = noon) => ({
    by,
    now,
    newId: () => `id${++ids}`,
    shuffled: (all) => all.toReversed(),
  });
}

const usual = actionContexts();

/** Applies operations one after another; throws if one is refused. */
export function applyActions(
  board: Board,
  acts: [by: string, act: BoardOperation][],
  context = usual,
): Board {
  return acts.reduce((now, [by, act]) => {
    const next = applyBoardOperation(now, act, context(by));
    if (isBoardRefusal(next)) throw new Error(`${by} ${act.type}: ${next}`);
    return next;
  }, board);
}

export const writeNotes = (by: string, ...texts: string[]): [string, BoardOperation] => [
  by,
  {
    type: "write",
    token: `token of ${by}`,
    signed: false,
    add: texts.map((text) => ({ column: "wind", text })),
    drop: [],
  },
];
export const changePhase = (to: Board["phase"], by = "U0"): [string, BoardOperation] => [
  by,
  { type: "go", to },
];
