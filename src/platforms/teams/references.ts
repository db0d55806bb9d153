/**
 * Where to answer: what is kept of a conversation reference, and which hosts may ever get a message
 * and our token.
 */
import { z } from "zod";
import { isLoopbackHost } from "../../lib/loopback-host.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { type Activity, threadMark } from "./activity.ts";

/**
 * What a place needs to be reached again. Kept by the core with the place and refreshed by each
 * activity, for a tenant's service URL changes with its region.
 */
export const TeamsReference = z.object({
  serviceUrl: z.string(),
  /** The bot's own account (`28:<app id>`). */
  bot: z.string(),
  tenant: z.string().exactOptional(),
  /** A person's one-to-one chat. Elsewhere the conversation is named by the place. */
  conversation: z.string().exactOptional(),
  /** The Agents Playground throws on buttons that open dialogs. */
  dialogs: z.literal(false).exactOptional(),
});
export type TeamsReference = z.infer<typeof TeamsReference>;

/**
 * What takes a place's reference away: the app was removed from there, and nothing is said until it
 * is added again.
 */
export const RemovedReference = z.object({ removed: z.literal(true) });

/**
 * Microsoft's list for the Teams SDK (service URL validation, 2026), and the Bot Framework's own
 * domains.
 */
const hosts = new Set([
  "smba.trafficmanager.net",
  "smba.onyx.prod.teams.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
  "frontend.botapi.msg.infra.teams.microsoftonline.cn",
]);
const domains = [".botframework.com", ".botframework.us"];

/**
 * Whether a service URL may be called. botbuilder's own check always says yes
 * (`isTrustedServiceUrl`), and a changed reference would carry our token anywhere. Unauthenticated,
 * only this machine is called.
 */
export function isTrustedServiceUrl(serviceUrl: string, { local }: { local: boolean }): boolean {
  const url = URL.parse(serviceUrl);
  if (!url || url.username || url.password) return false;
  if (local) return /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname);
  return (
    url.protocol === "https:" &&
    url.port === "" &&
    (hosts.has(url.hostname) || domains.some((domain) => url.hostname.endsWith(domain)))
  );
}

/** A chat between two colleagues, where the bot is asked about a message and is no member. */
export const isColleagueChat = (conversation: string): boolean =>
  conversation.endsWith("@unq.gbl.spaces");

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
 * The conversation to post into; none for a person who is yet to be met. A channel without a thread
 * starts a new one.
 */
export const teamsConversationId = (
  { kind, id, thread }: ConversationRef,
  reference: TeamsReference | undefined,
): string | undefined =>
  kind === "personal" ? reference?.conversation : thread ? `${id}${threadMark}${thread}` : id;
