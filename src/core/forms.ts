/**
 * The forms behind buttons and commands, and what is wrong with one that came back: answered at
 * once, with no model and no write.
 */

import { decodeRequestAction } from "../features/cases/action-codec.ts";
import { readCaseForAction } from "../features/cases/case-access.ts";
import {
  decodeCaseActionForm,
  validateCaseActionForm,
} from "../features/cases/forms/action-forms.ts";
import { openCaseActionForm } from "../features/cases/forms/open-action-form.ts";
import { checkCaseAccess, interviewParties } from "../features/cases/permissions.ts";
import type { CaseViewer } from "../features/cases/queries/case-list-items.ts";
import { parseStoredConversation } from "../features/cases/stored-interview.ts";
import { allAtOnceForm, askForm } from "../features/interview/forms.ts";
import type { TurnSources } from "../features/interview/prepare.ts";
import { readPersonLanguages } from "../features/workspace/language.ts";
import { type Words, wordsFor } from "../lib/i18n.ts";
import type { Core } from "../platform/adapter.ts";
import { type ConversationRef, isBriefChannel, type Person } from "../platform/conversation-ref.ts";
import { newRequestFormId } from "../platform/form.ts";
import { toPlainText } from "../platform/rich-text.ts";
import { readConversationRow as remember } from "../storage/conversations.ts";
import { isAllowedForGuests, resolveGuestStatus } from "./guest-access.ts";
import { resolveConversation } from "./ingest.ts";
import { routeEvent } from "./route.ts";

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
  const wordsOf = async (workspace: string, by: Person): Promise<Words> =>
    wordsFor((await readPersonLanguages(read, workspace, by.id)).person);
  const viewerOf = (
    { workspace, by, place }: { workspace: string; by: Person; place: ConversationRef },
    guest: boolean,
  ): CaseViewer => ({
    ...{
      workspace,
      person: by.id,
      place,
      team: !guest && isBriefChannel(briefChannels, workspace, place),
      guest,
      now: now(),
    },
  });
  return {
    async buildForm(ask) {
      const { workspace, by, place, press } = ask;
      const words = await wordsOf(workspace, by);
      if (press === newRequestFormId) return askForm(words);
      const event = { kind: "press", id: press, at: 0, workspace, by, place, press } as const;
      const { feature, input } = routeEvent(event, {}, features);
      const { guest } = await resolveGuestStatus({ read, platforms }, ask);
      if (guest && !isAllowedForGuests(input, feature)) return undefined;
      const viewer = viewerOf(ask, guest);
      const { team, now: at } = viewer;
      const { action } = input;
      if (feature)
        return action && feature.buildForm?.(read, { ...ask, team, now: at, words, action });
      const pressed = decodeRequestAction(press);
      if (pressed?.verb === "ask") return askForm(words);
      if (pressed?.verb === "act") return openCaseActionForm(read, viewer, pressed, words);
      if (pressed?.verb !== "form") return undefined;
      const { conversation } = await resolveConversation(read, workspace, place);
      const { talks } = parseStoredConversation(
        (await remember(read, workspace, conversation))?.state,
      );
      const talk = talks.find(
        ({ request, phase }) => request === pressed.request && phase !== "done",
      );
      return talk && !checkCaseAccess("form", interviewParties(talk, place), viewer)
        ? allAtOnceForm(talk, words)
        : undefined;
    },
    async validateForm(submitted) {
      const { feature, input } = routeEvent(submitted, {}, features);
      const words = await wordsOf(submitted.workspace, submitted.by);
      const viewer = viewerOf(
        submitted,
        (await resolveGuestStatus({ read, platforms }, submitted)).guest,
      );
      const { action } = input;
      if (feature)
        return (
          action &&
          feature.validateForm?.(read, { ...submitted, team: viewer.team, action }, words, now())
        );
      const about = decodeCaseActionForm(submitted.form);
      if (!about) return undefined;
      if (!(await readCaseForAction(read, submitted.workspace, about, viewer)))
        return { "": toPlainText(words("requests.plain.no_form")) };
      const found = Object.entries(
        validateCaseActionForm(about.act, submitted.values, now().toISOString().slice(0, 10)),
      );
      return found.length > 0
        ? Object.fromEntries(
            found.map(([field, key]) => [field, words.plain(`life.mistake.${key}`)]),
          )
        : undefined;
    },
  };
}
