/**
 * Responses that Slack needs within three seconds: forms, acknowledgements with text, and suggested
 * prompts. They use no model and write nothing.
 */
import type { App, Context, ViewResponseAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { type Words, wordsFor } from "../../../lib/i18n.ts";
import type { Log } from "../../../lib/log.ts";
import type { Core, Membership } from "../../../platform/adapter.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { modalErrorResponse, readModalSubmission, renderModal } from "../outbound/modals.ts";
import { escapeMrkdwn } from "../outbound/text-objects.ts";
import type { ViewSubmission } from "../payload-shapes.ts";
import { slackErrorCode } from "../workspace/api-call.ts";
import type { SlackWorkspaceClient } from "../workspace/clients.ts";
import type { changedSlackModal, SlackFormRequest } from "./interactions.ts";

/** Suggested prompts of a new conversation; Slack shows four at most. */
const prompts = ["request", "broken", "mine", "help"] as const;

/** Returns the prompts that Slack shows in an empty conversation. */
export const slackSuggestedPrompts = (words: Words) =>
  prompts.map((prompt) => ({
    title: words.plain(`slack.prompt.${prompt}`),
    message: words.plain(`slack.prompt.${prompt}.message`),
  }));

/**
 * Opens a form and returns whether it is open. If it is not (the form no longer exists, or Slack
 * did not open it in time), the press is handled as an ordinary event.
 */
export async function openSlackModal(
  core: Core,
  client: WebClient,
  { trigger, ...ask }: SlackFormRequest,
  log: Log,
): Promise<boolean> {
  const { workspace, by, place, press, guest } = ask;
  const form = await core.buildForm({ workspace, by, place, press, guest });
  if (!form) return false;
  try {
    await client.views.open({
      trigger_id: trigger,
      view: renderModal(form, { place, address: ask.address }),
    });
    return true;
  } catch (error) {
    log.warn({ platform: "slack", code: slackErrorCode(error) }, "could not open a form");
    return false;
  }
}

/**
 * Renders an open modal again, from its values. Slack keeps what is in its fields, and refuses an
 * update to a state that another change has replaced already.
 */
export async function rebuildSlackModal(
  core: Core,
  client: WebClient,
  { id, hash, ...view }: NonNullable<ReturnType<typeof changedSlackModal>>,
  actor: Pick<SlackFormRequest, "workspace" | "by" | "guest">,
  log: Log,
): Promise<void> {
  const { form: press, place, address, values } = readModalSubmission(view);
  const form = await core.buildForm({ ...actor, place, press, values });
  if (!form) return;
  try {
    await client.views.update({ view_id: id, hash, view: renderModal(form, { place, address }) });
  } catch (error) {
    log.info({ platform: "slack", code: slackErrorCode(error) }, "could not update a form");
  }
}

type MembershipOf = (person: string) => Promise<Membership | undefined>;

/** Returns validation errors for chosen people who are no members. */
async function checkChosenMembers(
  { state }: ViewSubmission["view"],
  sentence: string,
  membershipOf: MembershipOf,
): Promise<Record<string, string>> {
  const mistakes: Record<string, string> = {};
  for (const [field, { value }] of Object.entries(state.values)) {
    const membership = value?.selected_user ? await membershipOf(value.selected_user) : undefined;
    if (membership === "outsider" || membership === "guest") mistakes[field] = sentence;
  }
  return mistakes;
}

/** Returns the acknowledgement with the errors of a form; undefined if it can be accepted. */
export async function validateSlackSubmission(
  core: Core,
  { view }: ViewSubmission,
  event: InboundEventOf<"submitted">,
  membershipOf: MembershipOf,
): Promise<ViewResponseAction | undefined> {
  const sentence = wordsFor(await core.languageFor(event)).plain("membership.chosen");
  const mistakes = {
    ...(await core.validateForm(event)),
    ...(await checkChosenMembers(view, sentence, membershipOf)),
  };
  return Object.keys(mistakes).length > 0 ? modalErrorResponse(view, mistakes) : undefined;
}

/** Properties that the adapter passes to Bolt with a payload. */
export interface SlackReplyContext {
  core: Core;
  client: SlackWorkspaceClient;
  workspace: string;
}

/** Lets Bolt acknowledge payloads that have been stored. */
export function registerSlackSyncReplies(app: App, log: Log): void {
  const any = /^/;
  const wordsOf = async (context: Context, person: string): Promise<Words> => {
    const { core, workspace } = context as unknown as SlackReplyContext;
    return wordsFor(await core.languageFor({ workspace, by: { id: person } }));
  };
  app.action(any, ({ ack }) => ack());
  app.view(any, ({ ack }) => ack());
  app.shortcut(any, ({ ack }) => ack());
  app.command(any, async ({ ack, command, context }) => {
    if (command.channel_name === "directmessage") return ack();
    const words = await wordsOf(context, command.user_id);
    await ack({ response_type: "ephemeral", text: escapeMrkdwn(words.plain("slack.answered")) });
  });
  app.event("app_home_opened", async ({ event, context }) => {
    if (event.tab !== "messages") return;
    const { quickClient } = (context as unknown as SlackReplyContext).client;
    try {
      await quickClient.assistant.threads.setSuggestedPrompts({
        channel_id: event.channel,
        prompts: slackSuggestedPrompts(await wordsOf(context, event.user)),
      });
    } catch (error) {
      log.warn(
        { platform: "slack", code: slackErrorCode(error) },
        "could not set suggested prompts",
      );
    }
  });
}
