/** The command `/retro`: retrospectives by commands, buttons and forms. */

import type { Feature, PrepareContext, TurnInput } from "../../core/feature.ts";
import { textElement } from "../../platform/card.ts";
import { conversationKey } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { boardAskerOf, encodeBoardHome, isBoardOpenTo, watchBoardChannel } from "./access.ts";
import {
  type DecodedRetroAction,
  isParticipantAction,
  parseRetroAction,
  type RetroCommand,
  retroActions,
  toRetroCommand,
} from "./actions.ts";
import { asksBeforeClose, type Board } from "./board/board.ts";
import { warmTopicEmbeddings } from "./board/topic-clustering.ts";
import { findOpenBoards } from "./board-queries.ts";
import { readBoard } from "./board-store.ts";
import { createRetroForms } from "./commands/form-validation.ts";
import type { ReadCheckTrend, TakeCheckNotes } from "./commands/opening-facts.ts";
import { findRetroNote } from "./commands/parse-command.ts";
import {
  chooseBoardCard,
  retroSection,
  runOnLastRetro,
  runRetroQuery,
} from "./commands/queries.ts";
import { runBoardCommand } from "./commands/run-command.ts";
import { noRetroCard, runStartCommand } from "./commands/start.ts";
import { postRetroReply, type RetroContext, type RetroServices, retroHomeOf } from "./context.ts";
import { createRetroFilePurge } from "./notes/file-purge.ts";
import { createNoteCipher } from "./notes/note-encryption.ts";
import {
  classifyNoteEvent,
  decryptRetroEvent,
  encryptRetroEvent,
  readNoteCommand,
  templateColumnKeys,
} from "./notes/note-events.ts";
import { reportRetroAction, runRetroJob } from "./schedule/run-job.ts";
import { changeNextMeeting, runEveryCommand } from "./schedule/series.ts";
import { loadRetroTemplates, type RetroTemplate } from "./templates.ts";

/**
 * State of a conversation: the last retrospective, and the channel of the last typed command. Stored
 * as JSON.
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

/** Limit of `lastWritten`. */
const maxRememberedWriters = 10_000;

/** What the feature needs from the application. */
export interface RetrospectiveSettings {
  /** Secret that notes are encrypted with; never in the database. */
  secret: string;
  /** Former secrets. */
  previousSecrets?: readonly string[];
  templates?: readonly RetroTemplate[];
  /** Reads the trend of the daily check. */
  readTrend?: ReadCheckTrend;
  /** Takes text that people shared at the check. */
  takeCheckNotes?: TakeCheckNotes;
  /** See `Store.purgeDeletedRows`. */
  scrubTables?: ((tables: readonly string[]) => Promise<boolean>) | undefined;
}

/** Creates the feature of retrospectives. */
export function createRetrospectivesFeature({
  secret,
  previousSecrets = [],
  templates = loadRetroTemplates(),
  readTrend,
  takeCheckNotes,
  scrubTables,
}: RetrospectiveSettings): Feature<State, Known, DecodedRetroAction> {
  const services: RetroServices = {
    cipher: createNoteCipher(secret, ...previousSecrets),
    templates,
    readTrend,
    takeCheckNotes,
    purgeFiles: createRetroFilePurge(scrubTables),
  };
  const { cipher } = services;
  const columns = templateColumnKeys(templates);
  /**
   * The last retrospective that a person wrote for, by workspace and person. Kept in memory only,
   * since no row may tell who writes.
   */
  const lastWritten = new Map<string, string>();

  /**
   * Returns the retrospectives that a command may refer to, best first: the one of its button,
   * those of its place, that of its conversation, the newest in which the person takes part.
   */
  async function findCandidates(
    reader: PrepareContext["read"],
    event: InboundEvent,
    command: RetroCommand,
    state: State,
  ): Promise<string[]> {
    if (command.id) return [command.id];
    return findOpenBoards(reader, event.workspace, {
      home: conversationKey(retroHomeOf({ event })),
      current: currentOf(event, state),
      person: event.by.id,
      also: lastWritten.get(`${event.workspace}/${event.by.id}`),
    });
  }

  /** Returns the conversation's last retrospective; in a channel the channel decides instead. */
  const currentOf = (event: InboundEvent, { current }: State): string | undefined =>
    retroHomeOf({ event }).kind === "personal" ? current : undefined;

  /** Prepares embeddings for the grouping, and a model's summary for the close. */
  async function prepare(
    { read, judge }: PrepareContext,
    { event, action }: Input,
    state: State = {},
  ): Promise<Known> {
    if (
      !action ||
      event.kind === "due" ||
      !["next", "close", "go", "group", "accept", "decline"].includes(action.verb)
    )
      return {};
    const command = toRetroCommand(action);
    const [id] = await findCandidates(read, event, command, state);
    const board = id ? await readBoard(read, cipher, event.workspace, id) : undefined;
    if (!board) return {};
    if (board.phase === "collect" || board.phase === "group")
      warmTopicEmbeddings([...board.sealed, ...board.notes].map(({ text }) => text));
    const closes =
      command.args[0] === "closed" ||
      (["next", "close"].includes(command.verb) &&
        board.phase === "decide" &&
        !asksBeforeClose(board));
    return closes && board.facilitator === event.by.id
      ? { drafted: await judge.draftRecap?.(recapOf(board)) }
      : {};
  }

  /** Returns the channel of the last typed command. */
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
    const context: RetroContext = {
      ...services,
      ctx,
      event,
      by: event.by,
      asker: boardAskerOf(event.by.id, retroHomeOf({ event }), home),
    };
    if (event.kind === "due") {
      await runRetroJob(context, command);
      return state;
    }
    const current = await run(context, command, state, drafted);
    return { ...state, ...(current && { current }), ...(home && { home }) };
  }

  /** Runs a command, and returns its retrospective. */
  async function run(
    context: RetroContext,
    command: RetroCommand,
    state: State,
    drafted?: string,
  ): Promise<string | undefined> {
    const { ctx, event } = context;
    const { w, words } = ctx;
    switch (command.verb) {
      case "start":
        return runStartCommand(context, command);
      case "did":
        await reportRetroAction(context, command);
        return undefined;
      case "move":
      case "skip":
      case "stop":
        await changeNextMeeting(context, command);
        return undefined;
    }
    const [id, ...others] = await findCandidates(w, event, command, state);
    if (command.id && !(await isBoardOpenTo(w, ctx.workspace, command.id, context.asker))) {
      postRetroReply(context, [textElement(words("retro.gone"))]);
      return undefined;
    }
    if (["history", "help", "unknown"].includes(command.verb) || (command.verb === "now" && !id)) {
      await runRetroQuery(context, command.verb, id);
      return id;
    }
    if (command.verb === "every") {
      await runEveryCommand(
        context,
        command,
        id ? await readBoard(w, cipher, ctx.workspace, id) : undefined,
      );
      return id;
    }
    if (!id) {
      if (command.source?.edited) return undefined;
      if (command.verb === "actions" || command.verb === "summary")
        await runOnLastRetro(context, command);
      else postRetroReply(context, noRetroCard(context));
      return undefined;
    }
    const here = conversationKey(retroHomeOf(context));
    const several = others.length > 0 && !command.id && currentOf(event, state) !== id;
    const board = several ? await readBoard(w, cipher, ctx.workspace, id) : undefined;
    if (board && !board.cards.some(({ place }) => conversationKey(place) === here)) {
      postRetroReply(context, await chooseBoardCard(context, [id, ...others]));
      return undefined;
    }
    await runBoardCommand(context, id, command, drafted);
    return id;
  }

  /** Writes or changes a note, and replies to its author. */
  async function write(ctx: RetroContext["ctx"], input: Input, state: State = {}): Promise<void> {
    const { event } = input;
    const command = await readNoteCommand(ctx.w, { cipher, columns }, input);
    if (!command) return;
    const context: RetroContext = {
      ...services,
      ctx,
      event,
      by: event.by,
      asker: boardAskerOf(event.by.id, retroHomeOf({ event }), homeOf(event, state)),
    };
    const id = await run(context, command, state);
    if (!id) return;
    lastWritten.set(`${event.workspace}/${event.by.id}`, id);
    if (lastWritten.size > maxRememberedWriters)
      lastWritten.delete(lastWritten.keys().next().value!);
  }

  return {
    name: retroActions.feature,
    actions: retroActions,
    onDeliveryChange: watchBoardChannel,
    parseCommand: parseRetroAction,
    allowsGuests: ({ action }) => isParticipantAction(action),
    prepare,
    turn,
    homeSection: retroSection,
    toStorableEvent: (event) => encryptRetroEvent(cipher, event),
    fromStorableEvent: (event) => decryptRetroEvent(cipher, event),
    confidential: {
      isConfidential: (text) => findRetroNote(text, columns) !== undefined,
      dispositionOf: (reader, input, overheard) =>
        classifyNoteEvent(reader, { cipher, columns }, input, overheard),
      turn: write,
    },
    ...createRetroForms(services),
  };
}

const recapOf = ({ title, topics, notes }: Board) => ({
  title,
  notes: topics.flatMap(({ id }) =>
    notes.filter(({ topic }) => topic === id).map(({ text }) => text),
  ),
});
