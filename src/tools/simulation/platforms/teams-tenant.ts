/**
 * Simulated Teams tenant, used by the product's Teams code. It cannot look messages up, and accepts
 * a few messages per second and thread.
 */

import { featureCommands } from "../../../app/registry.ts";
import type { OutboundMessage } from "../../../platform/adapter.ts";
import { Activity } from "../../../platforms/teams/activity.ts";
import type { Connector } from "../../../platforms/teams/connector.ts";
import { answerInvoke } from "../../../platforms/teams/invoke.ts";
import { activityReference, type TeamsReference } from "../../../platforms/teams/references.ts";
import { openTeamsSender } from "../../../platforms/teams/send.ts";
import {
  type ActivityContext,
  toTeamsInboundEvents,
} from "../../../platforms/teams/to-inbound-events.ts";
import {
  collectStrings,
  type OpenedForm,
  type SimulatedPerson,
  type TenantClient,
  type UserActionResult,
  type VisibleButton,
  type VisibleMessage,
  walkObjects,
} from "../people/screen.ts";
import type { SimulatedReplica } from "../runtime/simulated-replica.ts";
import type { TenantContext } from "./event-delivery.ts";

const bot = { id: "28:app", name: "Entwine" };
/** Delays (ms) after which Teams repeats an unacknowledged message. */
const retryDelaysMs = [5_000, 30_000];
const acknowledgeTimeoutsMs = { message: 15_000, invoke: 5_000 };
/**
 * Messages of a thread within a second [bots/how-to/rate-limit], and characters of one message
 * (about 100 KB in UTF-16).
 */
const limits = { second: 7, length: 50_000 };

type Card = Record<string, unknown>;
const cardIn = (body: unknown): Card =>
  [...walkObjects(body)].find(({ type }) => type === "AdaptiveCard") ?? {};

const buttonsIn = (card: Card): VisibleButton[] =>
  [...walkObjects(card)].flatMap((node) => {
    if (node.type !== "Action.Execute" && node.type !== "Action.Submit") return [];
    const { title, verb, data } = node as {
      title: string;
      verb?: string;
      data: { entwine: { press: string }; msteams?: unknown };
    };
    return [
      {
        label: title,
        press: data.entwine.press,
        opensForm: data.msteams !== undefined,
        own: { verb, data },
      },
    ];
  });

const kinds: Record<string, OpenedForm["fields"][number]["kind"]> = {
  "Input.ChoiceSet": "choice",
  "Input.Date": "date",
  "Input.Text": "text",
};

/** Returns a dialog as displayed. */
function openedIn(body: unknown): OpenedForm | undefined {
  const card = cardIn(body);
  const fields = [...walkObjects(card)].flatMap((node): OpenedForm["fields"] => {
    const kind = kinds[node.type as string];
    if (!kind) return [];
    const {
      id,
      value = "",
      choices = [],
    } = node as { id: string; value?: string; choices?: { value: string }[] };
    return [
      {
        name: id,
        kind: "choices.data" in node ? "person" : kind,
        value,
        options: choices.map((choice) => choice.value),
      },
    ];
  });
  const sends = [...walkObjects(card)].find(({ type }) => type === "Action.Submit");
  return sends && { fields, own: sends.data as Record<string, unknown> };
}

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
  let counter = 0;
  let latest: TeamsReference | undefined;

  /** Returns an id in milliseconds, as in Teams; two tenants may have the same. */
  const stamp = (): string =>
    String(Math.floor(time.now() / 60_000) * 60_000 + (counter++ % 60_000));

  /** Creates a connector. Teams does not know our outbox: `outbox` is the row being sent. */
  const connectorFor =
    (outbox: string): Connector =>
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
      const isIntake = conversation.split(";", 1)[0] === tenant.intake;
      if (isIntake && conditions.closedIntakes.has(tenant.workspace)) {
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
      if (trouble && method === "POST") unknownFate(outbox);
      const id = target ?? stamp();
      if (arrives) show(conversation, id, body, outbox);
      if (trouble === "hangs") await time.sleep(15_000);
      return trouble ? { kind: "unknown", code: "http_504" } : { kind: "done", body: { id } };
    };

  function show(conversation: string, id: string, body: unknown, outbox: string): void {
    const [room = "", thread] = conversation.split(";messageid=");
    const card = cardIn(body);
    const message: VisibleMessage = {
      id,
      outbox,
      room: room.replace(/^a:/, ""),
      words: collectStrings(card.body),
      buttons: buttonsIn(card),
      at: time.now(),
    };
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
      ...{
        id: stamp(),
        timestamp: new Date(time.now()).toISOString(),
        localTimezone: person.zone,
        locale: person.locale,
      },
      ...{
        serviceUrl: "https://smba.trafficmanager.net/teams/",
        channelId: "msteams",
        recipient: bot,
      },
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
    presses(person, on, { own, opensForm, press }) {
      const { verb, data } = own;
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

  const mouthFor = ({ id }: OutboundMessage) => openTeamsSender(connectorFor(id), () => latest);
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
          tenant.intake,
        ),
      ),
    send: (message: OutboundMessage) => mouthFor(message).send(message),
    find: (message: OutboundMessage) => mouthFor(message).find(message),
  };
}
export type TeamsTenant = ReturnType<typeof createTeamsTenant>;
