/**
 * `/retro`: a whole retrospective by commands, buttons and forms, in a channel or alone, at once or
 * over days.
 */
import type { Feature, PrepareContext, TurnInput } from "../../core/feature.ts";
import { textElement } from "../../platform/card.ts";
import { conversationKey } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { boardAskerOf, encodeBoardHome, isBoardOpenTo } from "./access.ts";
import {
  type DecodedRetroAction,
  isParticipantAction,
  parseRetroAction,
  type RetroCommand,
  retroActions,
  toRetroCommand,
} from "./actions.ts";
import type { Board } from "./board/board.ts";
import { warmTopicEmbeddings } from "./board/topic-clustering.ts";
import { findOpenBoards } from "./board-queries.ts";
import { readBoard } from "./board-store.ts";
import { postRetroReply, type RetroContext, type RetroServices, retroHomeOf } from "./context.ts";
import { decryptRetroEvent, encryptRetroEvent } from "./event-encryption.ts";
import { createRetroFilePurge } from "./file-purge.ts";
import { createRetroForms } from "./form-validation.ts";
import { createNoteCipher } from "./note-encryption.ts";
import { classifyNoteEvent, readNoteCommand, templateColumnKeys } from "./note-events.ts";
import type { ReadCheckTrend, TakeCheckNotes } from "./opening-facts.ts";
import { findRetroNote } from "./parse-command.ts";
import { chooseBoardCard, runOnLastRetro, runRetroQuery } from "./queries.ts";
import { runBoardCommand } from "./run-command.ts";
import { reportRetroAction, runRetroJob } from "./run-job.ts";
import { changeNextMeeting, runEveryCommand } from "./series/series.ts";
import { noRetroCard, runStartCommand } from "./start.ts";
import { loadRetroTemplates, type RetroTemplate } from "./templates.ts";

/**
 * What a conversation remembers: the retrospective that it was about last, and the channel in which
 * a command was typed that is answered here.
 */
interface State {
  current?: string;
  home?: string;
}

interface Known {
  /** A model's summary for the close. */
  drafted?: string | undefined;
}

type Input = TurnInput<DecodedRetroAction>;

/** So many people are remembered as having written. */
const mostWriters = 10_000;

export interface RetrospectiveSettings {
  /** What notes are sealed with; never in the database. */
  secret: string;
  /** What the secret was before. */
  previousSecrets?: readonly string[];
  templates?: readonly RetroTemplate[];
  /** The check's trend, from whoever keeps the check. */
  readTrend?: ReadCheckTrend;
  /** What people kept elsewhere for their next retrospective. */
  takeCheckNotes?: TakeCheckNotes;
  /** See `Store.scrub`. */
  scrubTables?: ((tables: readonly string[]) => Promise<boolean>) | undefined;
}

export function createRetrospectivesFeature({
  secret,
  previousSecrets = [],
  templates = loadRetroTemplates(),
  readTrend,
  takeCheckNotes,
  scrubTables,
}: RetrospectiveSettings): Feature<State, Known, DecodedRetroAction> {
  const house: RetroServices = {
    cipher: createNoteCipher(secret, ...previousSecrets),
    templates,
    readTrend,
    takeCheckNotes,
    purgeFiles: createRetroFilePurge(scrubTables),
  };
  const { cipher } = house;
  const columns = templateColumnKeys(templates);
  /**
   * The retrospective that somebody wrote for last, by workspace and person: known to this process
   * alone, since no row may tell.
   */
  const lastWritten = new Map<string, string>();

  /**
   * The retrospective that is meant: the one on the button, the one under way where somebody
   * speaks, the one that this conversation was about, the newest that they take part in.
   */
  async function meant(
    on: PrepareContext["read"],
    event: InboundEvent,
    command: RetroCommand,
    { current }: State,
  ): Promise<string[]> {
    if (command.id) return [command.id];
    const open = await findOpenBoards(on, event.workspace, {
      home: conversationKey(retroHomeOf({ event })),
      person: event.by.id,
      also: lastWritten.get(`${event.workspace}/${event.by.id}`),
    });
    return current && open.includes(current)
      ? [current, ...open.filter((id) => id !== current)]
      : open;
  }

  /**
   * What is slow is done beforehand: meanings for the grouping, and a model's words for the close.
   */
  async function prepare(
    { read, judge }: PrepareContext,
    { event, action }: Input,
    state: State = {},
  ): Promise<Known> {
    if (
      !action ||
      event.kind === "due" ||
      !["next", "go", "group", "accept", "decline"].includes(action.verb)
    )
      return {};
    const command = toRetroCommand(action);
    const [id] = await meant(read, event, command, state);
    const board = id ? await readBoard(read, cipher, event.workspace, id) : undefined;
    if (!board) return {};
    if (board.phase === "collect" || board.phase === "group")
      warmTopicEmbeddings([...board.sealed, ...board.notes].map(({ text }) => text));
    const closes =
      command.args[0] === "closed" || (command.verb === "next" && board.phase === "decide");
    return closes && board.facilitator === event.by.id
      ? { drafted: await judge.draftRecap?.(recapOf(board)) }
      : {};
  }

  /** The channel that somebody typed a command in last. */
  const homeOf = (event: InboundEvent, kept: State): string | undefined =>
    event.kind === "command" && event.here ? encodeBoardHome(event.here) : kept.home;

  async function turn(
    ctx: RetroContext["ctx"],
    { event, action }: Input,
    state: State = {},
    { drafted }: Known,
  ): Promise<State> {
    if (!action) return state;
    const command = toRetroCommand(action);
    const home = homeOf(event, state);
    const room: RetroContext = {
      ...house,
      ctx,
      event,
      by: event.by,
      asker: boardAskerOf(event.by.id, retroHomeOf({ event }), home),
    };
    if (event.kind === "due") {
      await runRetroJob(room, command);
      return state;
    }
    const current = await run(room, command, state, drafted);
    return { ...state, ...(current && { current }), ...(home && { home }) };
  }

  /** Gives the retrospective that it was about. */
  async function run(
    room: RetroContext,
    command: RetroCommand,
    state: State,
    drafted?: string,
  ): Promise<string | undefined> {
    const { ctx, event } = room;
    const { w, words } = ctx;
    switch (command.verb) {
      case "start":
        return runStartCommand(room, command);
      case "did":
        await reportRetroAction(room, command);
        return undefined;
      case "move":
      case "skip":
      case "stop":
        await changeNextMeeting(room, command);
        return undefined;
    }
    const candidates = await meant(w, event, command, state);
    const [id] = candidates;
    if (command.id && !(await isBoardOpenTo(w, ctx.workspace, command.id, room.asker))) {
      postRetroReply(room, [textElement(words("retro.gone"))]);
      return undefined;
    }
    if (command.verb === "history" || command.verb === "help" || (command.verb === "now" && !id)) {
      await runRetroQuery(room, command.verb, id);
      return id;
    }
    if (command.verb === "every") {
      await runEveryCommand(
        room,
        command,
        id ? await readBoard(w, cipher, ctx.workspace, id) : undefined,
      );
      return id;
    }
    if (!id) {
      if (command.source?.edited) return undefined;
      if (command.verb === "actions" || command.verb === "summary")
        await runOnLastRetro(room, command);
      else postRetroReply(room, noRetroCard(room));
      return undefined;
    }
    const here = conversationKey(retroHomeOf(room));
    const several = candidates.length > 1 && !command.id && state.current !== id;
    const board = several ? await readBoard(w, cipher, ctx.workspace, id) : undefined;
    if (board && !board.cards.some(({ place }) => conversationKey(place) === here)) {
      postRetroReply(room, await chooseBoardCard(room, candidates));
      return undefined;
    }
    await runBoardCommand(room, id, command, drafted);
    return id;
  }

  /** Writes a note, or changes one, and tells its author so. */
  async function write(ctx: RetroContext["ctx"], input: Input, state: State = {}): Promise<void> {
    const { event } = input;
    const command = await readNoteCommand(ctx.w, { cipher, columns }, input);
    if (!command) return;
    const room: RetroContext = {
      ...house,
      ctx,
      event,
      by: event.by,
      asker: boardAskerOf(event.by.id, retroHomeOf({ event }), homeOf(event, state)),
    };
    const id = await run(room, command, state);
    if (!id) return;
    lastWritten.set(`${event.workspace}/${event.by.id}`, id);
    if (lastWritten.size > mostWriters) lastWritten.delete(lastWritten.keys().next().value!);
  }

  return {
    name: retroActions.feature,
    actions: retroActions,
    parseCommand: parseRetroAction,
    allowsGuests: ({ action }) => isParticipantAction(action),
    prepare,
    turn,
    toStorableEvent: (event) => encryptRetroEvent(cipher, event),
    fromStorableEvent: (event) => decryptRetroEvent(cipher, event),
    confidential: {
      isConfidential: (text) => findRetroNote(text, columns) !== undefined,
      dispositionOf: (on, input, overheard) =>
        classifyNoteEvent(on, { cipher, columns }, input, overheard),
      turn: write,
    },
    ...createRetroForms(house),
  };
}

const recapOf = ({ title, topics, notes }: Board) => ({
  title,
  notes: topics.flatMap(({ id }) =>
    notes.filter(({ topic }) => topic === id).map(({ text }) => text),
  ),
});
