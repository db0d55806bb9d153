/** What stays in the channel: what mattered most, and what the team will do. */
import {
  buttonRow,
  type Card,
  type CardElement,
  dividerElement,
  headingElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { personMention, type RichText } from "../../../platform/rich-text.ts";
import { keptActions, participantCount, topicsByVotes, topicVoteCount } from "../board/board.ts";
import { type BoardView, boardButton, formatLongDate, retroTopicTitle } from "./board-view.ts";

const mostTopics = 5;

export function closedBoardCard(view: BoardView): Card {
  const { board, words, person } = view;
  const top = topicsByVotes(board).slice(0, mostTopics);
  const kept = keptActions(board);
  const actions = kept.map(
    (action): CardElement => ({
      kind: "item",
      text: words("retro.action.line", { text: [action.text] }),
      note: words("retro.action.note", {
        owner: action.owner ? personMention(person(action.owner)) : words("retro.action.open"),
        due: action.due ? formatLongDate(action.due, words) : words("retro.action.no_date"),
      }),
    }),
  );
  const counted = {
    notes: board.notes.length,
    topics: board.topics.length,
    people: participantCount(board),
  };
  return [
    headingElement(words("retro.board.title", { title: board.title })),
    textElement(words("retro.closed.thanks")),
    noteElement(words("retro.closed.notes", counted)),
    ...(board.summary ? [quoteElement([board.summary])] : []),
    ...(top.length > 0
      ? [
          textElement([
            { bold: words.plain("retro.closed.top") },
            ...top.flatMap(
              (topic): RichText => [
                "\n",
                { bold: `${topic.number}` },
                `  ${retroTopicTitle(board, topic)}  `,
                ...words("retro.topic.votes", { votes: topicVoteCount(board, topic) }),
              ],
            ),
          ]),
        ]
      : []),
    dividerElement,
    textElement(
      kept.length > 0
        ? [{ bold: words.plain("retro.closed.actions") }]
        : words("retro.closed.no_actions"),
    ),
    ...actions,
    ...(kept.length > 0 ? [noteElement(words("retro.closed.next"))] : []),
    buttonRow(boardButton(view, "summary", "summary")),
  ];
}
