/**
 * Conversation references: the stored part, and the hosts that may receive messages and our token.
 */
import { z } from "zod";
import { isLoopbackHost } from "../../../lib/loopback-host.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { type Activity, threadSeparator } from "../inbound/activity.ts";

/**
 * Stored reference to a conversation. Each activity refreshes it, because a tenant's service URL
 * changes with its region.
 */
export const TeamsReference = z.object({
  serviceUrl: z.string(),
  /** The bot's own account (`28:<app id>`). */
  bot: z.string(),
  tenant: z.string().exactOptional(),
  /** Id of a person's one-to-one chat; elsewhere `ConversationRef` names the conversation. */
  conversation: z.string().exactOptional(),
  /** The Agents Playground throws on buttons that open dialogs. */
  dialogs: z.literal(false).exactOptional(),
});

/** Where and as whom the bot writes in a conversation. */
export type TeamsReference = z.infer<typeof TeamsReference>;

/** Replaces a reference when the app was removed; nothing is sent there until it is added again. */
export const RemovedReference = z.object({ removed: z.literal(true) });

/**
 * Service hosts listed by Microsoft for the Teams SDK (service URL validation, 2026) and the
 * domains of the Bot Framework.
 */
const trustedHosts = new Set([
  "smba.trafficmanager.net",
  "smba.onyx.prod.teams.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
  "frontend.botapi.msg.infra.teams.microsoftonline.cn",
]);
const trustedDomains = [".botframework.com", ".botframework.us"];

/**
 * Returns whether a service URL may be called; in local mode only on this machine. A forged
 * reference could send our token anywhere, and botbuilder's check (`isTrustedServiceUrl`) accepts
 * every URL.
 */
export function isTrustedServiceUrl(serviceUrl: string, { local }: { local: boolean }): boolean {
  const url = URL.parse(serviceUrl);
  if (!url || url.username || url.password) return false;
  if (local) return /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname);
  return (
    url.protocol === "https:" &&
    url.port === "" &&
    (trustedHosts.has(url.hostname) ||
      trustedDomains.some((domain) => url.hostname.endsWith(domain)))
  );
}

/** Returns whether a conversation is a chat between two people, without the bot. */
export const isColleagueChat = (conversation: string): boolean =>
  conversation.endsWith("@unq.gbl.spaces");

/** Returns the reference that an activity gives. */
export function activityReference(
  activity: Activity,
  { dialogs }: Pick<TeamsReference, "dialogs"> = {},
): TeamsReference {
  const { serviceUrl, recipient, conversation, tenant, place } = activity;
  const personal = place.kind === "personal" && !isColleagueChat(conversation.id);
  return {
    serviceUrl,
    bot: recipient.id,
    ...(tenant && { tenant }),
    ...(personal && { conversation: conversation.id }),
    ...(dialogs === false && { dialogs }),
  };
}

/**
 * Returns the conversation to post to, or `undefined` for a person without a chat yet. In a
 * channel, a conversation without a thread starts one.
 */
export const teamsConversationId = (
  { kind, id, thread }: ConversationRef,
  reference: TeamsReference | undefined,
): string | undefined =>
  kind === "personal" ? reference?.conversation : thread ? `${id}${threadSeparator}${thread}` : id;
