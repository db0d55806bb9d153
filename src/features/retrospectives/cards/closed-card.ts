/** What stays in the channel: what mattered most, and what the team will do. */
import type { Card, CardElement } from "../../../platform/card.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { keptActions, participantCount, topicsByVotes, topicVoteCount } from "../board/board.ts";
import {
  type BoardView,
  boardButton,
  formatLongDate,
  retroPersonMention,
  retroTopicTitle,
} from "./builders.ts";

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
        owner: action.owner ? retroPersonMention(person(action.owner)) : words("retro.action.open"),
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
    { kind: "heading", text: words("retro.board.title", { title: board.title }) },
    { kind: "text", text: words("retro.closed.thanks") },
    { kind: "note", text: words("retro.closed.notes", counted) },
    ...(board.summary ? [{ kind: "quote" as const, text: [board.summary] }] : []),
    ...(top.length > 0
      ? [
          {
            kind: "text" as const,
            text: [
              { bold: words.plain("retro.closed.top") },
              ...top.flatMap(
                (topic): RichText => [
                  "\n",
                  { bold: `${topic.number}` },
                  `  ${retroTopicTitle(board, topic)}  `,
                  ...words("retro.topic.votes", { votes: topicVoteCount(board, topic) }),
                ],
              ),
            ],
          },
        ]
      : []),
    { kind: "divider" },
    {
      kind: "text",
      text:
        kept.length > 0
          ? [{ bold: words.plain("retro.closed.actions") }]
          : words("retro.closed.no_actions"),
    },
    ...actions,
    ...(kept.length > 0 ? [{ kind: "note" as const, text: words("retro.closed.next") }] : []),
    { kind: "buttons", buttons: [boardButton(view, "summary", "summary")] },
  ];
}
