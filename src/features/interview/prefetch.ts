/**
 * What only a turn's outcome tells that it needs. Since the dialogue is pure, the turn can be tried
 * out beforehand.
 */

import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { guestsAmong } from "../../storage/directory.ts";
import {
  currentInterview,
  type Interview,
  type InterviewConversation,
} from "../cases/interview-state.ts";
import { needText } from "../cases/similar/need-embedding.ts";
import { findSimilarRequests } from "../cases/similar/similar-requests.ts";
import { readGroups } from "../workspace/groups.ts";
import { runInterviewTurn } from "./dialogue.ts";
import type { InterviewLookups, TurnSources } from "./prepare.ts";
import { needsConfirmation, remainingQuestions } from "./question-plan.ts";

/** So many similar requests are kept with a brief. */
const mostSimilar = 3;

/**
 * Whether the talk in the room may come to its end with the next word, or to a brief that a model
 * words.
 */
function nearlyThrough(conversation: InterviewConversation, worded: boolean): boolean {
  const talk = currentInterview(conversation);
  if (!talk || talk.phase === "confirming") return talk !== undefined;
  return (worded || !needsConfirmation(talk)) && remainingQuestions(talk).length <= 2;
}

/**
 * A model's words for the brief that the turn comes to, and the requests with a similar need when
 * it ends.
 */
export async function prefetchInterview(
  { read, judge, now }: TurnSources,
  event: InboundEvent,
  conversation: InterviewConversation,
  known: InterviewLookups,
): Promise<Pick<InterviewLookups, "worded" | "similar" | "guests" | "groups">> {
  if (!nearlyThrough(conversation, judge.draftBrief !== undefined)) return {};
  const { replies, conversation: after } = runInterviewTurn(conversation, event, {
    ...known,
    now: now().getTime(),
  });
  const talkOf = (kind: "brief" | "logged"): Interview | undefined => {
    const said = replies.find(({ say }) => say === kind);
    return after.talks.find(({ request }) => said && "request" in said && request === said.request);
  };
  const [brief, logged] = [talkOf("brief"), talkOf("logged")];
  const answers = Object.entries(brief?.answers ?? {}).flatMap(([question, { text }]) =>
    text ? [[question, toPlainText(text)]] : [],
  );
  const worded =
    brief && !brief.worded
      ? await judge.draftBrief?.(toPlainText(brief.text), Object.fromEntries(answers))
      : undefined;
  const similar = logged
    ? await findSimilarRequests(
        read,
        event.workspace,
        { request: logged.request, ...needText(logged) },
        { limit: mostSimilar },
      )
    : undefined;
  const groups =
    similar?.some(({ group }) => group) &&
    Object.fromEntries((await readGroups(read, event.workspace)).map(({ id, name }) => [id, name]));
  const guests =
    logged &&
    similar &&
    (await guestsAmong(read, event.workspace, [
      logged.requester.id,
      ...similar.map(({ requester }) => requester),
    ]));
  return {
    ...(worded && { worded }),
    ...(similar && { similar }),
    ...(guests && { guests: event.guest ? [...guests, event.by.id] : guests }),
    ...(groups && { groups }),
  };
}
