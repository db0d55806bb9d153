/** Resolution of a turn's languages: reader, workspace and actor. */

import { type Words, wordsFor } from "../lib/i18n.ts";
import {
  type ConversationRef,
  conversationKey,
  isBriefChannel,
} from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readConversationRow } from "../storage/conversations.ts";
import { readPersonLanguages } from "../storage/directory.ts";
import type { Reader } from "../storage/store.ts";
import type { Feature, TurnSources } from "./feature.ts";

/** Words in the languages of the people whom a turn writes to. */
export interface Locales {
  /**
   * Words for the reader: the person in direct messages, the requester in a thread, else the
   * workspace.
   */
  reader: Words;
  /** Words for the workspace: the team's cards and channel. */
  workspace: Words;
  /** Words for the person who acted. */
  actor: Words;
  /** The actor's locale as reported by the platform, if it changed. */
  locale?: string;
}

/** Languages of a turn, and stored facts about the actor. */
interface ResolvedLocales extends Locales {
  /** Whether the actor is stored as a guest of the workspace. */
  recordedGuest: boolean;
  /** The actor's stored time zone, else the workspace's (IANA). */
  recordedZone: string | undefined;
}

/** Resolves the languages of a turn, and the person's recorded time zone. */
export async function resolveLocales(
  { read, briefChannels, features }: Pick<TurnSources, "read" | "briefChannels" | "features">,
  event: InboundEvent,
  { conversation, state }: { conversation: string; state: Readonly<Record<string, unknown>> },
): Promise<ResolvedLocales> {
  const { workspace, by, place, kind } = event;
  const reported = kind === "due" ? undefined : event.locale;
  const theirs = await readPersonLanguages(read, workspace, by.id, reported);
  const reader = await readerOf();
  const readerLanguage =
    reader === undefined
      ? theirs.workspace
      : reader === by.id
        ? theirs.person
        : await languageOf(reader);
  return {
    reader: wordsFor(readerLanguage),
    workspace: wordsFor(theirs.workspace),
    actor: wordsFor(kind === "due" ? readerLanguage : theirs.person),
    locale: reported && reported !== theirs.locale ? reported : undefined,
    recordedGuest: theirs.guest,
    recordedZone: theirs.zone,
  };

  /** Returns a person's language; the actor's for one who has not spoken to the bot. */
  async function languageOf(other: string): Promise<string> {
    const { person, isKnown } = await readPersonLanguages(read, workspace, other);
    return isKnown || kind === "due" ? person : theirs.person;
  }

  async function readerOf(): Promise<string | undefined> {
    if (place.kind === "personal") return place.id;
    if (isBriefChannel(briefChannels, workspace, place)) return undefined;
    return (
      (await findReader(features, read, workspace, conversation, state)) ??
      (kind === "due" ? undefined : by.id)
    );
  }
}

/** Finds the person for whom a channel conversation is held. */
async function findReader(
  features: readonly Feature[],
  on: Reader,
  workspace: string,
  conversation: string,
  state: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  for (const feature of features) {
    const found = await feature.findReader?.(on, workspace, conversation, state[feature.name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the words for the readers of another conversation than the turn's. */
export async function wordsAt(
  on: Reader,
  features: readonly Feature[],
  workspace: string,
  place: ConversationRef,
): Promise<Words> {
  const reader = place.kind === "personal" ? place.id : await readerOfThread();
  const { person, workspace: common } = await readPersonLanguages(on, workspace, reader ?? "");
  return wordsFor(reader === undefined ? common : person);

  async function readerOfThread(): Promise<string | undefined> {
    if (!place.thread) return undefined;
    const key = conversationKey(place);
    const { state = {} } = (await readConversationRow(on, workspace, key)) ?? {};
    return findReader(features, on, workspace, key, state);
  }
}
