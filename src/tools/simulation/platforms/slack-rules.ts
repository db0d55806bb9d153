/** Slack's responses to API calls: limits, rates and errors. */
import { type SlackCall, SlackCallError } from "../../../platforms/slack/workspace/api-call.ts";
import { type SimulatedTenant, walkObjects } from "../people/screen.ts";
import type { SimulationWorld } from "../world.ts";
import type { FaultConditions } from "./event-delivery.ts";

export interface SlackPostParams {
  channel: string;
  ts?: string;
  thread_ts?: string;
  text: string;
  metadata: { event_payload: { id: string } };
  blocks: unknown[];
}

/**
 * Messages per channel that may be sent at once; after that one per second.
 * [docs.slack.dev/apis/web-api/rate-limits]
 */
const burst = 3;

const longer = (node: unknown, most: number): boolean =>
  String((node as { text?: string } | undefined)?.text ?? "").length > most;

/**
 * Returns Slack's error code for an invalid message. [docs.slack.dev/reference/block-kit/blocks]
 */
function refusalOf({ text, blocks }: SlackPostParams): string | undefined {
  if (text.length > 40_000) return "msg_too_long";
  if (blocks.length > 50) return "invalid_blocks";
  const seen = new Set<unknown>();
  for (const node of walkObjects(blocks)) {
    const {
      type,
      text: label,
      value,
      elements,
      action_id,
      options,
    } = node as {
      type?: string;
      text?: unknown;
      value?: string;
      elements?: unknown[];
      action_id?: string;
      options?: { text: unknown; value: string }[];
    };
    if (
      type === "overflow" &&
      (!options ||
        options.length > 5 ||
        options.some(({ text, value }) => longer(text, 75) || value.length > 150))
    )
      return "invalid_blocks";
    if (type === "header" && longer(label, 150)) return "invalid_blocks";
    if (type === "section" && longer(label, 3_000)) return "invalid_blocks";
    if (type === "actions" && (elements?.length ?? 0) > 25) return "invalid_blocks";
    if (type === "context" && (elements?.length ?? 0) > 10) return "invalid_blocks";
    if (
      type === "button" &&
      (longer(label, 75) || (value?.length ?? 0) > 2_000 || seen.has(action_id))
    )
      return "invalid_blocks";
    if (type === "button") seen.add(action_id);
  }
  return undefined;
}

/**
 * Creates the rules.
 * @param show displays a message; returns nothing when the one to change does not exist
 */
export function createSlackRules(
  {
    world,
    conditions,
    tenant,
  }: { world: SimulationWorld; conditions: FaultConditions; tenant: SimulatedTenant },
  show: (method: string, said: SlackPostParams) => string | undefined,
): SlackCall {
  const { time, random } = world;
  /** Times of the latest messages by channel. */
  const paces = new Map<string, number>();

  function tooFast(channel: string): boolean {
    const full = Math.max(paces.get(channel) ?? 0, time.now()) + 1_000;
    if (full - time.now() > burst * 1_000) return true;
    paces.set(channel, full);
    return false;
  }

  return async (method, values) => {
    const said = values as unknown as SlackPostParams;
    await time.sleep(random.between(30, 400));
    world.count("messages sent to Slack");
    const trouble = conditions.isPlatformDown
      ? random.pick(["refuses", "down"] as const)
      : random.chance(conditions.lossRate)
        ? random.pick(["refuses", "busy", "broken", "hangs", "limited"] as const)
        : undefined;
    if (trouble === "refuses")
      throw Object.assign(new Error("no way to Slack"), { code: "ECONNREFUSED" });
    if (trouble === "down") throw new SlackCallError(503, "service_unavailable", 0);
    if (trouble === "limited" || (method === "chat.postMessage" && tooFast(said.channel))) {
      world.count("429s");
      throw new SlackCallError(429, "ratelimited", random.between(1, 4));
    }
    if (trouble === "busy") throw new SlackCallError(200, "service_unavailable", 0);
    if (
      said.channel === tenant.briefChannel &&
      conditions.closedBriefChannels.has(tenant.workspace)
    ) {
      world.count("messages that a closed channel refused");
      throw new SlackCallError(200, random.pick(["is_archived", "not_in_channel"]), 0);
    }
    const refused = refusalOf(said);
    if (refused) {
      world.hold("drained", false, () => `Slack refuses the message: ${refused}`);
      throw new SlackCallError(200, refused, 0);
    }
    // The call may have arrived; the bot cannot know.
    const arrives = trouble === undefined || random.chance(0.6);
    const ts = arrives ? show(method, said) : undefined;
    if (trouble)
      world.count(arrives ? "sends that arrived and were not confirmed" : "sends that vanished");
    if (trouble === "broken") throw new SlackCallError(random.pick([500, 502, 504]), undefined, 0);
    if (trouble === "hangs") {
      await time.sleep(10_000);
      throw Object.assign(new Error("Slack did not answer"), { code: "ETIMEDOUT" });
    }
    if (ts === undefined) throw new SlackCallError(200, "message_not_found", 0);
    return { ts };
  };
}
