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
  isolateText,
  personMention,
  type RichText,
  truncateText,
} from "../../../platform/rich-text.ts";
import {
  type Board,
  keptActions,
  notesOfTopic,
  participantCount,
  type RetroAction,
  type RetroNote,
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

/** Returns the notes of a topic, unless its only one is its title already. */
function notesBelowTitle(board: Board, topic: RetroTopic): RetroNote[] {
  const notes = notesOfTopic(board, topic);
  const [only] = notes;
  const isTitle = notes.length === 1 && !only?.by && retroTopicTitle(board, topic) === only?.text;
  return isTitle ? [] : notes;
}

const votesLine = ({ board, words, zone }: BoardView, votes: number): RichText =>
  words("retro.discuss.votes", {
    votes,
    until: board.until
      ? words("retro.discuss.until", { time: formatClockTime(board.until, zone, words) })
      : [""],
  });

/** Lists topics with their votes if they have any, each on a line of its own. */
const topicLines = ({ board, words }: BoardView, topics: readonly RetroTopic[]): RichText =>
  topics.flatMap((topic): RichText => {
    const votes = topicVoteCount(board, topic);
    return [
      "\n",
      { bold: `${topic.number}` },
      `  ${isolateText(retroTopicTitle(board, topic))}`,
      ...(votes > 0 ? ["  ", ...words("retro.topic.votes", { votes })] : []),
    ];
  });

/** Renders the discussion of a topic. */
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
  const notes = notesBelowTitle(board, topic);
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

/** Returns the owner and the date of an action, or that it lacks them. */
export const retroActionNote = (
  { owner, due }: RetroAction,
  { words, person }: BoardView,
): RichText =>
  words("retro.action.note", {
    owner: owner ? personMention(person(owner)) : words("retro.action.open"),
    due: due ? formatLongDate(due, words) : words("retro.action.no_date"),
  });

/** Lists kept and proposed actions, each with a button that changes its state. */
function actionItems(view: BoardView): Card {
  const { board, words } = view;
  const proposed = board.actions.filter(({ state }) => state === "proposed");
  const item = (action: RetroAction, own: Button): CardElement =>
    itemElement(words("retro.action.line", { text: [action.text] }), {
      note: retroActionNote(action, view),
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

/** Renders the choice of actions. */
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

/** Notes of a topic in the summary; the file has all. */
const maxNotesInSummary = 3;

const mattersMost = ({ board }: BoardView): RetroTopic[] =>
  topicsByVotes(board).filter((topic) => topicVoteCount(board, topic) > 0);

/** Lists the topics with votes, the most first; without any votes, the topics as they stand. */
function topTopicElements(view: BoardView): Card {
  const { board, words } = view;
  const voted = mattersMost(view);
  const shown = (voted.length > 0 ? voted : board.topics).slice(0, maxTopTopicsShown);
  if (shown.length === 0) return [];
  const title = words.plain(voted.length > 0 ? "retro.closed.top" : "retro.closed.topics");
  return [textElement([{ bold: title }, ...topicLines(view, shown)])];
}

function agreedElements(view: BoardView): Card {
  const { board, words } = view;
  const kept = keptActions(board);
  const proposed = board.actions.filter(({ state }) => state === "proposed");
  const items = (actions: readonly RetroAction[]): Card =>
    actions.map((action) =>
      itemElement(words("retro.action.line", { text: [action.text] }), {
        note: retroActionNote(action, view),
      }),
    );
  return [
    textElement(
      kept.length > 0
        ? [{ bold: words.plain("retro.closed.actions") }]
        : words("retro.closed.no_actions"),
    ),
    ...items(kept),
    ...(kept.length > 0 ? [noteElement(words("retro.closed.next"))] : []),
    ...(proposed.length > 0
      ? [
          textElement([{ bold: words.plain("retro.closed.proposed") }]),
          ...items(proposed.slice(0, maxProposalsShown)),
        ]
      : []),
  ];
}

const boardCounts = ({ board, words }: BoardView): CardElement =>
  noteElement(
    words("retro.closed.notes", {
      notes: board.notes.length,
      topics: board.topics.length,
      people: participantCount(board),
    }),
  );

/** Returns the card that stays after the close: what mattered most, and the actions. */
export function closedBoardCard(view: BoardView): Card {
  const { board, words } = view;
  return [
    headingElement(words("retro.board.title", { title: board.title })),
    textElement(words("retro.closed.thanks")),
    boardCounts(view),
    ...(board.summary ? [quoteElement([board.summary])] : []),
    ...topTopicElements(view),
    dividerElement,
    ...agreedElements(view),
    buttonRow(boardButton(view, "summary", "summary")),
  ];
}

/**
 * Returns the summary as a card: the topics with votes and their first notes, and the actions. Its
 * buttons give the whole as a file's text. While people vote, topics show no votes.
 */
export function retroSummaryCard(view: BoardView): Card {
  const { board, words } = view;
  const voted = board.phase === "vote" || board.phase === "group" ? [] : mattersMost(view);
  const topics = voted.slice(0, maxTopTopicsShown).flatMap((topic): Card => {
    const notes = notesBelowTitle(board, topic);
    const more = notes.length - maxNotesInSummary;
    return [
      textElement(topicLines(view, [topic]).slice(1)),
      ...notes
        .slice(0, maxNotesInSummary)
        .map((note): CardElement => quoteElement(retroNoteLine(note, view))),
      ...(more > 0 ? [noteElement(words("retro.discuss.more", { count: more }))] : []),
    ];
  });
  return [
    headingElement(words("retro.board.title", { title: board.title })),
    boardCounts(view),
    ...(board.summary ? [quoteElement([board.summary])] : []),
    ...(topics.length > 0
      ? [textElement([{ bold: words.plain("retro.closed.top") }]), ...topics]
      : topTopicElements({ ...view, board: { ...board, votes: [] } })),
    dividerElement,
    ...agreedElements(view),
    buttonRow(
      boardButton(view, "markdown", "summary", "md"),
      boardButton(view, "csv", "summary", "csv"),
    ),
  ];
}
