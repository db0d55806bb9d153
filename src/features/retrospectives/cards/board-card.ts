/** Card of a board: one message, which shows the phase and what can be done in it. */
import {
  asFormButton,
  asPrimaryButton,
  buttonRow,
  type Card,
  dividerElement,
  factsElement,
  headingElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { boldText, personMention, type RichText } from "../../../platform/rich-text.ts";
import {
  activeParticipants,
  exposesAuthors,
  isSoloBoard,
  noteWriters,
  participantCount,
  type RetroAction,
} from "../board/board.ts";
import { encodeTopicGroup, suggestTopicGroups } from "../board/topic-clustering.ts";
import { openingFactElements } from "../commands/opening-facts.ts";
import {
  type BoardView,
  boardButton,
  facilitatorButtonRow,
  formatLongDate,
  formatMeetingTime,
  retroTopicTitle,
  topicListElements,
  unlessSoloBoard,
} from "./board-view.ts";
import { closedBoardCard, decisionElements, discussionElements } from "./discussion.ts";

const maxSuggestionsShown = 3;

function head(view: BoardView): Card {
  const { board, words, person, zone } = view;
  const facts = [
    {
      label: words.plain("retro.fact.phase"),
      value: boldText(words(`retro.phase.${board.phase}`)),
    },
    {
      label: words.plain("retro.fact.facilitator"),
      value: personMention(person(board.facilitator)),
    },
    {
      label: words.plain("retro.fact.people"),
      value: words("retro.fact.people.count", {
        count: participantCount(board),
        observers: board.people.length - activeParticipants(board).length,
      }),
    },
    ...(board.deadline
      ? [
          {
            label: words.plain("retro.fact.deadline"),
            value: [formatMeetingTime(board.deadline, zone, words)],
          },
        ]
      : []),
  ];
  return [
    headingElement(words("retro.board.title", { title: board.title })),
    factsElement(facts),
    noteElement(words(`retro.naming.${board.naming}`)),
    dividerElement,
  ];
}

function readiness({ board, words }: BoardView): Card {
  const ready = activeParticipants(board).filter((one) => one.ready).length;
  return ready > 0
    ? [noteElement(words("retro.ready.count", { ready, all: participantCount(board) }))]
    : [];
}

/** Returns the line of an action of an earlier retrospective. */
export function earlierActionLine(
  { text, owner, due }: RetroAction,
  { words, person }: Pick<BoardView, "words" | "person">,
): RichText {
  return words("retro.old.item", {
    text: [text],
    owner: owner ? personMention(person(owner)) : words("retro.action.open"),
    due: due ? words("retro.old.due", { due: formatLongDate(due, words) }) : [""],
  });
}

function openingPart(view: BoardView): Card {
  const { board, words } = view;
  const items = board.earlierActions.flatMap(
    (action): Card => [
      textElement([
        ...earlierActionLine(action, view),
        ...(action.lookedAt === board.id
          ? [" ", { italic: words.plain(`retro.old.state.${action.state}`) }]
          : []),
      ]),
      buttonRow(
        boardButton(view, "done", "settle", action.id, "done"),
        boardButton(view, "still", "settle", action.id, "kept"),
        boardButton(view, "drop", "settle", action.id, "dropped"),
      ),
    ],
  );
  return [
    ...openingFactElements(view),
    textElement(words(items.length > 0 ? "retro.opening.ask" : "retro.opening.none")),
    ...items,
    buttonRow(
      asPrimaryButton(boardButton(view, "collect", "go", "collect")),
      asFormButton(boardButton(view, "write", "write")),
      ...unlessSoloBoard(
        view,
        boardButton(view, "join", "join"),
        boardButton(view, "observe", "observe"),
      ),
    ),
  ];
}

function collectPart(view: BoardView): Card {
  const { board, words } = view;
  const written = noteWriters(board).size;
  const all = participantCount(board);
  const count =
    all > written
      ? words("retro.collect.written.of", { written, all })
      : words("retro.collect.written", { written });
  return [
    ...(board.earlierActions.length === 0 ? openingFactElements(view) : []),
    textElement(
      board.columns.flatMap(
        ({ title, hint }, index): RichText => [
          ...(index ? ["\n"] : []),
          ...words("retro.collect.column", { title: [title], hint: [hint] }),
        ],
      ),
    ),
    noteElement(words("retro.collect.how")),
    ...(isSoloBoard(board) ? [] : [textElement(count)]),
    ...(exposesAuthors(board)
      ? [
          noteElement(
            words(board.notes.length > 0 ? "retro.collect.few.since" : "retro.collect.few", {
              count: written,
            }),
          ),
        ]
      : []),
    buttonRow(
      asPrimaryButton(asFormButton(boardButton(view, "write", "write"))),
      ...unlessSoloBoard(
        view,
        boardButton(view, "ready", "ready", "on"),
        boardButton(view, "join", "join"),
        boardButton(view, "observe", "observe"),
      ),
    ),
    facilitatorButtonRow(
      view,
      boardButton(view, "reveal", "go", "group"),
      boardButton(view, "back", "go", "opening"),
    ),
  ];
}

function groupPart(view: BoardView): Card {
  const { board, words } = view;
  const suggestions = suggestTopicGroups(board).slice(0, maxSuggestionsShown);
  const suggestionElements = suggestions.flatMap((numbers): Card => {
    const lines = numbers.flatMap((number, index): RichText => {
      const topic = board.topics.find((one) => one.number === number);
      return [
        ...(index ? ["\n"] : []),
        { bold: `${number}` },
        `  ${topic ? retroTopicTitle(board, topic, 90) : ""}`,
      ];
    });
    const suggestion = encodeTopicGroup(numbers);
    return [
      quoteElement(lines),
      buttonRow(
        asPrimaryButton(boardButton(view, "together", "accept", suggestion)),
        boardButton(view, "apart", "decline", suggestion),
      ),
    ];
  });
  return [
    ...(board.topics.length === 0
      ? [textElement(words("retro.group.empty"))]
      : topicListElements(view, board.page)),
    ...(suggestionElements.length > 0
      ? [dividerElement, textElement(words("retro.group.lonely")), ...suggestionElements]
      : []),
    ...(board.topics.length > 1 ? [noteElement(words("retro.group.hint"))] : []),
    buttonRow(
      asPrimaryButton(boardButton(view, "vote.start", "go", "vote")),
      asFormButton(boardButton(view, "group", "group")),
      asFormButton(boardButton(view, "split", "split")),
      asFormButton(boardButton(view, "remove", "remove")),
      boardButton(view, "back", "go", "collect"),
      ...unlessSoloBoard(view, boardButton(view, "take_over", "take_over")),
    ),
  ];
}

function votePart(view: BoardView): Card {
  const { board, words } = view;
  const voted = new Set(board.votes.map(({ person }) => person)).size;
  const all = participantCount(board);
  return [
    ...topicListElements(view, board.page),
    dividerElement,
    textElement(words("retro.vote.how", { count: board.voteBudget })),
    ...(isSoloBoard(board)
      ? []
      : [
          textElement(
            all > voted
              ? words("retro.vote.count.of", { voted, all })
              : words("retro.vote.count", { voted }),
          ),
        ]),
    buttonRow(
      asPrimaryButton(asFormButton(boardButton(view, "vote", "vote"))),
      ...unlessSoloBoard(view, boardButton(view, "ready", "ready", "on")),
    ),
    facilitatorButtonRow(
      view,
      boardButton(view, "discuss.start", "go", "discuss"),
      boardButton(view, "back", "go", "group"),
    ),
  ];
}

/** Renders a board in its phase. */
export function boardCard(view: BoardView): Card {
  const { board, words } = view;
  switch (board.phase) {
    case "opening":
      return [...head(view), ...openingPart(view)];
    case "collect":
      return [...head(view), ...collectPart(view), ...readiness(view)];
    case "group":
      return [...head(view), ...groupPart(view), ...readiness(view)];
    case "vote":
      return [...head(view), ...votePart(view), ...readiness(view)];
    case "discuss":
      return [...head(view), ...discussionElements(view)];
    case "decide":
      return [...head(view), ...decisionElements(view)];
    case "closed":
      return closedBoardCard(view);
    case "cancelled":
      return [
        headingElement(words("retro.board.title", { title: board.title })),
        textElement(words(board.notes.length > 0 ? "retro.cancelled.open" : "retro.cancelled")),
      ];
  }
}
