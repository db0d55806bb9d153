/** Parts of the board's card from the discussion to the close. */
import {
  asFormButton,
  asPrimaryButton,
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  dividerElement,
  headingElement,
  itemElement,
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
  participantCount,
  type RetroAction,
  type RetroTopic,
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

const maxNotesShown = 8;
const maxNextTopicsShown = 5;
const maxRemarksShown = 6;
const maxProposalsShown = 8;
const maxTopTopicsShown = 5;

const votesLine = ({ board, words, zone }: BoardView, votes: number): RichText =>
  words("retro.discuss.votes", {
    votes,
    until: board.until
      ? words("retro.discuss.until", { time: formatClockTime(board.until, zone, words) })
      : [""],
  });

/** Lists topics with their votes, each on a line of its own. */
const topicLines = ({ board, words }: BoardView, topics: readonly RetroTopic[]): RichText =>
  topics.flatMap(
    (topic): RichText => [
      "\n",
      { bold: `${topic.number}` },
      `  ${retroTopicTitle(board, topic)}  `,
      ...words("retro.topic.votes", { votes: topicVoteCount(board, topic) }),
    ],
  );

export function discussionElements(view: BoardView): Card {
  const { board, words } = view;
  const topic = board.topics.find(({ id }) => id === board.topic);
  const next = topicsByVotes(board).filter(({ id, discussed }) => !discussed && id !== board.topic);
  const last = [
    ...(board.actions.length > 0 ? actionItems(view) : []),
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
    noteElement(votesLine(view, topicVoteCount(board, topic))),
    ...notes
      .slice(0, maxNotesShown)
      .map((one): CardElement => quoteElement(retroNoteLine(one, view))),
    ...(notes.length > maxNotesShown
      ? [noteElement(words("retro.discuss.more", { count: notes.length - maxNotesShown }))]
      : []),
    ...(topic.remarks.length > 0
      ? [
          textElement([
            ...boldText(words("retro.discuss.remarks")),
            ...topic.remarks
              .slice(-maxRemarksShown)
              .map((remark) => `\n· ${truncateText(remark, maxShownNoteCharacters)}`),
          ]),
        ]
      : []),
    ...(next.length > 0
      ? [
          dividerElement,
          textElement([
            ...boldText(words("retro.discuss.next")),
            ...topicLines(view, next.slice(0, maxNextTopicsShown)),
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

/** Lists kept and proposed actions, each with a button that changes its state. */
function actionItems(view: BoardView): Card {
  const { board, words } = view;
  const proposed = board.actions.filter(({ state }) => state === "proposed");
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
    ...(proposed.length > 0
      ? [
          textElement(boldText(words("retro.decide.proposed"))),
          ...proposed.slice(0, maxProposalsShown).map((action) => item(action, keep(action))),
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

/** Returns the card that stays after the close: the topics with most votes, and the actions. */
export function closedBoardCard(view: BoardView): Card {
  const { board, words } = view;
  const topTopics = topicsByVotes(board).slice(0, maxTopTopicsShown);
  const kept = keptActions(board);
  const counts = {
    notes: board.notes.length,
    topics: board.topics.length,
    people: participantCount(board),
  };
  return [
    headingElement(words("retro.board.title", { title: board.title })),
    textElement(words("retro.closed.thanks")),
    noteElement(words("retro.closed.notes", counts)),
    ...(board.summary ? [quoteElement([board.summary])] : []),
    ...(topTopics.length > 0
      ? [textElement([{ bold: words.plain("retro.closed.top") }, ...topicLines(view, topTopics)])]
      : []),
    dividerElement,
    textElement(
      kept.length > 0
        ? [{ bold: words.plain("retro.closed.actions") }]
        : words("retro.closed.no_actions"),
    ),
    ...kept.map((action) =>
      itemElement(words("retro.action.line", { text: [action.text] }), {
        note: actionNote(action, view),
      }),
    ),
    ...(kept.length > 0 ? [noteElement(words("retro.closed.next"))] : []),
    buttonRow(boardButton(view, "summary", "summary")),
  ];
}
