/** Replies to a command on a board, for the person who acted. */
import type { TurnContext } from "../../../core/feature.ts";
import {
  asFormButton,
  asPrimaryButton,
  buttonRow,
  type Card,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  type Person,
} from "../../../platform/conversation-ref.ts";
import { personMention, toPlainText } from "../../../platform/rich-text.ts";
import { type RetroCommand, type RetroVerb, settleMessageMarker } from "../actions.ts";
import {
  areNotesRevealed,
  asksBeforeClose,
  type Board,
  exposesAuthors,
  isBoardOver,
  noteWriters,
  votesOfPerson,
} from "../board/board.ts";
import { saveBoard } from "../board-store.ts";
import { boardCard } from "../cards/board-card.ts";
import { type BoardView, boardButton, topicListElements } from "../cards/board-view.ts";
import { retroSummaryCard } from "../cards/discussion.ts";
import {
  renderRetroSummary,
  retroSummaryCards,
  type SummaryFormat,
  summaryFormats,
} from "../cards/summary.ts";
import {
  postRetroReply,
  type RetroContext,
  readBoardCard,
  readBoardView,
  retroDirectMessages,
  retroHomeOf,
} from "../context.ts";
import {
  actionsCard,
  cancelCard,
  closeCard,
  facilitatorCard,
  suggestedCard,
} from "./reply-cards.ts";

/** Verbs after which a pressed copy of the board is revised, too. */
const verbsOnBoard = new Set<RetroVerb>([
  "go",
  "settle",
  "accept",
  "decline",
  "join",
  "observe",
  "ready",
  "turn",
  "extend",
  "keep",
  "let_go",
  "take_over",
  "page",
]);

/**
 * Returns whether a button was pressed on the board itself, and not on a copy in direct messages.
 */
export async function isPressOnBoard({ ctx, event }: RetroContext, board: Board): Promise<boolean> {
  const pressed = event.kind === "press" ? await ctx.actionMessageId(event) : undefined;
  return pressed === undefined || board.cards.some((card) => card.id === pressed);
}

/** Returns whether a message in the place shows the board. */
const isShownAt = ({ cards }: Board, here: ConversationRef): boolean =>
  cards.some(({ place }) => conversationKey(place) === conversationKey(here));

/** Returns whether the board's closing message stands in the event's place already. */
const isClosedHere = ({ event }: RetroContext, board: Board): boolean =>
  board.phase === "closed" && isShownAt(board, event.place);

/** Replies to the person who acted, where the board does not show enough. */
export async function replyToCommand(
  context: RetroContext,
  before: Board,
  now: Board,
  command: RetroCommand,
): Promise<void> {
  const { ctx, event, by } = context;
  const { words } = ctx;
  const { verb } = command;
  const replyInPrivate = (card: Card): void => postRetroReply(context, card, { secret: true });
  const view = await readBoardView(ctx.w, words, ctx.at, now);
  if (event.kind === "press" && command.args.at(-1) === settleMessageMarker)
    await ctx.resolveCard(event);
  else if (
    event.kind === "press" &&
    verbsOnBoard.has(verb) &&
    !isClosedHere(context, now) &&
    !(await isPressOnBoard(context, now))
  ) {
    const pressed = await ctx.actionMessageId(event);
    if (pressed) await ctx.revise(pressed, boardCard(view));
  }
  switch (verb) {
    case "write":
    case "add": {
      const card = noteReceiptCard(context, before, now, command, view);
      return card && replyInPrivate(card);
    }
    case "vote": {
      if (now.phase !== "vote" || before.phase !== "vote") return;
      const placed = votesOfPerson(now, by.id).flatMap(
        ({ topic }) => now.topics.find(({ id }) => id === topic)?.number ?? [],
      );
      const dots = placed.toSorted((one, other) => one - other).join(", ");
      const budget = now.voteBudget;
      return replyInPrivate([
        textElement([
          ...(dots ? [...words("retro.vote.placed", { dots }), " "] : []),
          ...words("retro.vote.left", { left: budget - placed.length, budget }),
        ]),
        buttonRow(asFormButton(asPrimaryButton(boardButton(view, "vote", "vote")))),
      ]);
    }
    case "facilitate": {
      if (before.facilitator !== now.facilitator)
        return postRetroReply(context, [
          textElement(
            words("retro.facilitates", { who: personMention(view.person(now.facilitator)) }),
          ),
        ]);
      return postRetroReply(context, facilitatorCard(view));
    }
    case "take_over":
    case "hand_over":
      if (event.kind === "press" && verb === "hand_over") await ctx.resolveCard(event);
      if (before.facilitator === now.facilitator) return;
      return notifyFacilitator(
        ctx,
        retroDirectMessages(event.place, now.facilitator),
        view.person(now.facilitator),
      );
    case "stay":
      return keepFacilitator(context, before);
    case "status":
      return showStatus(context, now, boardCard(view));
    case "now":
    case "pick":
      return postRetroReply(context, boardCard(view));
    case "cancel":
      return postRetroReply(context, cancelCard(view), { secret: true });
    case "close":
    case "next":
      if (before.phase === now.phase && asksBeforeClose(now))
        return replyInPrivate(closeCard(view));
      return showElsewhere();
    case "back":
    case "discuss":
      return showElsewhere();
    case "join":
    case "observe": {
      const was = before.people.find(({ person }) => person === by.id);
      const isLooking = verb === "observe";
      if (event.kind === "press" && was?.observer !== isLooking) return;
      return replyInPrivate([textElement(words(isLooking ? "retro.observing" : "retro.joined"))]);
    }
    case "until":
      if (before === now) postRetroReply(context, [textElement(words("retro.until.unread"))]);
      return;
    case "group":
      if (before === now && now.topics.length > 0)
        postRetroReply(context, topicListElements(view, 0));
      return;
    case "action": {
      const said = toPlainText(command.text).trim() !== "";
      return replyInPrivate(said ? suggestedCard(before, view) : actionsCard(now, view));
    }
    case "actions":
      return postRetroReply(context, actionsCard(now, view));
    case "summary":
      return postSummary(context, now, command);
  }

  /** Shows the new state to a person who typed in direct messages, away from the board. */
  async function showElsewhere(): Promise<void> {
    if (
      now.phase !== before.phase &&
      event.place.kind === "personal" &&
      !isShownAt(now, retroHomeOf(context))
    )
      postRetroReply(context, await readBoardCard(context, now));
  }
}

/**
 * Shows the board. In a channel it becomes one more card of the board, since several channels can
 * take part in one retrospective.
 */
async function showStatus(context: RetroContext, board: Board, card: Card): Promise<void> {
  const { ctx, event, cipher } = context;
  const here = retroHomeOf(context);
  if (isShownAt(board, here) || isBoardOver(board.phase) || event.place.kind === "personal")
    return postRetroReply(context, card);
  const id = ctx.post({ card });
  await saveBoard(ctx.w, cipher, board, { ...board, cards: [...board.cards, { place: here, id }] });
}

/**
 * Returns the reply to the author of a note: whether it is stored, and how to change it. Returns
 * `undefined` when another event brought the same note.
 */
function noteReceiptCard(
  { ctx: { words }, event, by, cipher }: RetroContext,
  before: Board,
  now: Board,
  command: RetroCommand,
  view: BoardView,
): Card | undefined {
  const { verb, values, source } = command;
  if (verb === "write" && !values) return undefined;
  const isRepeated =
    source?.message !== undefined &&
    !before.handledEvents.includes(source.event) &&
    before.handledEvents.includes(source.message);
  if (source && before === now && (source.edited || isRepeated)) return undefined;
  const token = cipher.authorToken(now.id, by.id);
  const has = ({ sealed }: Board): boolean => sealed.some((one) => one.token === token);
  if (source?.edited && !has(before) && !has(now)) return undefined;
  const had = has(before);
  const isEmpty = verb === "add" && !source?.edited && toPlainText(command.text).trim() === "";
  const gone = had ? "none" : verb === "write" ? "nothing" : "there";
  const added = now.sealed.filter(
    ({ id, token: of }) => of === token && !before.sealed.some((one) => one.id === id),
  );
  const column = now.columns.find(({ key }) => key === added[0]?.column)?.title;
  const said = isEmpty
    ? "refused.empty"
    : verb === "add" && column !== undefined
      ? "kept.under"
      : `kept.${has(now) ? (had ? "again" : "first") : gone}`;
  const isPublic =
    (event.kind === "message" || event.kind === "command") && event.place.kind !== "personal";
  const shown = [
    ...(isPublic ? [noteElement(words("retro.summary.public"))] : []),
    ...(now.notes.length > 0 && exposesAuthors(now)
      ? [noteElement(words("retro.collect.few.since", { count: noteWriters(now).size }))]
      : []),
  ];
  return [
    textElement(words(`retro.${said}`, { column: column ?? "" })),
    ...shown,
    buttonRow(asFormButton(boardButton(view, "write", "write"))),
  ];
}

/** Tells a new facilitator in private. */
export async function notifyFacilitator(
  ctx: TurnContext,
  place: ConversationRef,
  facilitator: Person,
): Promise<void> {
  const words = await ctx.wordsAt(place);
  ctx.post({
    card: [textElement(words("retro.facilitates", { who: personMention(facilitator) }))],
    place,
  });
}

/** Records that the facilitator is present. */
async function keepFacilitator(
  { ctx, event, cipher, by }: RetroContext,
  board: Board,
): Promise<void> {
  if (by.id !== board.facilitator) return;
  if (event.kind === "press") await ctx.resolveCard(event);
  await saveBoard(ctx.w, cipher, board, { ...board, seenAt: ctx.at });
}

/** Posts the summary as a card; in a format, as text in as many messages as it needs. */
async function postSummary(
  context: RetroContext,
  board: Board,
  { text, args }: RetroCommand,
): Promise<void> {
  const { ctx } = context;
  const { words } = ctx;
  if (!areNotesRevealed(board.phase))
    return postRetroReply(context, [textElement(words("retro.not_revealed"))]);
  const said = (args[0] ?? text.map((span) => (typeof span === "string" ? span : "")).join(""))
    .trim()
    .toLowerCase();
  const format: SummaryFormat | undefined = summaryFormats.find((one) => said.startsWith(one));
  const view = await readBoardView(ctx.w, words, ctx.at, board);
  if (!format) return postRetroReply(context, retroSummaryCard(view));
  for (const card of retroSummaryCards(renderRetroSummary(view, format), words))
    postRetroReply(context, card);
}
