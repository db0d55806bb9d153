/**
 * Operations on actions: anybody proposes them, the facilitator keeps them with an owner and a
 * date, and a later retrospective settles them.
 */
import {
  type Board,
  type BoardOperation,
  keptActions,
  maxKeptActions,
  type OperationContext,
  type OperationResult,
  type RetroAction,
} from "./board.ts";

type ActionOperation = Extract<
  BoardOperation,
  { type: "settle" | "propose" | "change" | "keep" | "let_go" }
>;

const updateAction = (board: Board, id: string, changes: Partial<RetroAction>): Board => ({
  ...board,
  actions: board.actions.map((action) => (action.id === id ? { ...action, ...changes } : action)),
});

export function applyActionOperation(
  board: Board,
  operation: ActionOperation,
  { newId }: OperationContext,
): OperationResult {
  if (operation.type === "propose") return propose(board, operation, newId);
  const { action: id } = operation;
  if (operation.type === "settle") {
    if (!board.earlierActions.some((action) => action.id === id)) return "no_such_action";
    return {
      ...board,
      earlierActions: board.earlierActions.map((action) =>
        action.id === id ? { ...action, state: operation.state, lookedAt: board.id } : action,
      ),
    };
  }
  const action = board.actions.find((each) => each.id === id);
  if (!action) return "no_such_action";
  switch (operation.type) {
    case "change":
      return updateAction(board, id, {
        text: operation.text?.trim() || action.text,
        owner: operation.owner || action.owner,
        due: operation.due || action.due,
      });
    case "keep":
      if (action.state === "kept") return board;
      if (keptActions(board).length >= maxKeptActions) return "three_kept";
      return action.owner && action.due
        ? updateAction(board, id, { state: "kept" })
        : "wants_owner_and_date";
    case "let_go":
      return updateAction(board, id, { state: "proposed" });
  }
}

/** Adds a proposal; the same text is proposed once. */
function propose(
  board: Board,
  operation: Extract<ActionOperation, { type: "propose" }>,
  newId: () => string,
): OperationResult {
  const text = operation.text.trim();
  if (!text) return "empty";
  if (board.actions.some((action) => action.text === text)) return board;
  const action: RetroAction = {
    id: newId(),
    retrospective: board.id,
    rank: board.actions.length + 1,
    text,
    owner: operation.owner ?? null,
    due: operation.due ?? null,
    state: "proposed",
    lookedAt: null,
  };
  return { ...board, actions: [...board.actions, action] };
}
