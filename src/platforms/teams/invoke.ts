/**
 * Invokes: what a client waits for. Each gets a well-formed answer within the five seconds that
 * Teams gives (message extensions), after at most one small write and never after a model.
 */

import { type Words, wordsFor } from "../../lib/i18n.ts";
import type { Core, Json } from "../../platform/adapter.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { Form, FormOption } from "../../platform/form.ts";
import type { Membership } from "../../platform/membership.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import type { Activity, CardActionData } from "./activity.ts";
import {
  renderFormCard,
  renderFormDialog,
  renderNoticeDialog,
  renderTextCard,
  type TeamsFormErrors,
  type TeamsFormView,
  validateTeamsFormValues,
} from "./forms.ts";
import { type ActivityContext, toTeamsInboundEvents } from "./to-inbound-events.ts";

/** An answer over HTTP. An empty body closes a dialog. */
export interface TeamsResponse {
  status: number;
  body?: Json;
}

const ok = (body?: Json): TeamsResponse => ({ status: 200, ...(body !== undefined && { body }) });

/**
 * The answer to a Universal Action has a status of its own. An empty one shows as "Unable to reach
 * app", and is pressed again.
 */
const said = (value: string): TeamsResponse =>
  ok({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value });
const told = (mistakes: TeamsFormErrors): RichText => [Object.values(mistakes).join("\n")];
const shown = (value: Json): TeamsResponse =>
  ok({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value });

/** Answers an invoke of an outsider. */
export function outsiderInvokeResponse({ name }: Activity, sentence: RichText): TeamsResponse {
  if (name === "adaptiveCard/action") return said(toPlainText(sentence));
  return isModal(name) ? ok(renderNoticeDialog(sentence)) : unasked(name);
}

const isModal = (name: string | null | undefined): boolean =>
  [
    "task/fetch",
    "task/submit",
    "composeExtension/fetchTask",
    "composeExtension/submitAction",
  ].includes(name ?? "");

/** Empty answer to an invoke that is not known. */
const unasked = (name: string | null | undefined): TeamsResponse =>
  ok(
    name?.startsWith("composeExtension/")
      ? { composeExtension: { type: "result", attachmentLayout: "list", attachments: [] } }
      : {},
  );

/**
 * What the answers need: the core, and the people of the activity's conversation for a host without
 * a people picker.
 */
export interface InvokeContext {
  core: Core;
  listMembers(activity: Activity): Promise<FormOption[]>;
  /** Decides on a person whom the activity names. */
  membershipOf(activity: Activity, person: string): Promise<Membership | undefined>;
}

/**
 * Tells whether the form that a button opens is the one that was sent. A form that release 0.1.0
 * opened has the path of its button for an id, in place of the id of today.
 */
export const isFormOfButton = (
  form: Form | undefined,
  { press, form: sentId }: Pick<CardActionData, "press" | "form">,
): boolean => form?.id === sentId || press === sentId;

/** Returns mistakes for people who were chosen in a form and are no members. */
export async function checkChosenPeople(
  { fields }: Form,
  values: Record<string, string>,
  membershipOf: (person: string) => Promise<Membership | undefined>,
  words: Words,
): Promise<TeamsFormErrors> {
  const mistakes: TeamsFormErrors = {};
  for (const { name, kind } of fields) {
    const person = kind === "person" ? values[name]?.trim() : "";
    const membership = person ? await membershipOf(person) : undefined;
    if (membership === "outsider" || membership === "guest")
      mistakes[name] = words.plain("membership.chosen");
  }
  return mistakes;
}

/**
 * Attributes the words of an outsider to the colleague who pointed at them: nothing else of their
 * author is kept.
 */
const attributed = (
  activity: Activity,
  events: InboundEvent[],
  membershipOf: InvokeContext["membershipOf"],
): Promise<InboundEvent[]> =>
  Promise.all(
    events.map(async (event) => {
      if (event.kind !== "pointed" || event.author.id === event.by.id) return event;
      const isOut = (await membershipOf(activity, event.author.id)) === "outsider";
      return isOut ? { ...event, author: event.by, outside: true as const } : event;
    }),
  );

export async function answerInvoke(
  activity: Activity,
  delivery: ActivityContext,
  { core, listMembers, membershipOf }: InvokeContext,
): Promise<TeamsResponse> {
  const { workspace, sender, place, card: data } = activity;
  const whose = { workspace, by: sender };
  const words = wordsFor(await core.languageFor(whose));
  const events = await attributed(activity, toTeamsInboundEvents(activity, delivery), membershipOf);
  const accept = () => core.ingest(events);

  /** Who has no Entra object id is not in Teams, where the picker is. */
  const picker = delivery.dialogs !== false && Boolean(activity.from.aadObjectId);

  async function ask({ press }: CardActionData): Promise<TeamsFormView | undefined> {
    const form = await core.buildForm({ ...whose, place, press });
    if (!form) return undefined;
    const listed = !picker && form.fields.some(({ kind }) => kind === "person");
    return { form, press, peopleChoices: listed ? await listMembers(activity) : "picker" };
  }

  /**
   * What is wrong with a form that was sent, and the form to put it right in, if it is still there.
   * Without mistakes, what was typed is taken even for a form that is gone.
   */
  async function wrong(
    sent: CardActionData,
  ): Promise<{ asked?: TeamsFormView; mistakes: TeamsFormErrors } | undefined> {
    const [submitted] = events;
    if (submitted?.kind !== "submitted") return undefined;
    const asked = await ask(sent);
    const own = isFormOfButton(asked?.form, sent) ? asked?.form : undefined;
    const mistakes = {
      ...(own && validateTeamsFormValues(own, sent.values, words)),
      ...(await core.validateForm(submitted)),
      ...(own &&
        (await checkChosenPeople(
          own,
          sent.values,
          (person) => membershipOf(activity, person),
          words,
        ))),
    };
    if (Object.keys(mistakes).length === 0) return undefined;
    return {
      mistakes,
      ...(asked && { asked: { ...asked, retry: { values: sent.values, mistakes } } }),
    };
  }

  switch (activity.name) {
    case "adaptiveCard/action": {
      if (!data) return said(words.plain("teams.form.gone"));
      if (data.verb === "leave") return shown(renderTextCard(words("teams.form.left")));
      if (data.verb === "open") {
        const asked = await ask(data);
        return asked ? shown(renderFormCard(asked, words)) : said(words.plain("teams.form.gone"));
      }
      const found = await wrong(data);
      if (found)
        return shown(
          found.asked ? renderFormCard(found.asked, words) : renderTextCard(told(found.mistakes)),
        );
      await accept();
      return data.form === undefined
        ? said(words.plain("teams.pressed"))
        : shown(renderTextCard(words("teams.form.sent")));
    }
    case "task/fetch": {
      const asked = data && (await ask(data));
      return ok(
        asked ? renderFormDialog(asked, words) : renderNoticeDialog(words("teams.form.gone")),
      );
    }
    case "task/submit": {
      const found = data && (await wrong(data));
      if (found)
        return ok(
          found.asked
            ? renderFormDialog(found.asked, words)
            : renderNoticeDialog(told(found.mistakes)),
        );
      await accept();
      return ok();
    }
    case "composeExtension/fetchTask":
    case "composeExtension/submitAction":
      await accept();
      return ok(renderNoticeDialog(words("teams.pointed")));
    default:
      return unasked(activity.name);
  }
}
