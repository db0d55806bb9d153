/**
 * Simulated Teams tenant, used by the product's Teams code. It cannot look messages up, and accepts
 * a few messages per second and thread.
 */

import { featureCommands } from "../../../app/registry.ts";
import type { OutboundMessage } from "../../../platform/adapter.ts";
import { Activity } from "../../../platforms/teams/inbound/activity.ts";
import { answerInvoke } from "../../../platforms/teams/inbound/invoke.ts";
import {
  type ActivityContext,
  toTeamsInboundEvents,
} from "../../../platforms/teams/inbound/to-inbound-events.ts";
import { openTeamsSender } from "../../../platforms/teams/outbound/send.ts";
import type { Connector } from "../../../platforms/teams/workspace/connector.ts";
import {
  activityReference,
  type TeamsReference,
} from "../../../platforms/teams/workspace/references.ts";
import {
  collectStrings,
  type SimulatedPerson,
  type TenantClient,
  type UserActionResult,
  type VisibleMessage,
} from "../people/screen.ts";
import type { SimulatedReplica } from "../runtime/simulated-replica.ts";
import type { TenantContext } from "./event-delivery.ts";
import { buttonsIn, cardIn, openedIn, suggestedIn } from "./teams-view.ts";

const bot = { id: "28:app", name: "Entwine" };
/** Delays (ms) after which Teams repeats an unacknowledged message. */
const retryDelaysMs = [5_000, 30_000];
const acknowledgeTimeoutsMs = { message: 15_000, invoke: 5_000 };
/**
 * Messages of a thread within a second [bots/how-to/rate-limit], and characters of one message
 * (about 100 KB in UTF-16).
 */
const limits = { second: 7, length: 50_000 };

export function createTeamsTenant({
  world,
  tenant,
  deliver,
  conditions,
  shown,
  unknownFate,
}: TenantContext) {
  const { time, random } = world;
  const tenantId = tenant.workspace.slice("teams:".length);
  const known = new Set<string>();
  const paces = new Map<string, number[]>();
  /** Newest message of the bot in each room, whose suggested actions are shown. */
  const newest = new Map<string, string>();
  let counter = 0;
  let latest: TeamsReference | undefined;

  /** Returns an id in milliseconds, as in Teams; two tenants may have the same. */
  const stamp = (): string =>
    String(Math.floor(time.now() / 60_000) * 60_000 + (counter++ % 60_000));

  /** Creates a connector. Teams does not know our outbox: `message` is the one being sent. */
  const connectorFor =
    (message: OutboundMessage): Connector =>
    async (method, _reference, path, { body } = {}) => {
      await time.sleep(random.between(50, 600));
      if (method === "GET" && conditions.isPlatformDown)
        return { kind: "unknown", code: "http_503" };
      if (method === "GET") return { kind: "done", body: { members: [] } };
      if (path.length === 0)
        return {
          kind: "done",
          body: { id: `a:${(body as { members: { id: string }[] }).members[0]!.id}` },
        };
      world.count("messages sent to Teams");
      const [conversation = "", , target] = path;
      const trouble = conditions.isPlatformDown
        ? random.pick(["refuses", "broken"] as const)
        : random.chance(conditions.lossRate)
          ? random.pick(["refuses", "broken", "hangs", "limited"] as const)
          : undefined;
      const pace = (paces.get(conversation) ?? []).filter((at) => at > time.now() - 1_000);
      paces.set(conversation, pace);
      if (trouble === "limited" || pace.length >= limits.second) {
        world.count("429s");
        return { kind: "refused", code: "ratelimited", retryAfterMs: random.between(2, 8) * 1_000 };
      }
      if (trouble === "refuses")
        return { kind: "refused", code: "ECONNREFUSED", retryAfterMs: 5_000, platformDown: true };
      const isBriefChannel = conversation.split(";", 1)[0] === tenant.briefChannel;
      if (isBriefChannel && conditions.closedBriefChannels.has(tenant.workspace)) {
        world.count("messages that a closed channel refused");
        return { kind: "refused", code: "BotNotInConversationRoster", status: 403 };
      }
      pace.push(time.now());
      const { length } = JSON.stringify(body);
      world.hold(
        "drained",
        length <= limits.length,
        () => `Teams refuses a message of ${length} characters`,
      );
      const arrives = trouble === undefined || (!conditions.isPlatformDown && random.chance(0.6));
      if (trouble)
        world.count(arrives ? "sends that arrived and were not confirmed" : "sends that vanished");
      if (trouble && method === "POST") unknownFate(message.id);
      const id = target ?? stamp();
      if (arrives) show(conversation, id, body, message);
      if (trouble === "hangs") await time.sleep(15_000);
      return trouble ? { kind: "unknown", code: "http_504" } : { kind: "done", body: { id } };
    };

  function show(conversation: string, id: string, body: unknown, sent: OutboundMessage): void {
    const [place = "", thread] = conversation.split(";messageid=");
    const card = cardIn(body);
    const room = place.replace(/^a:/, "");
    const message: VisibleMessage = {
      id,
      room,
      outbox: sent.id,
      at: time.now(),
      words: collectStrings(card.body ?? (body as { text?: string }).text),
      buttons: [...buttonsIn(card), ...suggestedIn(body, sent)],
    };
    newest.set(room, id);
    const kind = known.has(id) ? "revise" : "post";
    known.add(id);
    shown(thread === undefined ? message : { ...message, thread }, kind);
  }

  function activity(
    person: SimulatedPerson,
    more: Record<string, unknown>,
    conversation = `a:${person.id}`,
  ): Activity {
    const conversationType = conversation.startsWith("a:") ? "personal" : "channel";
    return Activity.parse({
      id: stamp(),
      timestamp: new Date(time.now()).toISOString(),
      localTimezone: person.zone,
      locale: person.locale,
      serviceUrl: "https://smba.trafficmanager.net/teams/",
      channelId: "msteams",
      recipient: bot,
      from: { id: `29:${person.id}`, name: person.name, aadObjectId: person.id },
      conversation: { id: conversation, conversationType, tenantId },
      channelData: { tenant: { id: tenantId } },
      ...more,
    });
  }

  async function bring(
    what: string,
    one: Activity,
    again: readonly number[] = retryDelaysMs,
  ): Promise<UserActionResult> {
    const isInvoke = one.type === "invoke";
    async function take({ core }: SimulatedReplica): Promise<UserActionResult> {
      const delivery: ActivityContext = { at: time.now(), commands: featureCommands };
      const { conversation: _, ...reference } = activityReference(one, delivery);
      latest = reference;
      if (!isInvoke) {
        await core.accept(toTeamsInboundEvents(one, delivery));
        return { acknowledged: true };
      }
      const { body } = await answerInvoke(one, delivery, {
        core,
        listMembers: async () => [],
        membershipOf: async () => undefined,
        peopleIn: () => ({ outsiders: new Set(), unanswered: new Set() }),
        isInConversation: async () => true,
      });
      const form = openedIn(body);
      return {
        acknowledged: true,
        ...(form && (one.name === "task/fetch" ? { form } : { mistakes: true })),
      };
    }
    const { acknowledged, value } = await deliver({
      what: `${tenant.workspace} ${what}`,
      take,
      again,
      acknowledgeTimeoutMs: isInvoke ? acknowledgeTimeoutsMs.invoke : acknowledgeTimeoutsMs.message,
    });
    return { ...value, acknowledged };
  }

  const at = (person: SimulatedPerson, { room, thread }: VisibleMessage): string =>
    room === person.id ? `a:${person.id}` : `${room}${thread ? `;messageid=${thread}` : ""}`;

  const client: TenantClient = {
    async says(person, text, { channel, thread, mention } = {}) {
      const at = `<at>${bot.name}</at>`;
      const mentioned = mention
        ? { text: `${at} ${text}`, entities: [{ type: "mention", text: at, mentioned: bot }] }
        : { text };
      const id = stamp();
      const one = activity(
        person,
        { type: "message", id, ...mentioned },
        channel && `${channel};messageid=${thread ?? id}`,
      );
      return { ...(await bring(`${person.id} writes ${text}`, one)), message: id };
    },
    edits: (person, message, text) =>
      bring(`${person.id} edits`, activity(person, { type: "messageUpdate", id: message, text })),
    deletes: (person, message) =>
      bring(`${person.id} deletes`, activity(person, { type: "messageDelete", id: message })),
    async commands(person, command, text, channel) {
      return (await client.says(
        person,
        `/${command} ${text}`.trim(),
        channel === undefined ? {} : { channel, mention: true },
      )) as UserActionResult;
    },
    async presses(person, on, { own, opensForm, press }) {
      const { verb, data, suggested } = own;
      if (typeof suggested === "string")
        return newest.get(on.room) === on.id
          ? client.says(person, suggested)
          : { acknowledged: false };
      const value = opensForm ? { data } : { action: { type: "Action.Execute", verb, data } };
      return bring(
        `${person.id} presses ${press}`,
        activity(
          person,
          {
            type: "invoke",
            name: opensForm ? "task/fetch" : "adaptiveCard/action",
            replyToId: on.id,
            value,
          },
          at(person, on),
        ),
        [],
      );
    },
    fills(person, on, { own }, values) {
      return bring(
        `${person.id} sends ${Object.values(values).join(" | ")}`,
        activity(
          person,
          {
            type: "invoke",
            name: "task/submit",
            replyToId: on.id,
            value: { data: { ...own, ...values } },
          },
          at(person, on),
        ),
        [],
      );
    },
    opensHome: async () => ({ acknowledged: false }),
    points(person, author, text) {
      const messagePayload = {
        id: stamp(),
        from: { user: { id: author.id, displayName: author.name } },
        body: { content: text },
      };
      return bring(
        `${person.id} uses the message action on a message of ${author.id}`,
        activity(
          person,
          { type: "invoke", name: "composeExtension/submitAction", value: { messagePayload } },
          `${tenant.channel};messageid=${messagePayload.id}`,
        ),
        [2_000],
      );
    },
  };

  const mouthFor = (message: OutboundMessage) =>
    openTeamsSender(connectorFor(message), () => latest);
  return {
    client,
    reopenIntake: () =>
      bring(
        "the team's channel is restored",
        activity(
          tenant.people[0]!,
          {
            type: "conversationUpdate",
            channelData: { tenant: { id: tenantId }, eventType: "channelRestored" },
          },
          tenant.briefChannel,
        ),
      ),
    send: (message: OutboundMessage) => mouthFor(message).send(message),
    find: (message: OutboundMessage) => mouthFor(message).find(message),
  };
}
export type TeamsTenant = ReturnType<typeof createTeamsTenant>;
