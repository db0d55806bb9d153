/** What has to answer within three seconds: forms, acknowledgements with words, and the prompts of the messages tab. No model and no write. */
import type { App, Context, ViewResponseAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Log } from "../log.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Membership } from "../surface/membership.ts";
import type { Core } from "../surface/surface.ts";
import { type Words, wordsFor } from "../words.ts";
import type { FormAsk } from "./interactions.ts";
import { codeOf } from "./outcome.ts";
import { ViewSubmission, workspaceOf } from "./payloads.ts";
import type { Seat } from "./seats.ts";
import { escapeMrkdwn } from "./text.ts";
import { corrections, modal } from "./views.ts";

/** What Slack suggests where nothing has been said yet; four at most. */
const prompts = ["request", "broken", "mine", "help"] as const;

export const suggestedPrompts = (words: Words) =>
  prompts.map((prompt) => ({ title: words.label(`slack.prompt.${prompt}`), message: words.label(`slack.prompt.${prompt}.message`) }));

/** Whether a form is open now. Where it is not, since there is none any more or Slack did not open it in time, the press goes the usual way. */
export async function openForm(core: Core, client: WebClient, { trigger, ...ask }: FormAsk, log: Log): Promise<boolean> {
  const { workspace, by, place, press } = ask;
  const form = await core.form({ workspace, by, place, press });
  if (!form) return false;
  try {
    await client.views.open({ trigger_id: trigger, view: modal(form, { place, ...(ask.address && { address: ask.address }) }) });
    return true;
  } catch (error) {
    log.warn({ surface: "slack", code: codeOf(error) }, "a form did not open");
    return false;
  }
}

type MembershipOf = (person: string) => Promise<Membership | undefined>;

/** Returns mistakes for people who were chosen in a form and are no members. */
async function strangersIn({ state }: ViewSubmission["view"], sentence: string, membershipOf: MembershipOf): Promise<Record<string, string>> {
  const mistakes: Record<string, string> = {};
  for (const [field, { value }] of Object.entries(state.values)) {
    const membership = value?.selected_user ? await membershipOf(value.selected_user) : undefined;
    if (membership === "outsider" || membership === "guest") mistakes[field] = sentence;
  }
  return mistakes;
}

/** What a form that came back is acknowledged with while something in it is wrong. Undefined where it can be accepted, and for all that is no form. */
export async function putRight(core: Core, payload: object, [arrival]: Arrival[], membershipOf: MembershipOf): Promise<ViewResponseAction | undefined> {
  if (arrival?.kind !== "submitted") return undefined;
  const { view } = ViewSubmission.parse(payload);
  const sentence = wordsFor(await core.language(arrival)).label("membership.chosen");
  const mistakes = { ...(await core.mistakes(arrival)), ...(await strangersIn(view, sentence, membershipOf)) };
  return Object.keys(mistakes).length > 0 ? corrections(view, mistakes) : undefined;
}

/** Lets Bolt acknowledge what has been stored. */
export function answer(app: App, log: Log): void {
  const any = /^/;
  const wordsOf = async ({ core }: Context, payload: object, person: string): Promise<Words> =>
    wordsFor(await (core as Core).language({ workspace: workspaceOf(payload), by: { id: person } }));
  app.action(any, ({ ack }) => ack());
  app.view(any, ({ ack }) => ack());
  app.shortcut(any, ({ ack }) => ack());
  app.command(any, async ({ ack, command, context }) => {
    if (command.channel_name === "directmessage") return ack();
    const words = await wordsOf(context, command, command.user_id);
    await ack({ response_type: "ephemeral", text: escapeMrkdwn(words.label("slack.answered")) });
  });
  app.event("app_home_opened", async ({ event, body, context }) => {
    if (event.tab !== "messages") return;
    const { quick } = context.seat as Seat;
    try {
      await quick.assistant.threads.setSuggestedPrompts({ channel_id: event.channel, prompts: suggestedPrompts(await wordsOf(context, body, event.user)) });
    } catch (error) {
      log.warn({ surface: "slack", code: codeOf(error) }, "no prompts were suggested");
    }
  });
}
