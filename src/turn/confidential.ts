/** Arrivals of which nothing is stored: applied in one write before they are acknowledged, so that neither their words nor who brought them is ever in a row. */
import type { Feature } from "../feature.ts";
import { languagesOf } from "../organisation/language.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as conversations from "../storage/conversations.ts";
import { faultOf } from "../storage/failures.ts";
import type { Queued } from "../storage/outbox.ts";
import type { Store } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import { messageKey } from "../surface/place.ts";
import type { Outgoing } from "../surface/surface.ts";
import { wordsFor } from "../words.ts";
import type { Desk } from "./commit.ts";
import { openOffice } from "./office.ts";
import type { Voices } from "./voices.ts";

/** An acknowledgement waits so long for the answer to be sent, and for what was said before in the same conversation. */
const answerWaitMs = 1_000;
const conversationWaitMs = 2_000;
const conversationPollMs = 20;
/** So many events are remembered in this process, beside what the feature keeps. */
const maxRemembered = 10_000;

interface Parts {
  store: Store;
  desk: Omit<Desk, keyof Voices>;
  deliver(rows: Queued[]): void;
  tell(messages: readonly Outgoing[]): Promise<void>;
  failed(stored: arrivals.Stored, error: unknown, givenUp: boolean): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Confidential {
  /**
   * Deals with an arrival that must not be stored.
   * @returns false where it is to be stored like any other.
   * @throws where the database does: it is not to be acknowledged then.
   */
  apply(arrival: Arrival, conversation: string, overheard: boolean): Promise<boolean>;
}

export function openConfidential({ store, desk, deliver, tell, failed, sleep }: Parts): Confidential {
  /** What was applied, or is being applied, by event and message. */
  const applied = new Map<string, Promise<void>>();
  const never = new AbortController().signal;

  /** Words that follow "start" are about what that starts. */
  async function afterOthers(workspace: string, conversation: string): Promise<void> {
    for (let waited = 0; waited < conversationWaitMs; waited += conversationPollMs) {
      if ((await arrivals.firstUndone(store.read, workspace, conversation)) === undefined) return;
      await sleep(conversationPollMs, never);
    }
  }

  async function write(feature: Feature, arrival: Arrival, conversation: string): Promise<void> {
    const { workspace, by, place, locale } = arrival;
    const languages = await languagesOf(store.read, workspace, by.id, locale);
    const own = wordsFor(languages.own);
    const voices: Voices = { words: own, own, common: wordsFor(languages.common) };
    if (arrival.kind === "message" || arrival.kind === "command") await afterOthers(workspace, conversation);
    const done = await store.write(async (w) => {
      const remembered = (await conversations.read(w, workspace, conversation)) ?? { place, state: {}, revision: 0 };
      const { of, outgoing } = openOffice(w, { ...desk, ...voices }, conversation, remembered, arrival);
      const office = of(feature.name);
      const state = (remembered.state as Record<string, unknown>)[feature.name];
      await feature.confidential?.turn({ ...office, post: (letter) => office.post({ ...letter, unrecorded: true }) }, arrival, state);
      return { queued: await outgoing.enqueue(w), unrecorded: outgoing.unrecorded };
    });
    deliver(done.queued);
    await within(answerWaitMs, tell(done.unrecorded));
  }

  async function within(ms: number, work: Promise<void>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work, sleep(ms, over.signal)]);
    over.abort();
  }

  /** A bug would fail again: the arrival is acknowledged, and its author is told. */
  async function attempt(feature: Feature, arrival: Arrival, conversation: string): Promise<void> {
    try {
      await write(feature, arrival, conversation);
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
      const { workspace, place, by } = arrival;
      failed({ seq: 0, conversation, arrival: { ...arrival, id: "confidential" } }, error, true);
      const words = wordsFor((await languagesOf(store.read, workspace, by.id)).own);
      const direct = { surface: place.surface, kind: "personal" as const, id: by.id };
      const card = [{ kind: "text" as const, text: words("requests.trouble") }];
      await within(answerWaitMs, tell([{ id: desk.newId(), workspace, place: direct, kind: "post", card }]));
    }
  }

  async function once(key: string, work: () => Promise<void>): Promise<void> {
    const known = applied.get(key);
    if (known) return known;
    const doing = work();
    applied.set(key, doing);
    if (applied.size > maxRemembered) applied.delete(applied.keys().next().value!);
    return doing.catch((error: unknown) => {
      applied.delete(key);
      throw error;
    });
  }

  return {
    async apply(arrival, conversation, overheard) {
      for (const feature of desk.features) {
        const fate = await feature.confidential?.fateOf(store.read, arrival, overheard);
        if (fate === undefined) continue;
        const key = arrival.kind === "message" ? messageKey(arrival.place, arrival.message) : arrival.id;
        if (fate === "apply") await once(`${arrival.workspace}/${key}`, () => attempt(feature, arrival, conversation));
        return true;
      }
      return false;
    },
  };
}
