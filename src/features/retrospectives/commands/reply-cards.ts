/** Cards that answer a command on a board: confirmations, its facilitator and its actions. */
import {
  asFormButton,
  buttonRow,
  type Card,
  type CardElement,
  headingElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { settleMessageMarker } from "../actions.ts";
import {
  type Board,
  isBoardOver,
  keptActions,
  noteWriters,
  type RetroAction,
} from "../board/board.ts";
import { earlierActionLine } from "../cards/board-card.ts";
import { type BoardView, boardButton } from "../cards/board-view.ts";
import { retroActionNote } from "../cards/discussion.ts";

/** Asks for a confirmation, since a cancelled retrospective cannot be continued. */
export function cancelCard(view: BoardView): Card {
  const { board, words } = view;
  if (isBoardOver(board.phase)) return [textElement(words("retro.refused.over"))];
  const written = noteWriters(board).size;
  return [
    textElement(words("retro.cancel.sure", { title: board.title, written })),
    buttonRow({
      ...boardButton(view, "cancel", "go", "cancelled", settleMessageMarker),
      style: "danger",
    }),
  ];
}

/** Asks for a confirmation where people may still want to keep, discuss or write something. */
export function closeCard(view: BoardView): Card {
  const { board, words } = view;
  const { title, phase, actions } = board;
  const isEarly = phase !== "decide";
  const sure = isEarly
    ? words("retro.close.early", { title, phase: words.plain(`retro.phase.${phase}`) })
    : words("retro.close.unkept", { title, count: actions.length });
  return [
    textElement(sure),
    buttonRow(
      boardButton(view, "close", "go", "closed", settleMessageMarker),
      isEarly && boardButton(view, "decide.start", "go", "decide", settleMessageMarker),
    ),
  ];
}

/** Shows the action as it was understood, and how to name what it lacks. */
export function suggestedCard(before: Board, view: BoardView): Card {
  const { board, words } = view;
  const action = board.actions.find(({ id }) => before.actions.every((one) => one.id !== id));
  if (!action) return actionsCard(board, view);
  return [
    textElement(words("retro.action.suggested", { text: [action.text] })),
    noteElement(retroActionNote(action, view)),
    ...(action.owner && action.due ? [] : [noteElement(words("retro.action.lacks"))]),
  ];
}

/** Says who facilitates and who would be next, and offers to change it. */
export function facilitatorCard(view: BoardView): Card {
  const { board, person, words } = view;
  const others = board.people
    .filter(({ person: one, observer }) => !observer && one !== board.facilitator)
    .map((one) => one.person);
  const next = others.find((one) => one > board.facilitator) ?? others[0];
  const who = personMention(person(board.facilitator));
  const text = next
    ? words("retro.facilitates.who", { who, next: personMention(person(next)) })
    : words("retro.facilitates.alone", { who });
  return [
    textElement(text),
    buttonRow(
      boardButton(view, "take_over", "take_over"),
      asFormButton(boardButton(view, "hand_over", "facilitate")),
    ),
  ];
}

/** Lists the open actions, and those suggested so far. */
export function actionsCard(board: Board, view: BoardView): Card {
  const { words } = view;
  const open = [
    ...board.earlierActions.filter(({ state }) => state === "kept"),
    ...keptActions(board).filter(({ state }) => state === "kept"),
  ];
  const proposed = isBoardOver(board.phase)
    ? []
    : board.actions.filter(({ state }) => state === "proposed");
  if (open.length + proposed.length === 0) return [textElement(words("retro.actions.none"))];
  const lines = (title: string, actions: readonly RetroAction[]): Card =>
    actions.length === 0
      ? []
      : [
          headingElement(words(title)),
          ...actions.map((action): CardElement => textElement(earlierActionLine(action, view))),
        ];
  return [...lines("retro.actions.title", open), ...lines("retro.decide.proposed", proposed)];
}
