/** Handlers of forms: building them and finding mistakes, without a model call or a write. */

import { type Words, wordsFor } from "../lib/i18n.ts";
import type { Core } from "../platform/adapter.ts";
import { isBriefChannel } from "../platform/conversation-ref.ts";
import type { InboundEvent } from "../platform/event.ts";
import { readPersonLanguages } from "../storage/person-languages.ts";
import type { TurnSources } from "./feature.ts";
import { isAllowedForGuests, resolveGuestStatus } from "./guest-access.ts";
import { resolveConversation } from "./ingest.ts";
import { routeEvent } from "./route.ts";

type Asker = Pick<InboundEvent, "workspace" | "by" | "place" | "guest">;

export function createFormHandlers({
  read,
  now,
  features,
  platforms,
  briefChannels,
}: Pick<TurnSources, "read" | "now" | "features" | "platforms" | "briefChannels">): Pick<
  Core,
  "buildForm" | "validateForm"
> {
  const wordsOf = async ({ workspace, by }: Asker): Promise<Words> =>
    wordsFor((await readPersonLanguages(read, workspace, by.id)).person);

  async function rightsOf(asker: Asker): Promise<{ guest: boolean; team: boolean }> {
    const { guest } = await resolveGuestStatus({ read, platforms }, asker);
    return {
      guest,
      team: !guest && isBriefChannel(briefChannels, asker.workspace, asker.place),
    };
  }

  return {
    async buildForm(ask) {
      const { workspace, by, place, press } = ask;
      const event = { kind: "press", id: press, at: 0, workspace, by, place, press } as const;
      const { feature, input } = routeEvent(event, features);
      const rights = await rightsOf(ask);
      if (rights.guest && !isAllowedForGuests(input, feature)) return undefined;
      const { action } = input;
      if (!action) return undefined;
      const { conversation } = await resolveConversation(read, features, workspace, place);
      const words = await wordsOf(ask);
      const more = { ...rights, conversation, now: now(), words, action };
      return feature.buildForm?.(read, { ...ask, ...more });
    },
    async validateForm(submitted) {
      const { feature, input } = routeEvent(submitted, features);
      const { action } = input;
      if (!action) return undefined;
      const rights = await rightsOf(submitted);
      const words = await wordsOf(submitted);
      const more = { ...rights, action };
      return feature.validateForm?.(read, { ...submitted, ...more }, words, now());
    },
  };
}
