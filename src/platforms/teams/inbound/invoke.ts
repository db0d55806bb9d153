/**
 * Responses to invokes, for which a client waits. They take less than the five seconds that Teams
 * allows (message extensions): at most one small write, and no model call.
 */
import { type Words, wordsFor } from "../../../lib/i18n.ts";
import type { Core, Json, Membership, NamedPeople } from "../../../platform/adapter.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { Form, FormOption } from "../../../platform/form.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import { renderTeamsCard } from "../outbound/adaptive-card.ts";
import {
  cancelPress,
  renderFormCard,
  renderFormDialog,
  renderNoticeDialog,
  renderPointedDialog,
  renderTextCard,
  type TeamsFormErrors,
  type TeamsFormView,
  validateTeamsFormValues,
} from "../outbound/forms.ts";
import type { Activity, CardActionData } from "./activity.ts";
import { renderFoundItems, searchPlace, searchText } from "./search-extension.ts";
import {
  type ActivityContext,
  isMessageAction,
  toTeamsInboundEvents,
} from "./to-inbound-events.ts";

/** HTTP response. An empty body closes a dialog. */
export interface TeamsResponse {
  status: number;
  body?: Json;
}

const ok = (body?: Json): TeamsResponse => ({ status: 200, body });

/**
 * Returns the response to a Universal Action, which has its own status code. Teams shows an empty
 * response as "Unable to reach app", and people press again.
 */
const messageResponse = (value: string): TeamsResponse =>
  ok({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value });
const mistakesText = (mistakes: TeamsFormErrors): RichText => [Object.values(mistakes).join("\n")];
const cardResponse = (value: Json): TeamsResponse =>
  ok({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value });

/** Responds to an invoke of an outsider. */
export function outsiderInvokeResponse({ name }: Activity, sentence: RichText): TeamsResponse {
  if (name === "adaptiveCard/action") return messageResponse(toPlainText(sentence));
  return isModal(name) ? ok(renderNoticeDialog(sentence)) : emptyResponse(name);
}

const isModal = (name: string | null | undefined): boolean =>
  [
    "task/fetch",
    "task/submit",
    "composeExtension/fetchTask",
    "composeExtension/submitAction",
  ].includes(name ?? "");

/** Returns an empty response to an unknown invoke. */
const emptyResponse = (name: string | null | undefined): TeamsResponse =>
  ok(
    name?.startsWith("composeExtension/")
      ? { composeExtension: { type: "result", attachmentLayout: "list", attachments: [] } }
      : {},
  );

/** Dependencies of the responses. `listMembers` is for hosts without a people picker. */
export interface InvokeContext {
  core: Core;
  listMembers(activity: Activity): Promise<FormOption[]>;
  /** Returns the membership of a person named in the activity. */
  membershipOf(activity: Activity, person: string): Promise<Membership | undefined>;
  peopleIn(events: readonly InboundEvent[]): NamedPeople;
  /** Returns whether the bot may write where the activity comes from. */
  isInConversation(activity: Activity): Promise<boolean>;
}

/**
 * Returns whether a submitted form is the one that its button opens. A form opened by release 0.1.0
 * has its button's path as id.
 */
export const isFormOfButton = (
  form: Form | undefined,
  { press, form: sentId }: Pick<CardActionData, "press" | "form">,
): boolean => form?.id === sentId || press === sentId;

/** Returns validation errors for chosen people who are not members. */
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
 * Attributes an outsider's words to the colleague who used the message action on them; nothing else
 * about their author is kept.
 */
const withoutOutsideAuthors = (
  activity: Activity,
  events: InboundEvent[],
  membershipOf: InvokeContext["membershipOf"],
): Promise<InboundEvent[]> =>
  Promise.all(
    events.map(async (event) => {
      if (event.kind !== "pointed" || event.author.id === event.by.id) return event;
      const isOutsider = (await membershipOf(activity, event.author.id)) === "outsider";
      return isOutsider ? { ...event, author: event.by, outside: true as const } : event;
    }),
  );

/** Answers an invoke: opening and submitting forms, message actions and searches. */
export async function answerInvoke(
  activity: Activity,
  delivery: ActivityContext,
  { core, listMembers, membershipOf, peopleIn, isInConversation }: InvokeContext,
): Promise<TeamsResponse> {
  const { workspace, sender, place, card: data } = activity;
  const whose = { workspace, by: sender };
  const words = wordsFor(await core.languageFor(whose));
  const isElsewhere = isMessageAction(activity) && !(await isInConversation(activity));
  const events = await withoutOutsideAuthors(
    activity,
    toTeamsInboundEvents(activity, { ...delivery, isElsewhere: isElsewhere || undefined }),
    membershipOf,
  );
  const accept = () => core.ingest(events, peopleIn(events));

  /** Only Teams has the picker, and there every sender has an Entra object id. */
  const hasPicker = delivery.dialogs !== false && Boolean(activity.from.aadObjectId);

  async function openForm({ press }: CardActionData): Promise<TeamsFormView | undefined> {
    const form = await core.buildForm({ ...whose, place, press, guest: delivery.guest });
    if (!form) return undefined;
    const needsList = !hasPicker && form.fields.some(({ kind }) => kind === "person");
    return { form, press, peopleChoices: needsList ? await listMembers(activity) : "picker" };
  }

  /**
   * Returns the validation errors of a submitted form, and the form for correcting them if it still
   * exists. Without errors, the values are accepted even if the form no longer exists.
   */
  async function findMistakes(
    sent: CardActionData,
  ): Promise<{ view?: TeamsFormView; mistakes: TeamsFormErrors } | undefined> {
    const [submitted] = events;
    if (submitted?.kind !== "submitted") return undefined;
    const view = await openForm(sent);
    const openedForm = isFormOfButton(view?.form, sent) ? view?.form : undefined;
    const mistakes = {
      ...(openedForm && validateTeamsFormValues(openedForm, sent.values, words)),
      ...(await core.validateForm(submitted)),
      ...(openedForm &&
        (await checkChosenPeople(
          openedForm,
          sent.values,
          (person) => membershipOf(activity, person),
          words,
        ))),
    };
    if (Object.keys(mistakes).length === 0) return undefined;
    return {
      mistakes,
      view: view && { ...view, retry: { values: sent.values, mistakes } },
    };
  }

  /** Returns the message's own card in place of a form, or the sentence if it is not stored. */
  async function cardAsItWas(sentence: string): Promise<TeamsResponse> {
    const message = activity.replyToId;
    const card = message && (await core.shownCard({ workspace, place, message }));
    return cardResponse(card ? renderTeamsCard(card, delivery) : renderTextCard(words(sentence)));
  }

  switch (activity.name) {
    case "adaptiveCard/action": {
      if (!data) return messageResponse(words.plain("teams.form.gone"));
      if (data.verb === "leave") return cardAsItWas("teams.form.left");
      if (data.verb === "open") {
        const view = await openForm(data);
        return view
          ? cardResponse(renderFormCard(view, words))
          : messageResponse(words.plain("teams.form.gone"));
      }
      const found = await findMistakes(data);
      if (found)
        return cardResponse(
          found.view
            ? renderFormCard(found.view, words)
            : renderTextCard(mistakesText(found.mistakes)),
        );
      await accept();
      return data.form === undefined
        ? messageResponse(words.plain("teams.pressed"))
        : cardAsItWas("teams.form.sent");
    }
    case "task/fetch": {
      const view = data && (await openForm(data));
      return ok(
        view ? renderFormDialog(view, words) : renderNoticeDialog(words("teams.form.gone")),
      );
    }
    case "task/submit": {
      const found = data && (await findMistakes(data));
      if (found)
        return ok(
          found.view
            ? renderFormDialog(found.view, words)
            : renderNoticeDialog(mistakesText(found.mistakes)),
        );
      await accept();
      return ok();
    }
    case "composeExtension/fetchTask": {
      const [pointed] = events;
      return ok(
        pointed?.kind === "pointed" && pointed.text
          ? renderPointedDialog(pointed.text, { isElsewhere }, words)
          : renderNoticeDialog(words("teams.point.wordless")),
      );
    }
    case "composeExtension/submitAction":
      if (data?.press !== cancelPress) await accept();
      return ok();
    case "composeExtension/query":
      return ok(
        renderFoundItems(
          await core.search({
            ...whose,
            place: searchPlace(activity),
            text: searchText(activity),
            guest: delivery.guest,
          }),
        ),
      );
    default:
      return emptyResponse(activity.name);
  }
}
