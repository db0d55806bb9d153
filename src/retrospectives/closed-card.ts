/** What stays in the channel: what mattered most, and what the team will do. */
import type { Card, Element } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import { byVotes, crowdOf, keptOf, votesFor } from "./board.ts";
import { button, mention, saidDate, titleOf, type View } from "./view.ts";

const mostTopics = 5;

export function closedCard(view: View): Card {
  const { board, words, person } = view;
  const top = byVotes(board).slice(0, mostTopics);
  const kept = keptOf(board);
  const actions = kept.map(
    (action): Element => ({
      kind: "item",
      text: words("retro.action.line", { text: [action.text] }),
      note: words("retro.action.note", {
        owner: action.owner ? mention(person(action.owner)) : words("retro.action.open"),
        due: action.due ? saidDate(action.due, words) : words("retro.action.no_date"),
      }),
    }),
  );
  const counted = { notes: board.notes.length, topics: board.topics.length, people: crowdOf(board) };
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
              { bold: words.label("retro.closed.top") },
              ...top.flatMap(
                (topic): Prose => [
                  "\n",
                  { bold: `${topic.number}` },
                  `  ${titleOf(board, topic)}  `,
                  ...words("retro.topic.votes", { votes: votesFor(board, topic) }),
                ],
              ),
            ],
          },
        ]
      : []),
    { kind: "divider" },
    { kind: "text", text: kept.length > 0 ? [{ bold: words.label("retro.closed.actions") }] : words("retro.closed.no_actions") },
    ...actions,
    ...(kept.length > 0 ? [{ kind: "note" as const, text: words("retro.closed.next") }] : []),
    { kind: "buttons", buttons: [button(view, "summary", "summary")] },
  ];
}
