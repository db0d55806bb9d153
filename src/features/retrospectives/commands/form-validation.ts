/** Builds the forms of a board, and validates them by a trial run that writes nothing. */

import type { Feature } from "../../../core/feature.ts";
import { localDateAt } from "../../../lib/dates/calendar-dates.ts";
import { isIsoDate } from "../../../lib/dates/working-time.ts";
import {
  type ConversationRef,
  conversationKey,
  type Person,
  withoutThread,
} from "../../../platform/conversation-ref.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { readConversationRow as remembered } from "../../../storage/conversations.ts";
import { readPersonZone } from "../../../storage/directory.ts";
import type { Reader } from "../../../storage/store.ts";
import { readGroups } from "../../workspace/groups.ts";
import {
  type BoardAsker,
  boardAskerOf,
  decodeBoardHome,
  encodeBoardHome,
  isBoardOpenTo,
  isPresentAt,
} from "../access.ts";
import { type DecodedRetroAction, retroActions, toRetroCommand } from "../actions.ts";
import { areNotesRevealed, isBoardRefusal, votesOfPerson } from "../board/board.ts";
import { boardOperationsOf } from "../board/command-operations.ts";
import { applyBoardOperation } from "../board/machine.ts";
import { readBoard } from "../board-store.ts";
import {
  facilitatorForm,
  noteForm,
  noteRemovalForm,
  retroActionForm,
  retroStartForm,
  topicGroupForm,
  topicRemarkForm,
  topicSplitForm,
  topicVoteForm,
} from "../cards/forms.ts";
import { createOperationContext, type RetroServices, readBoardView } from "../context.ts";

/** Returns the person who fills in a form, with the channel of the last typed command. */
async function boardAskerAt(
  reader: Reader,
  { workspace, by, place }: { workspace: string; by: Person; place: ConversationRef },
): Promise<BoardAsker> {
  const known = await remembered(reader, workspace, conversationKey(withoutThread(place)));
  const state = known?.state as { retro?: { home?: string } } | undefined;
  return boardAskerOf(by.id, place, state?.[retroActions.feature]?.home);
}

/** Creates the functions that open and check forms. */
export function createRetroForms({
  cipher,
  templates,
}: RetroServices): Required<
  Pick<Feature<unknown, unknown, DecodedRetroAction>, "buildForm" | "validateForm">
> {
  return {
    async buildForm(reader, { workspace, by, place, action, words, values }) {
      const { verb, id = "", args } = toRetroCommand(action);
      const asker = await boardAskerAt(reader, { workspace, by, place });
      if (verb === "start") {
        const home = id ? decodeBoardHome(id, place) : withoutThread(place);
        if (args.length > 0 || !home || !isPresentAt(asker, conversationKey(home)))
          return undefined;
        return retroStartForm(words, {
          templates,
          groups: await readGroups(reader, workspace),
          home: encodeBoardHome(home),
        });
      }
      const board = (await isBoardOpenTo(reader, workspace, id, asker))
        ? await readBoard(reader, cipher, workspace, id)
        : undefined;
      if (
        !board ||
        board.locked ||
        board.people.some(({ person, observer }) => person === by.id && observer)
      )
        return undefined;
      const token = cipher.authorToken(id, by.id);
      const facilitates = board.facilitator === by.id;
      switch (verb) {
        case "write":
          return board.phase === "opening" || board.phase === "collect"
            ? noteForm(
                words,
                board,
                board.sealed.filter((note) => note.token === token),
              )
            : undefined;
        case "vote":
          return board.phase === "vote" ? topicVoteForm(words, board, by.id, values) : undefined;
        case "group":
          return facilitates && board.phase === "group" ? topicGroupForm(words, board) : undefined;
        case "split":
          return facilitates ? topicSplitForm(words, board) : undefined;
        case "remove":
          return facilitates ? noteRemovalForm(words, board) : undefined;
        case "remark":
          return topicRemarkForm(words, board, Number(args[0]));
        case "propose":
          return areNotesRevealed(board.phase) && board.phase !== "closed"
            ? retroActionForm(words, board)
            : undefined;
        case "keep": {
          const action = board.actions.find((one) => one.id === args[0]);
          return facilitates && action ? retroActionForm(words, board, action) : undefined;
        }
        case "facilitate":
          return facilitates ? facilitatorForm(words, board) : undefined;
        default:
          return undefined;
      }
    },
    async validateForm(reader, submitted, words, now) {
      const command = toRetroCommand(submitted.action);
      const { workspace, by, values } = submitted;
      const zone = await readPersonZone(reader, workspace, by.id);
      const today = localDateAt(now, zone);
      const past = (field: "until" | "due") =>
        values[field] && (!isIsoDate(values[field]) || values[field] < today)
          ? { [field]: words.plain("retro.mistake.past") }
          : undefined;
      if (command.verb === "start") return past("until");
      const id = command.id ?? "";
      const board = (await isBoardOpenTo(
        reader,
        workspace,
        id,
        await boardAskerAt(reader, submitted),
      ))
        ? await readBoard(reader, cipher, workspace, id)
        : undefined;
      if (!board) return { "": words.plain("retro.gone") };
      if (past("due")) return past("due");
      let tried = board;
      for (const act of boardOperationsOf(command, board, {
        person: by.id,
        token: cipher.authorToken(board.id, by.id),
        today,
        zone,
      }) ?? []) {
        const next = applyBoardOperation(tried, act, createOperationContext(by.id, now));
        if (isBoardRefusal(next)) {
          const view = await readBoardView(reader, words, now, board);
          const values = {
            facilitator: personMention(view.person(board.facilitator)),
            phase: words.plain(`retro.phase.${board.phase}`),
            budget: board.voteBudget,
            left: board.voteBudget - votesOfPerson(board, by.id).length,
          };
          return { "": words.plain(`retro.refused.${next}`, values) };
        }
        tried = next;
      }
      return undefined;
    },
  };
}
