/**
 * What the team wants to do: proposed by anybody, kept by the facilitator with one owner and one
 * date, three at most; and what became of the last ones.
 */
import {
  type Board,
  type BoardOperation,
  keptActions,
  maxKeptActions,
  type OperationContext,
  type RetroAction,
} from "./board.ts";
import type { OperationResult } from "./machine.ts";

type ActionAct = Extract<
  BoardOperation,
  { act: "settle" | "propose" | "change" | "keep" | "let_go" }
>;

const isOwn = (board: Board, id: string): RetroAction | undefined =>
  board.actions.find((action) => action.id === id);

const changed = (board: Board, id: string, to: Partial<RetroAction>): Board => ({
  ...board,
  actions: board.actions.map((action) => (action.id === id ? { ...action, ...to } : action)),
});

export function applyActionOperation(
  board: Board,
  act: ActionAct,
  { newId }: OperationContext,
): OperationResult {
  switch (act.act) {
    case "settle": {
      if (!board.old.some(({ id }) => id === act.action)) return "no_such_action";
      return {
        ...board,
        old: board.old.map((action) =>
          action.id === act.action ? { ...action, state: act.state, lookedAt: board.id } : action,
        ),
      };
    }
    case "propose": {
      const text = act.text.trim();
      if (!text) return "empty";
      if (board.actions.some((action) => action.text === text)) return board;
      const action: RetroAction = {
        id: newId(),
        retrospective: board.id,
        rank: board.actions.length + 1,
        text,
        owner: act.owner ?? null,
        due: act.due ?? null,
        state: "proposed",
        lookedAt: null,
      };
      return { ...board, actions: [...board.actions, action] };
    }
    case "change": {
      const { text, owner, due } = act;
      const action = isOwn(board, act.action);
      if (!action) return "no_such_action";
      const next = {
        ...action,
        ...(text?.trim() && { text: text.trim() }),
        ...(owner && { owner }),
        ...(due && { due }),
      };
      return changed(board, act.action, next);
    }
    case "keep": {
      const action = isOwn(board, act.action);
      if (!action) return "no_such_action";
      if (action.state === "kept") return board;
      if (keptActions(board).length >= maxKeptActions) return "three_kept";
      return action.owner && action.due
        ? changed(board, act.action, { state: "kept" })
        : "wants_owner_and_date";
    }
    case "let_go":
      return isOwn(board, act.action)
        ? changed(board, act.action, { state: "proposed" })
        : "no_such_action";
  }
}
