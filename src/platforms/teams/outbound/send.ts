/**
 * Sends messages through the Bot Connector: resolves the conversation, renders the card and returns
 * the outcome.
 */
import { z } from "zod";
import type { Json, OutboundMessage, SendOutcome } from "../../../platform/adapter.ts";
import { plainerCard } from "../../../platform/card.ts";
import { threadSeparator, workspaceTenantId } from "../inbound/activity.ts";
import { type CallOutcome, type Connector, connectorRetryDelayMs } from "../workspace/connector.ts";
import { RemovedReference, TeamsReference, teamsConversationId } from "../workspace/references.ts";
import { renderTeamsCardMessage, renderTeamsPlainMessage } from "./adaptive-card.ts";
import { renderTextMessage } from "./text-message.ts";

const Named = z.object({ id: z.string().min(1) });
const idOf = (body: unknown): string | undefined => Named.safeParse(body).data?.id;

/** Limit (ms) for checking whether a conversation responds at all. */
const lookupTimeoutMs = 5_000;

type Failure = Exclude<SendOutcome, { kind: "sent" }>;

/** Returns whether a message was refused for its content: bad syntax, or its size. */
const isContentRefusal = (called: CallOutcome): boolean =>
  called.kind === "refused" && [400, 413, 422].includes(called.status ?? 0);

/** Codes with which Teams says that nobody may write there, or that the person does not want it. */
const restrictedCodes = /^(?:MessageWritesBlocked|ConversationBlockedByUser|BotDisabledByAdmin)$/;

/**
 * Returns a failure with what 403 and 404 mean: an update's message is gone, and otherwise the
 * conversation takes no messages.
 */
function failureOf(called: Exclude<CallOutcome, { kind: "done" }>, isUpdate: boolean): Failure {
  if (called.kind === "unknown") return called;
  const { status, ...failure } = called;
  if (status !== 403 && status !== 404) return failure;
  if (isUpdate) return { ...failure, gone: true };
  return {
    ...failure,
    blocked: restrictedCodes.test(failure.code) ? "restricted" : "removed",
  };
}

interface TeamsSender {
  send(message: OutboundMessage): Promise<SendOutcome>;
  /**
   * Teams cannot look up a message. Fails while Teams does not respond at all, so that the single
   * resend waits.
   */
  find(message: OutboundMessage): Promise<"untold" | Failure>;
}

/**
 * Opens the sender. `anyReference` returns any reference of a workspace, to reach people who have
 * never written.
 */
export function openTeamsSender(
  connector: Connector,
  anyReference: (workspace: string) => TeamsReference | undefined,
): TeamsSender {
  /**
   * Returns a person's one-to-one chat, created on first use. Creating it again returns the same
   * chat, so a failure here means that nothing was sent.
   */
  async function openPersonalChat(
    person: string,
    reference: TeamsReference,
  ): Promise<TeamsReference | Failure> {
    const { bot, tenant } = reference;
    const body = {
      isGroup: false,
      bot: { id: bot },
      members: [{ id: person }],
      ...(tenant && { tenantId: tenant, channelData: { tenant: { id: tenant } } }),
    };
    const created = await connector("POST", reference, [], { body });
    if (created.kind === "unknown")
      return {
        kind: "refused",
        code: created.code,
        retryAfterMs: connectorRetryDelayMs,
        platformDown: true,
      };
    if (created.kind === "refused") return failureOf(created, false);
    const conversation = idOf(created.body);
    return conversation ? { ...reference, conversation } : { kind: "refused", code: "unreachable" };
  }

  /** Resolves the conversation of a message. `isNew` if its reference is not stored yet. */
  async function resolveConversation({
    workspace,
    place,
    address,
  }: OutboundMessage): Promise<
    { reference: TeamsReference; conversation: string; isNew: boolean } | Failure
  > {
    if (RemovedReference.safeParse(address).success)
      return { kind: "refused", code: "uninstalled", blocked: "removed" };
    const known = TeamsReference.safeParse(address).data;
    if (known?.tenant !== undefined && known.tenant !== workspaceTenantId(workspace))
      return { kind: "refused", code: "other_tenant" };
    let reference = known ?? anyReference(workspace);
    if (!reference) return { kind: "refused", code: "unreachable" };
    if (place.kind === "personal" && !reference.conversation) {
      const chat = await openPersonalChat(place.id, reference);
      if ("kind" in chat) return chat;
      reference = chat;
    }
    const conversation = teamsConversationId(place, reference);
    return conversation
      ? { reference, conversation, isNew: reference !== known }
      : { kind: "refused", code: "unreachable" };
  }

  async function send(message: OutboundMessage): Promise<SendOutcome> {
    const resolved = await resolveConversation(message);
    if ("kind" in resolved) return resolved;
    const { reference, conversation, isNew } = resolved;
    const { kind, target, card, place } = message;
    const revisedId = kind === "post" ? undefined : target;
    const text = renderTextMessage(card, { isPersonal: place.kind === "personal" });
    let called = await call(text ?? renderTeamsCardMessage(card, reference));
    // One bad link, chart or card must not keep a message from its readers.
    if (isContentRefusal(called))
      called = await call(renderTeamsCardMessage(plainerCard(card), reference));
    if (isContentRefusal(called)) called = await call(renderTeamsPlainMessage(card));
    if (called.kind !== "done") return failureOf(called, revisedId !== undefined);
    const id = revisedId ?? idOf(called.body);
    return { kind: "sent", message: id || undefined, address: isNew ? reference : undefined };

    function callAt(id: string, content: object): Promise<CallOutcome> {
      const sender = { type: "message", from: { id: reference.bot }, conversation: { id } };
      const body = { ...sender, ...content } as Json;
      return revisedId === undefined
        ? connector("POST", reference, [id, "activities"], { body })
        : connector("PUT", reference, [id, "activities", revisedId], { body });
    }

    /**
     * Posts or updates. A channel's post is the first message of a thread, which the Connector API
     * names as its conversation; where that is refused, the channel itself is tried.
     */
    async function call(content: object): Promise<CallOutcome> {
      const isPost = revisedId !== undefined && place.kind === "channel" && !place.thread;
      if (!isPost) return callAt(conversation, content);
      const updated = await callAt(`${conversation}${threadSeparator}${revisedId}`, content);
      const isRefused = updated.kind === "refused" && updated.retryAfterMs === undefined;
      return isRefused ? callAt(conversation, content) : updated;
    }
  }

  async function find(message: OutboundMessage): Promise<"untold" | Failure> {
    const resolved = await resolveConversation(message);
    const asked =
      "kind" in resolved
        ? resolved
        : await connector("GET", resolved.reference, [resolved.conversation, "pagedmembers"], {
            query: { pageSize: "1" },
            timeoutMs: lookupTimeoutMs,
          });
    return asked.kind === "unknown" ||
      (asked.kind === "refused" && asked.retryAfterMs !== undefined)
      ? asked
      : "untold";
  }

  return { send, find };
}
