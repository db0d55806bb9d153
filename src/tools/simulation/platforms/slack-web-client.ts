/** Answers of the simulated Slack workspace to calls of its Web API that read, open or publish. */
import type { WebClient } from "@slack/web-api";
import { SlackCallError } from "../../../platforms/slack/workspace/api-call.ts";
import {
  collectStrings,
  type OpenedForm,
  type SimulatedTenant,
  type VisibleMessage,
} from "../people/screen.ts";
import { slackButtonsIn, slackOpenedForm } from "./slack-view.ts";

/** A message in a channel, as Slack stores it. */
export interface SimulatedSlackPost {
  ts: string;
  user: string;
  text: string;
  thread_ts?: string;
  metadata?: { event_payload: { id: string } };
  blocks?: unknown;
}

/** @param team - The workspace's id, as Slack writes it. */
export function createSimulatedWebClient({
  tenant,
  team,
  now,
  isDown,
  postsIn,
  showHome,
  openForm,
}: {
  tenant: SimulatedTenant;
  team: string;
  now(): number;
  isDown(): boolean;
  postsIn(channel: string): SimulatedSlackPost[];
  showHome(home: VisibleMessage): void;
  openForm(trigger: string, form: OpenedForm): void;
}): WebClient {
  return {
    conversations: {
      open: async ({ users }: { users: string }) => ({ channel: { id: `D${users}` } }),
      history: async ({ channel, limit }: { channel: string; limit: number }) => {
        if (isDown()) throw new SlackCallError(503, undefined, 0);
        return {
          messages: postsIn(channel)
            .filter(({ thread_ts }) => thread_ts === undefined)
            .slice(-limit)
            .reverse(),
        };
      },
      replies: async ({
        channel,
        ts,
        latest,
      }: {
        channel: string;
        ts: string;
        latest?: string;
      }) => {
        if (isDown()) throw new SlackCallError(503, undefined, 0);
        return {
          messages: postsIn(channel).filter(
            (post) => post.ts === (latest ?? ts) || (latest === undefined && post.thread_ts === ts),
          ),
        };
      },
    },
    views: {
      publish: async ({ user_id, view }: { user_id: string; view: { blocks: unknown } }) => {
        if (isDown()) throw new SlackCallError(503, undefined, 0);
        const home: VisibleMessage = {
          id: "home",
          outbox: "",
          room: user_id,
          words: collectStrings(view.blocks),
          buttons: slackButtonsIn(view.blocks),
          at: now(),
        };
        showHome(home);
      },
      open: async ({ trigger_id, view }: { trigger_id: string; view: Record<string, unknown> }) =>
        openForm(trigger_id, slackOpenedForm(view)),
    },
    users: {
      info: async ({ user }: { user: string }) => {
        const person = tenant.people.find((each) => each.id === user);
        return {
          user: person && {
            id: user,
            name: person.name,
            tz: person.zone,
            locale: person.locale,
            team_id: team,
            is_admin: person.admin,
            profile: { display_name: person.name },
          },
        };
      },
    },
    dnd: { teamInfo: async () => ({ users: {} }) },
    usergroups: {
      users: { list: async () => ({ users: tenant.people.map((person) => person.id) }) },
    },
  } as unknown as WebClient;
}
