/** The board while a team talks its topics over, and decides what it will do. */
import {
  asFormButton,
  asPrimaryButton,
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  dividerElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import {
  boldText,
  personMention,
  type RichText,
  truncateText,
} from "../../../platform/rich-text.ts";
import {
  keptActions,
  notesOfTopic,
  type RetroAction,
  topicsByVotes,
  topicVoteCount,
} from "../board/board.ts";
import {
  type BoardView,
  boardButton,
  facilitatorButtonRow,
  formatClockTime,
  formatLongDate,
  maxShownNoteCharacters,
  retroNoteLine,
  retroTopicTitle,
} from "./board-view.ts";

/** So many are shown at once. */
const atOnce = { notes: 8, next: 5, remarks: 6, proposals: 8 };

const votesLine = (
  { board, words }: BoardView,
  votes: number,
  until: Date | null,
  zone: string,
): RichText =>
  words("retro.discuss.votes", {
    votes,
    until:
      until && board.until
        ? words("retro.discuss.until", { time: formatClockTime(until, zone, words) })
        : [""],
  });

export function discussionElements(view: BoardView): Card {
  const { board, words, zone } = view;
  const topic = board.topics.find(({ id }) => id === board.topic);
  const next = topicsByVotes(board).filter(({ id, discussed }) => !discussed && id !== board.topic);
  const proposed = board.actions.length;
  const last = [
    ...(proposed > 0 ? actionItems(view) : []),
    buttonRow(
      topic && next.length > 0 && asPrimaryButton(boardButton(view, "turn", "turn", topic.number)),
      topic &&
        boardButton(
          view,
          "extend",
          "extend",
          Math.round((board.until ?? view.now).getTime() / 1000),
          5,
        ),
      topic && asFormButton(boardButton(view, "remark", "remark", topic.number)),
      asFormButton(boardButton(view, "propose", "propose")),
    ),
    facilitatorButtonRow(
      view,
      boardButton(view, "decide.start", "go", "decide"),
      boardButton(view, "back", "go", "vote"),
    ),
  ];
  if (!topic) return [textElement(words("retro.discuss.done")), ...last];
  const notes = notesOfTopic(board, topic);
  return [
    textElement(
      boldText(
        words("retro.discuss.topic", {
          number: topic.number,
          title: [retroTopicTitle(board, topic)],
        }),
      ),
    ),
    noteElement(votesLine(view, topicVoteCount(board, topic), board.until, zone)),
    ...notes
      .slice(0, atOnce.notes)
      .map((one): CardElement => quoteElement(retroNoteLine(one, view))),
    ...(notes.length > atOnce.notes
      ? [noteElement(words("retro.discuss.more", { count: notes.length - atOnce.notes }))]
      : []),
    ...(topic.remarks.length > 0
      ? [
          textElement([
            ...boldText(words("retro.discuss.remarks")),
            ...topic.remarks
              .slice(-atOnce.remarks)
              .map((remark) => `\n· ${truncateText(remark, maxShownNoteCharacters)}`),
          ]),
        ]
      : []),
    ...(next.length > 0
      ? [
          dividerElement,
          textElement([
            ...boldText(words("retro.discuss.next")),
            ...next
              .slice(0, atOnce.next)
              .flatMap(
                (one): RichText => [
                  "\n",
                  { bold: `${one.number}` },
                  `  ${retroTopicTitle(board, one)}  `,
                  ...words("retro.topic.votes", { votes: topicVoteCount(board, one) }),
                ],
              ),
          ]),
        ]
      : []),
    ...last,
  ];
}

const actionNote = ({ owner, due }: RetroAction, { words, person }: BoardView): RichText =>
  words("retro.action.note", {
    owner: owner ? personMention(person(owner)) : words("retro.action.open"),
    due: due ? formatLongDate(due, words) : words("retro.action.no_date"),
  });

/** What is kept, with a way to let it go; what is proposed, with a way to keep it. */
function actionItems(view: BoardView): Card {
  const { board, words } = view;
  const of = (state: RetroAction["state"]) =>
    board.actions.filter((action) => action.state === state);
  const item = (action: RetroAction, own: Button): CardElement => ({
    kind: "item",
    text: words("retro.action.line", { text: [action.text] }),
    note: actionNote(action, view),
    button: own,
  });
  const keep = (action: RetroAction): Button => {
    const press = boardButton(view, "keep", "keep", action.id);
    return action.owner && action.due ? press : asFormButton(press);
  };
  const kept = keptActions(board);
  return [
    ...(kept.length > 0
      ? [
          textElement(boldText(words("retro.decide.kept"))),
          ...kept.map((action) => item(action, boardButton(view, "let_go", "let_go", action.id))),
        ]
      : []),
    ...(of("proposed").length > 0
      ? [
          textElement(boldText(words("retro.decide.proposed"))),
          ...of("proposed")
            .slice(0, atOnce.proposals)
            .map((action) => item(action, keep(action))),
        ]
      : []),
  ];
}

export function decisionElements(view: BoardView): Card {
  const { board, words } = view;
  return [
    noteElement(words("retro.decide.how")),
    ...(board.actions.length === 0 ? [textElement(words("retro.decide.none"))] : actionItems(view)),
    buttonRow(asFormButton(asPrimaryButton(boardButton(view, "propose", "propose")))),
    facilitatorButtonRow(
      view,
      boardButton(view, "close", "go", "closed"),
      boardButton(view, "back", "go", "discuss"),
    ),
  ];
}
