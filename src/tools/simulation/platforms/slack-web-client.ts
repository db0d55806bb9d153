/** Answers of the simulated Slack workspace to calls of its Web API that read, open or publish. */
import type { WebClient } from "@slack/web-api";
import {
  isSlackFormButton,
  readSlackMenuChoice,
} from "../../../platforms/slack/outbound/blocks.ts";
import { SlackCallError } from "../../../platforms/slack/workspace/api-call.ts";
import {
  collectStrings,
  type OpenedForm,
  type SimulatedTenant,
  type VisibleButton,
  type VisibleMessage,
  walkObjects,
} from "../people/screen.ts";

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

interface SlackChoice {
  value: string;
  text: { text: string };
}

/** Returns the buttons of a message or a Home tab, and the choices of its menus. */
export const slackButtonsIn = (blocks: unknown): VisibleButton[] =>
  [...walkObjects(blocks)].flatMap((node) => {
    const action_id = String(node.action_id);
    const visible = ({ value, text }: SlackChoice, own: object): VisibleButton => {
      const pressed = readSlackMenuChoice({ action_id, ...own });
      return {
        label: text.text,
        press: pressed.value ?? value,
        opensForm: isSlackFormButton(pressed.action_id),
        own: { action_id, ...own },
      };
    };
    if (node.type === "overflow")
      return (node.options as SlackChoice[]).map((each) =>
        visible(each, { selected_option: { value: each.value } }),
      );
    if (node.type !== "button" || typeof node.value !== "string") return [];
    return [visible(node as unknown as SlackChoice, { value: node.value })];
  });

/** Returns the state of an input of a kind, in Slack's format. */
export function slackInputState(type: string, value: string): object {
  if (type === "static_select") return { selected_option: value ? { value } : null };
  if (type === "users_select") return { selected_user: value || null };
  return type === "datepicker" ? { selected_date: value || null } : { value: value || null };
}

const kinds: Record<string, OpenedForm["fields"][number]["kind"]> = {
  static_select: "choice",
  users_select: "person",
  datepicker: "date",
};

/** Returns a modal as displayed. */
export function slackOpenedForm(view: Record<string, unknown>): OpenedForm {
  const fields = [...walkObjects(view.blocks)].flatMap((node): OpenedForm["fields"] => {
    if (node.type !== "input") return [];
    const { block_id, element } = node as { block_id: string; element: Record<string, unknown> };
    const {
      initial_value,
      initial_user,
      initial_date,
      initial_option,
      options = [],
    } = element as Record<string, string> & {
      initial_option?: { value: string };
      options?: { value: string }[];
    };
    const value =
      initial_value ??
      initial_user ??
      initial_date ??
      (initial_option as { value: string } | undefined)?.value ??
      "";
    return [
      {
        name: block_id,
        kind: kinds[element.type as string] ?? "text",
        value,
        options: (options as { value: string }[]).map((option) => option.value),
      },
    ];
  });
  return { fields, own: view };
}
