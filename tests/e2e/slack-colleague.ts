/** Person on the fake Slack who raises a request, answers the questions and confirms the brief. */
import { randomUUID } from "node:crypto";
import { loadWords } from "../../src/lib/i18n.ts";
import type { FakeSlack } from "../harness/slack/fake-slack.ts";
import { deliverByHttp, type FakeSlackPayload } from "../harness/slack/http-delivery.ts";
import { renderMessage } from "../harness/slack/screen.ts";

const words = loadWords("en");
const asks = (said: string, ...keys: string[]): boolean =>
  keys.some((key) => said.includes(words.plain(`requests.${key}`)));

/** Returns the next message; undefined when the team has the request. */
export function replyTo(said: string, who: string): string | undefined {
  if (asks(said, "button.right") || asks(said, "doubt")) return "yes";
  if (asks(said, "ask.need", "ask.need.change"))
    return `${who} stands at the dealer and can't see what he ordered last month, so he rings the office`;
  if (asks(said, "ask.customer"))
    return `The dealers of ${who} would get a delivery date on the spot`;
  if (asks(said, "ask.owner")) return `Petra looks after the dealers of ${who}`;
  if (asks(said, "ask.measure")) return `a date in the same call for ${who}, by the end of March`;
  const [, number] = /\bR-(\d+)/.exec(said) ?? [];
  if (number && said.includes(words.plain("requests.logged", { number }))) return undefined;
  return `whatever helps ${who}`;
}

export const wishOf = (who: string): string => `We need Salesforce for the field team of ${who}`;

/** Returns Slack's event of a direct message. */
export function slackEvent(slack: FakeSlack, person: string, text: string): FakeSlackPayload {
  const message = {
    type: "message",
    user: person,
    channel: `D${person}`,
    ts: slack.stamp(),
    text,
    blocks: [],
  };
  slack.messages.push(message);
  return {
    ...{
      type: "event_callback",
      team_id: slack.team,
      api_app_id: "A0ENTWINE",
      event_id: `Ev${randomUUID()}`,
      event_time: Math.floor(Date.now() / 1000),
    },
    event: { ...message, event_ts: message.ts, channel_type: "im" },
    authorizations: [
      {
        enterprise_id: null,
        team_id: slack.team,
        user_id: slack.bot,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  };
}

/** Returns a function that delivers a direct message, each time as the same event. */
export function directMessageDelivery(
  slack: FakeSlack,
  person: string,
  text: string,
): (url: string, attempt: number) => Promise<boolean> {
  const payload = slackEvent(slack, person, text);
  return async (url, attempt) => {
    try {
      return (await deliverByHttp(url, { kind: "events_api", payload }, attempt)).acknowledged;
    } catch {
      return false; // no process listens
    }
  };
}

/** Returns the messages that the bot sent to a person. */
export const messagesHeard = (slack: FakeSlack, person: string): string[] =>
  slack.said(`D${person}`).map((posted) => renderMessage(posted).words);
