/** Responses that people wait for: forms, searches and shown cards, without a model call or a write. */

import { type Words, wordsFor } from "../lib/i18n.ts";
import type { Core } from "../platform/adapter.ts";
import { isBriefChannel } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readPersonLanguages } from "../storage/directory.ts";
import { outboxRowByMessage } from "../storage/queue/outbox.ts";
import type { TurnSources } from "./feature.ts";
import { resolveConversation } from "./ingest.ts";
import { isAllowedForGuests, routeEvent } from "./route.ts";

type Asker = Pick<InboundEvent, "workspace" | "by" | "place" | "guest">;

/** Creates the handlers of requests that a platform wants answered within seconds. */
export function createInstantHandlers({
  read,
  now,
  features,
  briefChannels,
}: Pick<TurnSources, "read" | "now" | "features" | "briefChannels">): Pick<
  Core,
  "buildForm" | "validateForm" | "search" | "shownCard"
> {
  async function readAsker({ workspace, by, place, guest: told }: Asker): Promise<{
    words: Words;
    rights: { guest: boolean; team: boolean };
  }> {
    const { person, guest: recorded } = await readPersonLanguages(read, workspace, by.id);
    const guest = told ?? recorded;
    const team = !guest && isBriefChannel(briefChannels, workspace, place);
    return { words: wordsFor(person), rights: { guest, team } };
  }

  return {
    async buildForm(ask) {
      const { workspace, by, place, press } = ask;
      const event = { kind: "press", id: press, at: 0, workspace, by, place, press } as const;
      const { feature, input } = routeEvent(event, features);
      const { words, rights } = await readAsker(ask);
      if (rights.guest && !isAllowedForGuests(input, feature)) return undefined;
      const { action } = input;
      if (!action) return undefined;
      const { conversation } = await resolveConversation(read, features, workspace, place);
      const more = { ...rights, conversation, now: now(), words, action };
      return feature.buildForm?.(read, { ...ask, ...more });
    },
    async validateForm(submitted) {
      const { feature, input } = routeEvent(submitted, features);
      const { action } = input;
      if (!action) return undefined;
      const { words, rights } = await readAsker(submitted);
      const more = { ...rights, action };
      return feature.validateForm?.(read, { ...submitted, ...more }, words, now());
    },
    async search({ workspace, by, place, text, guest }) {
      const { words, rights } = await readAsker({ workspace, by, place, guest });
      const ask = { workspace, person: by.id, place, text, now: now(), words, ...rights };
      const found = await Promise.all(features.map(({ search }) => search?.(read, ask)));
      return found.flatMap((items) => items ?? []);
    },
    async shownCard({ workspace, place, message }) {
      const card = (await outboxRowByMessage(read, workspace, place, message))?.card;
      return card?.length ? card : undefined; // of retracted words nothing is left
    },
  };
}
