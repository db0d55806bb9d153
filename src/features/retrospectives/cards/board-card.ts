/**
 * The board's card in its channel: one message, which always shows where the retrospective is and
 * what can be done now.
 */
import type { Card } from "../../../platform/card.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import {
  activeParticipants,
  noteWriters,
  participantCount,
  type RetroAction,
} from "../board/board.ts";
import { encodeTopicGroup, suggestTopicGroups } from "../board/topic-clustering.ts";
import { openingFactElements } from "../opening-facts.ts";
import {
  asRetroFormButton,
  asRetroPrimaryButton,
  type BoardView,
  boardButton,
  formatLongDate,
  formatMeetingTime,
  retroPersonMention,
  retroTopicTitle,
} from "./builders.ts";
import { closedBoardCard } from "./closed-card.ts";
import { decisionElements, discussionElements } from "./discussion.ts";
import {
  exposesAuthors,
  facilitatorButtonRow,
  isSoloBoard,
  retroBoldText,
  retroButtonRow,
  retroNoteElement,
  retroTextElement,
  unlessSoloBoard,
} from "./elements.ts";
import { topicListElements } from "./topic-list.ts";

/** Suggestions that are shown at once. */
const mostSuggestions = 3;
function head(view: BoardView): Card {
  const { board, words, person, zone } = view;
  const facts = [
    {
      label: words.plain("retro.fact.phase"),
      value: retroBoldText(words(`retro.phase.${board.phase}`)),
    },
    {
      label: words.plain("retro.fact.facilitator"),
      value: retroPersonMention(person(board.facilitator)),
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
    { kind: "heading", text: words("retro.board.title", { title: board.title }) },
    { kind: "facts", facts },
    retroNoteElement(words(`retro.naming.${board.naming}`)),
    { kind: "divider" },
  ];
}

function readiness({ board, words }: BoardView): Card {
  const ready = activeParticipants(board).filter((one) => one.ready).length;
  return ready > 0
    ? [retroNoteElement(words("retro.ready.count", { ready, all: participantCount(board) }))]
    : [];
}

export function earlierActionLine(
  { text: words, owner, due }: RetroAction,
  { words: say, person }: Pick<BoardView, "words" | "person">,
): RichText {
  const by = due ? say("retro.old.due", { due: formatLongDate(due, say) }) : [""];
  return say("retro.old.item", {
    text: [words],
    owner: owner ? retroPersonMention(person(owner)) : say("retro.action.open"),
    due: by,
  });
}

function openingPart(view: BoardView): Card {
  const { board, words } = view;
  const items = board.old.flatMap(
    (action): Card => [
      retroTextElement([
        ...earlierActionLine(action, view),
        ...(action.lookedAt === board.id
          ? [" ", { italic: words.plain(`retro.old.state.${action.state}`) }]
          : []),
      ]),
      retroButtonRow(
        boardButton(view, "done", "settle", action.id, "done"),
        boardButton(view, "still", "settle", action.id, "kept"),
        boardButton(view, "drop", "settle", action.id, "dropped"),
      ),
    ],
  );
  return [
    ...openingFactElements(view),
    retroTextElement(words(items.length > 0 ? "retro.opening.ask" : "retro.opening.none")),
    ...items,
    retroButtonRow(
      asRetroPrimaryButton(boardButton(view, "collect", "go", "collect")),
      asRetroFormButton(boardButton(view, "write", "write")),
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
    ...(board.old.length === 0 ? openingFactElements(view) : []),
    retroTextElement(
      board.columns.flatMap(
        ({ title, hint }, index): RichText => [
          ...(index ? ["\n"] : []),
          ...words("retro.collect.column", { title: [title], hint: [hint] }),
        ],
      ),
    ),
    retroNoteElement(words("retro.collect.how")),
    ...(isSoloBoard(board) ? [] : [retroTextElement(count)]),
    ...(exposesAuthors(board)
      ? [
          retroNoteElement(
            words(board.notes.length > 0 ? "retro.collect.few.since" : "retro.collect.few", {
              count: written,
            }),
          ),
        ]
      : []),
    retroButtonRow(
      asRetroPrimaryButton(asRetroFormButton(boardButton(view, "write", "write"))),
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
  const suggestions = suggestTopicGroups(board).slice(0, mostSuggestions);
  const alike = suggestions.flatMap((numbers): Card => {
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
      { kind: "quote", text: lines },
      retroButtonRow(
        asRetroPrimaryButton(boardButton(view, "together", "accept", suggestion)),
        boardButton(view, "apart", "decline", suggestion),
      ),
    ];
  });
  return [
    ...(board.topics.length === 0
      ? [retroTextElement(words("retro.group.empty"))]
      : topicListElements(view, board.page)),
    ...(alike.length > 0
      ? [{ kind: "divider" as const }, retroTextElement(words("retro.group.lonely")), ...alike]
      : []),
    ...(board.topics.length > 1 ? [retroNoteElement(words("retro.group.hint"))] : []),
    retroButtonRow(
      asRetroPrimaryButton(boardButton(view, "vote.start", "go", "vote")),
      asRetroFormButton(boardButton(view, "group", "group")),
      asRetroFormButton(boardButton(view, "split", "split")),
      asRetroFormButton(boardButton(view, "remove", "remove")),
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
    { kind: "divider" },
    retroTextElement(words("retro.vote.how", { count: board.budget })),
    ...(isSoloBoard(board)
      ? []
      : [
          retroTextElement(
            all > voted
              ? words("retro.vote.count.of", { voted, all })
              : words("retro.vote.count", { voted }),
          ),
        ]),
    retroButtonRow(
      asRetroPrimaryButton(asRetroFormButton(boardButton(view, "vote", "vote"))),
      ...unlessSoloBoard(view, boardButton(view, "ready", "ready", "on")),
    ),
    facilitatorButtonRow(
      view,
      boardButton(view, "discuss.start", "go", "discuss"),
      boardButton(view, "back", "go", "group"),
    ),
  ];
}

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
        { kind: "heading", text: words("retro.board.title", { title: board.title }) },
        retroTextElement(
          words(board.notes.length > 0 ? "retro.cancelled.open" : "retro.cancelled"),
        ),
      ];
  }
}
