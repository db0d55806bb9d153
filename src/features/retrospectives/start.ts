/**
 * A retrospective begins: with what the ledger knows of the time since the last one, and with what
 * was left open there.
 */

import { isIsoDate } from "../../lib/dates/working-time.ts";
import { readDateExpression } from "../../nlu/text/date-expressions.ts";
import { buttonRow, type Card, textElement } from "../../platform/card.ts";
import { type ConversationRef, conversationKey } from "../../platform/conversation-ref.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { readGroup, readGroupMembers } from "../workspace/groups.ts";
import { decodeBoardHome, encodeBoardHome, isPresentAt } from "./access.ts";
import { type RetroCommand, retroActions } from "./actions.ts";
import { type Board, maxNoteCharacters, type NamingMode } from "./board/board.ts";
import { findOpenBoardAt } from "./board-queries.ts";
import { insertBoard, readBoard, saveBoard } from "./board-store.ts";
import { recurrenceWeeks } from "./cards/forms.ts";
import {
  boardWords,
  createOperationContext,
  postRetroReply,
  type RetroContext,
  readBoardCard,
  readRetroZone,
  retroHomeOf,
  retroToday,
} from "./context.ts";
import { scheduleBoardJobs } from "./jobs.ts";
import { readOpeningFacts } from "./opening-facts.ts";
import { endOfWorkday } from "./series/recurrence.ts";
import { startSeries } from "./series/series.ts";
import { findRetroTemplate, localiseTemplate, type RetroTemplate } from "./templates.ts";

/** What is wanted of a new one. */
interface Wish {
  template: RetroTemplate;
  home: ConversationRef;
  naming: NamingMode;
  group: string | null;
  deadline: Date | null;
  series?: string;
  facilitator: string;
  /** Who takes part before anybody has said so. */
  people: readonly string[];
}

const namings: Record<string, NamingMode> = {
  named: "named",
  names: "named",
  anonymous: "anonymous",
  anonymously: "anonymous",
  choice: "choice",
  choose: "choice",
};

/** Opens it, and shows its board. */
export async function createRetrospective(room: RetroContext, wish: Wish): Promise<Board> {
  const { ctx, cipher, readTrend, takeCheckNotes } = room;
  const { w, workspace, at, conversation } = ctx;
  const { home, group, naming, deadline, facilitator } = wish;
  const key = conversationKey(home);
  const words = boardWords(ctx, key);
  const template = localiseTemplate(wish.template, words.locale);
  const { newId, shuffled } = createOperationContext(facilitator, at);
  const people = [...new Set([facilitator, ...wish.people])].map((person) => ({
    person,
    observer: false,
    ready: false,
  }));
  const kept = (await takeCheckNotes?.(w, { workspace, group })) ?? [];
  const sealed = shuffled(
    kept.map((text) => ({
      id: newId(),
      column: template.checks,
      text: text.slice(0, maxNoteCharacters),
      token: newId(),
      brought: true as const,
    })),
  ); // a token that belongs to no author
  const bare: Board = {
    ...{
      id: newId(),
      workspace,
      template: template.name,
      title: template.title,
      columns: template.columns,
      naming,
      voteBudget: template.votes,
      minutes: template.minutes,
    },
    ...{
      home: key,
      cards: [],
      conversation,
      facilitator,
      seenAt: at,
      group,
      series: wish.series ?? null,
      deadline,
      topic: null,
      until: null,
      declined: [],
      page: 0,
      writers: 0,
    },
    ...{
      brought: await readOpeningFacts(
        w,
        { workspace, group, home: key, now: at, words },
        readTrend,
      ),
      summary: null,
      startedAt: at,
      closedAt: null,
      phase: "opening",
    },
    ...{
      people,
      sealed,
      notes: [],
      topics: [],
      votes: [],
      actions: [],
      handledEvents: [],
      earlierActions: [],
    },
  };
  await insertBoard(w, cipher, bare);
  const read = (await readBoard(w, cipher, workspace, bare.id))!;
  const board: Board = { ...read, phase: read.earlierActions.length > 0 ? "opening" : "collect" };
  const id = ctx.post({ card: await readBoardCard(room, board), place: home });
  const shown = { ...board, cards: [{ place: home, id }] };
  await saveBoard(w, cipher, read, shown);
  await scheduleBoardJobs(room, { ...shown, deadline: null }, shown);
  return shown;
}

/** `sailboat for Service Desk until friday named`; the template first. */
async function read(
  room: RetroContext,
  { text, values, args }: RetroCommand,
): Promise<Partial<Wish> & { weeks?: number }> {
  const { ctx, templates, by } = room;
  const { w, workspace, at } = ctx;
  const zone = await readRetroZone(w, workspace, by.id);
  const today = retroToday(zone, at);
  if (values) {
    const template = templates.find(({ name }) => name === values.template);
    const group = values.group ? await readGroup(w, workspace, values.group) : undefined;
    return {
      naming: namings[values.naming ?? ""] ?? "anonymous",
      ...(template && { template }),
      ...(group && { group: group.id }),
      ...(values.until &&
        isIsoDate(values.until) && { deadline: endOfWorkday(values.until, zone) }),
      weeks: recurrenceWeeks.find((weeks) => `${weeks}` === values.weeks) ?? 0,
    };
  }
  const said = args[0] ?? toPlainText(text).trim();
  const found = findRetroTemplate(templates, said);
  const rest = found?.rest ?? said;
  const [, until = ""] =
    /\b(?:until|till|by|bis)\s+(.+?)(?=\s+(?:for|named|anonymous\w*|choice)\b|$)/i.exec(rest) ?? [];
  const [, named = ""] =
    /\bfor\s+@?(.+?)(?=\s+(?:until|till|by|bis|named|anonymous\w*|choice)\b|$)/i.exec(rest) ?? [];
  const naming = rest
    .toLowerCase()
    .split(/\s+/)
    .flatMap((word) => namings[word] ?? [])[0];
  const group = named ? await readGroup(w, workspace, named) : undefined;
  const date = until ? readDateExpression(until, today) : undefined;
  return {
    ...(found && { template: found.template }),
    naming: naming ?? "anonymous",
    ...(group && { group: group.id }),
    ...(date && { deadline: endOfWorkday(date, zone) }),
  };
}

/** Templates to start from with a tap, or with a form where more is to be said. */
async function choose(room: RetroContext, home: ConversationRef): Promise<Card> {
  const { ctx, templates } = room;
  const { words } = ctx;
  const at = encodeBoardHome(home);
  return [
    textElement(words("retro.start.which")),
    ...templates
      .map((each) => localiseTemplate(each, words.locale))
      .map(({ name, title, about }) => ({
        kind: "item" as const,
        text: [{ bold: title }],
        note: [about],
        button: {
          label: words.plain("retro.button.start"),
          press: retroActions.encode("start", at, name),
        },
      })),
    buttonRow({
      label: words.plain("retro.button.start.form"),
      press: retroActions.encode("start", at),
      opensForm: true,
      style: "primary",
    }),
  ];
}

/** There is none that somebody may mean; a new one can be opened where they are. */
export function noRetroCard(room: RetroContext): Card {
  const { words } = room.ctx;
  return [
    textElement(words("retro.none")),
    buttonRow({
      label: words.plain("retro.button.start.form"),
      press: retroActions.encode("start", encodeBoardHome(retroHomeOf(room))),
      opensForm: true,
    }),
  ];
}

/** Gives the retrospective that began, if one did. */
export async function runStartCommand(
  room: RetroContext,
  command: RetroCommand,
): Promise<string | undefined> {
  const { ctx, by, event } = room;
  const { w, workspace, words } = ctx;
  const home =
    command.id === undefined ? retroHomeOf(room) : decodeBoardHome(command.id, event.place);
  if (!home || !isPresentAt(room.asker, conversationKey(home))) {
    postRetroReply(room, noRetroCard(room));
    return undefined;
  }
  const {
    template,
    naming = "anonymous",
    group = null,
    deadline = null,
    weeks = 0,
  } = await read(room, command);
  const before = await findOpenBoardAt(w, workspace, conversationKey(home));
  if (before) {
    postRetroReply(room, [
      textElement(words("retro.start.under_way")),
      buttonRow({
        label: words.plain("retro.button.status"),
        press: retroActions.encode("pick", before),
      }),
    ]);
    return before;
  }
  if (!template) {
    postRetroReply(room, await choose(room, home));
    return undefined;
  }
  const members = group ? (await readGroupMembers(w, workspace, group)).map(({ id }) => id) : [];
  const board = await createRetrospective(room, {
    template,
    home,
    naming,
    group,
    deadline,
    facilitator: by.id,
    people: members,
  });
  if (event.kind === "press") await ctx.resolveCard(event);
  if (conversationKey(event.place) !== conversationKey(home) && event.place.thread === undefined)
    postRetroReply(room, [textElement(words("retro.started"))]);
  if (weeks > 0) await startSeries(room, home, board, weeks);
  return board.id;
}
