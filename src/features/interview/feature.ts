/**
 * Feature "interview": the conversation about requests. It takes what no other feature claims.
 */

import type { Feature } from "../../core/feature.ts";
import { readControlPhrase } from "../../nlu/rules/control-phrases.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { readConversationRow } from "../../storage/conversations.ts";
import {
  type InterviewAction,
  interviewActions,
  legacyInterviewAction,
} from "../cases/interview-actions.ts";
import { currentInterview, type InterviewConversation } from "../cases/interview-state.ts";
import { checkCaseAccess, interviewParties } from "../cases/permissions.ts";
import {
  findConversationRequester,
  findRequestConversation,
} from "../cases/queries/request-lookups.ts";
import { parseStoredConversation } from "../cases/stored-interview.ts";
import type { CatalogueItem } from "./catalogue.ts";
import { allAtOnceForm, askForm } from "./forms.ts";
import { beginsLikeRequest } from "./on-message.ts";
import { type PreparedInterview, prepareInterview } from "./prepare.ts";
import { restoreInterview } from "./restore.ts";
import { commitInterviewTurn } from "./turn.ts";

/** @param catalogue - Routine items, in every language. */
export function createInterviewFeature(
  catalogue: readonly CatalogueItem[],
): Feature<InterviewConversation, PreparedInterview, InterviewAction> {
  /** States that this process has read or written, and so need no check of their shape. */
  const checkedStates = new WeakSet<InterviewConversation>();

  function checked(state: InterviewConversation | undefined): InterviewConversation {
    if (state && checkedStates.has(state)) return state;
    const parsed = parseStoredConversation(state);
    checkedStates.add(parsed);
    return parsed;
  }

  return {
    name: interviewActions.feature,
    fallback: true,
    actions: interviewActions,
    legacyAction: legacyInterviewAction,
    claimsText: (text) =>
      beginsLikeRequest(text) || readControlPhrase(toPlainText(text)) === "person",
    async findThread(on, workspace, direct, message) {
      const begun = await findRequestConversation(on, workspace, direct, message);
      return begun && { conversation: begun.conversation, about: begun.request };
    },
    findReader: async (on, workspace, conversation, state) =>
      currentInterview(checked(state))?.requester.id ??
      (await findConversationRequester(on, workspace, conversation)),
    allowsGuests: ({ event }) =>
      event.kind !== "command" || !/^(?:team|backlog)$/i.test(toPlainText(event.text).trim()),
    async prepare(ctx, input, state) {
      const before = await restoreInterview(ctx.read, input, ctx.conversation, checked(state));
      return prepareInterview({ ...ctx, catalogue }, input, before);
    },
    async turn(ctx, { event }, _, prepared) {
      const state = await commitInterviewTurn(ctx, event, prepared);
      checkedStates.add(state);
      return state;
    },
    async buildForm(on, { workspace, by, place, team, guest, words, conversation, action }) {
      const viewer = { person: by.id, place, team, guest };
      if (action.verb === "ask") return askForm(words);
      if (action.verb !== "form") return undefined;
      const row = await readConversationRow(on, workspace, conversation);
      const { talks } = parseStoredConversation(row?.state[interviewActions.feature]);
      const interview = talks.find(
        ({ request, phase }) => request === action.args[0] && phase !== "done",
      );
      return interview && !checkCaseAccess("form", interviewParties(interview, place), viewer)
        ? allAtOnceForm(interview, words)
        : undefined;
    },
  };
}
