/** In whose language a turn speaks: settled here, once, and handed down. */

import { currentInterview, type InterviewConversation } from "../features/cases/interview-state.ts";
import { findConversationRequester } from "../features/cases/queries/request-lookups.ts";
import type { TurnSources } from "../features/interview/prepare.ts";
import { readPersonLanguages } from "../features/workspace/language.ts";
import { type Words, wordsFor } from "../lib/i18n.ts";
import {
  type ConversationRef,
  conversationKey,
  isBriefChannel,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import type { Reader } from "../storage/store.ts";

export interface Locales {
  /**
   * To whoever reads where the turn is: in direct messages the person, in a channel's thread
   * whoever asked, else everybody.
   */
  reader: Words;
  /** To everybody: the workspace's, on the team's cards and in its channel. */
  workspace: Words;
  /** To whoever did something. */
  actor: Words;
  /** What their platform tells of them, where that is news. */
  locale?: string;
}

export async function resolveLocales(
  { read, briefChannels }: Pick<TurnSources, "read" | "briefChannels">,
  event: InboundEvent,
  { conversation, state }: { conversation: string; state: InterviewConversation },
): Promise<Locales> {
  const { workspace, by, place, kind } = event;
  const told = kind === "due" ? undefined : event.locale;
  const theirs = await readPersonLanguages(read, workspace, by.id, told);
  const reader = await readerOf();
  const here =
    reader === undefined
      ? theirs.workspace
      : reader === by.id
        ? theirs.person
        : (await readPersonLanguages(read, workspace, reader)).person;
  return {
    reader: wordsFor(here),
    workspace: wordsFor(theirs.workspace),
    actor: wordsFor(kind === "due" ? here : theirs.person),
    ...(told && told !== theirs.locale && { locale: told }),
  };

  async function readerOf(): Promise<string | undefined> {
    if (place.kind === "personal") return place.id;
    if (isBriefChannel(briefChannels, workspace, place)) return undefined;
    const requester =
      currentInterview(state)?.requester.id ??
      (await findConversationRequester(read, workspace, conversation));
    return requester ?? (kind === "due" ? undefined : by.id);
  }
}

/** Of whoever reads at a place that a turn speaks to besides its own. */
export async function wordsAt(
  on: Reader,
  workspace: string,
  place: ConversationRef,
): Promise<Words> {
  const reader =
    place.kind === "personal"
      ? place.id
      : place.thread
        ? await findConversationRequester(on, workspace, conversationKey(place))
        : undefined;
  const { person, workspace: common } = await readPersonLanguages(on, workspace, reader ?? "");
  return wordsFor(reader === undefined ? common : person);
}
