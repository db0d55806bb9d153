/** Creation of a retrospective by a command or its series, and operations due by the clock. */

import { type ConversationRef, conversationKey } from "../../../platform/conversation-ref.ts";
import {
  type Board,
  type BoardOperation,
  boardSystemActor,
  isBoardRefusal,
  maxNoteCharacters,
  type NamingMode,
} from "../board/board.ts";
import { applyBoardOperation } from "../board/machine.ts";
import { insertBoard, readBoard, saveBoard } from "../board-store.ts";
import {
  boardWords,
  createOperationContext,
  type RetroContext,
  readBoardCard,
  reviseBoardCards,
} from "../context.ts";
import { scheduleBoardJobs } from "../schedule/jobs.ts";
import { localiseTemplate, type RetroTemplate } from "../templates.ts";
import { readOpeningFacts } from "./opening-facts.ts";

/** What a retrospective is started with. */
export interface NewRetrospective {
  template: RetroTemplate;
  home: ConversationRef;
  naming: NamingMode;
  group: string | null;
  deadline: Date | null;
  series?: string | undefined;
  facilitator: string;
  /** Whether the board begins with a question to warm up. */
  iceBreaker?: boolean | undefined;
  /** Participants from the start. */
  people: readonly string[];
}

/** Creates a retrospective, and posts its board. */
export async function createRetrospective(
  context: RetroContext,
  options: NewRetrospective,
): Promise<Board> {
  const { ctx, cipher, readTrend, takeCheckNotes } = context;
  const { w, workspace, at, conversation } = ctx;
  const { home, group, naming, deadline, facilitator } = options;
  const key = conversationKey(home);
  const words = boardWords(ctx, key);
  const template = localiseTemplate(options.template, words.locale);
  const { newId, shuffled } = createOperationContext(facilitator, at);
  const people = [...new Set([facilitator, ...options.people])].map((person) => ({
    person,
    observer: false,
    ready: false,
  }));
  const checkNotes = (await takeCheckNotes?.(w, { workspace, group })) ?? [];
  const sealed = shuffled(
    checkNotes.map((text) => ({
      id: newId(),
      column: template.checks,
      text: text.slice(0, maxNoteCharacters),
      token: newId(), // no author
      brought: true as const,
    })),
  );
  const empty: Board = {
    id: newId(),
    workspace,
    template: template.name,
    title: template.title,
    columns: template.columns,
    naming,
    voteBudget: template.votes,
    minutes: template.minutes,
    home: key,
    cards: [],
    conversation,
    facilitator,
    seenAt: at,
    group,
    series: options.series ?? null,
    deadline,
    topic: null,
    until: null,
    declined: [],
    page: 0,
    writers: 0,
    brought: {
      ...(await readOpeningFacts(w, { workspace, group, home: key, now: at, words }, readTrend)),
      iceBreaker: options.iceBreaker
        ? shuffled(words.plain("retro.ice_breaker.questions").split("\n"))[0]
        : undefined,
    },
    summary: null,
    startedAt: at,
    closedAt: null,
    phase: "opening",
    people,
    sealed,
    handledEvents: [],
    notes: [],
    topics: [],
    votes: [],
    actions: [],
    earlierActions: [],
  };
  await insertBoard(w, cipher, empty);
  const stored = (await readBoard(w, cipher, workspace, empty.id))!;
  const board: Board = {
    ...stored,
    phase: stored.earlierActions.length > 0 ? "opening" : "collect",
  };
  const id = ctx.post({ card: await readBoardCard(context, board), place: home });
  const shown = { ...board, cards: [{ place: home, id }] };
  await saveBoard(w, cipher, stored, shown);
  await scheduleBoardJobs(context, { ...shown, deadline: null }, shown);
  return shown;
}

/** Applies and shows an operation of a timer; does nothing if the board refuses it. */
export async function applyTimedOperation(
  context: RetroContext,
  board: Board,
  operation: BoardOperation,
): Promise<void> {
  const after = applyBoardOperation(
    board,
    operation,
    createOperationContext(boardSystemActor, context.ctx.at),
  );
  if (isBoardRefusal(after)) return;
  await saveBoard(context.ctx.w, context.cipher, board, after);
  await scheduleBoardJobs(context, board, after);
  await reviseBoardCards(context, after);
}
