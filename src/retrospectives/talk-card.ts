/** The board while a team talks its topics over, and decides what it will do. */
import type { Button, Card, Element } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import { type Action, byVotes, keptOf, notesOf, votesFor } from "./board.ts";
import { bold, buttons, facilitatorOnly, note, text } from "./elements.ts";
import { button, clip, clockTime, mention, noteLine, opening, primary, saidDate, titleOf, type View } from "./view.ts";

/** So many are shown at once. */
const atOnce = { notes: 8, next: 5, remarks: 6, proposals: 8 };

const votesLine = ({ board, words }: View, votes: number, until: Date | null, zone: string): Prose =>
  words("retro.discuss.votes", { votes, until: until && board.until ? words("retro.discuss.until", { time: clockTime(until, zone, words) }) : [""] });

export function discussPart(view: View): Card {
  const { board, words, zone } = view;
  const topic = board.topics.find(({ id }) => id === board.topic);
  const next = byVotes(board).filter(({ id, discussed }) => !discussed && id !== board.topic);
  const proposed = board.actions.length;
  const last = [
    ...(proposed > 0 ? actionItems(view) : []),
    buttons(
      topic && next.length > 0 && primary(button(view, "turn", "turn", topic.number)),
      topic && button(view, "extend", "extend", Math.round((board.until ?? view.now).getTime() / 1000), 5),
      topic && opening(button(view, "remark", "remark", topic.number)),
      opening(button(view, "propose", "propose")),
    ),
    facilitatorOnly(view, button(view, "decide.start", "go", "decide"), button(view, "back", "go", "vote")),
  ];
  if (!topic) return [text(words("retro.discuss.done")), ...last];
  const notes = notesOf(board, topic);
  return [
    text(bold(words("retro.discuss.topic", { number: topic.number, title: [titleOf(board, topic)] }))),
    note(votesLine(view, votesFor(board, topic), board.until, zone)),
    ...notes.slice(0, atOnce.notes).map((one): Element => ({ kind: "quote", text: noteLine(one, view) })),
    ...(notes.length > atOnce.notes ? [note(words("retro.discuss.more", { count: notes.length - atOnce.notes }))] : []),
    ...(topic.remarks.length > 0
      ? [text([...bold(words("retro.discuss.remarks")), ...topic.remarks.slice(-atOnce.remarks).map((remark) => `\n· ${clip(remark)}`)])]
      : []),
    ...(next.length > 0
      ? [
          { kind: "divider" as const },
          text([
            ...bold(words("retro.discuss.next")),
            ...next
              .slice(0, atOnce.next)
              .flatMap(
                (one): Prose => ["\n", { bold: `${one.number}` }, `  ${titleOf(board, one)}  `, ...words("retro.topic.votes", { votes: votesFor(board, one) })],
              ),
          ]),
        ]
      : []),
    ...last,
  ];
}

const actionNote = ({ owner, due }: Action, { words, person }: View): Prose =>
  words("retro.action.note", {
    owner: owner ? mention(person(owner)) : words("retro.action.open"),
    due: due ? saidDate(due, words) : words("retro.action.no_date"),
  });

/** What is kept, with a way to let it go; what is proposed, with a way to keep it. */
function actionItems(view: View): Card {
  const { board, words } = view;
  const of = (state: Action["state"]) => board.actions.filter((action) => action.state === state);
  const item = (action: Action, own: Button): Element => ({
    kind: "item",
    text: words("retro.action.line", { text: [action.text] }),
    note: actionNote(action, view),
    button: own,
  });
  const keep = (action: Action): Button => {
    const press = button(view, "keep", "keep", action.id);
    return action.owner && action.due ? press : opening(press);
  };
  const kept = keptOf(board);
  return [
    ...(kept.length > 0 ? [text(bold(words("retro.decide.kept"))), ...kept.map((action) => item(action, button(view, "let_go", "let_go", action.id)))] : []),
    ...(of("proposed").length > 0
      ? [
          text(bold(words("retro.decide.proposed"))),
          ...of("proposed")
            .slice(0, atOnce.proposals)
            .map((action) => item(action, keep(action))),
        ]
      : []),
  ];
}

export function decidePart(view: View): Card {
  const { board, words } = view;
  return [
    note(words("retro.decide.how")),
    ...(board.actions.length === 0 ? [text(words("retro.decide.none"))] : actionItems(view)),
    buttons(opening(primary(button(view, "propose", "propose")))),
    facilitatorOnly(view, button(view, "close", "go", "closed"), button(view, "back", "go", "discuss")),
  ];
}
