/** Says what the core has to say: where, to whom, and what became of it. */
import { z } from "zod";
import type { Json, OutboundMessage, SendOutcome } from "../../platform/adapter.ts";
import { workspaceTenantId } from "./activity.ts";
import { renderTeamsCardMessage } from "./adaptive-card.ts";
import { type Connector, connectorRetryDelayMs } from "./connector.ts";
import { RemovedReference, TeamsReference, teamsConversationId } from "./references.ts";

const Named = z.object({ id: z.string().min(1) });
const idOf = (body: unknown): string | undefined => Named.safeParse(body).data?.id;

type Failure = Exclude<SendOutcome, { kind: "sent" }>;

interface Mouth {
  send(message: OutboundMessage): Promise<SendOutcome>;
  /**
   * Teams tells nothing of a message; but what may be said only once more is not said while it does
   * not answer at all.
   */
  find(message: OutboundMessage): Promise<"untold" | Failure>;
}

/**
 * `anyReference`: how to reach somebody of a workspace who never wrote, by way of any reference
 * into it.
 */
export function openTeamsSender(
  connector: Connector,
  anyReference: (workspace: string) => TeamsReference | undefined,
): Mouth {
  /**
   * A person's one-to-one chat, made when it is first needed. Asking for it twice gives the same
   * one, so a failure here said nothing.
   */
  async function chatWith(
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
    const made = await connector("POST", reference, [], { body });
    if (made.kind === "unknown")
      return {
        kind: "refused",
        code: made.code,
        retryAfterMs: connectorRetryDelayMs,
        platformDown: true,
      };
    if (made.kind === "refused") return made;
    const conversation = idOf(made.body);
    return conversation ? { ...reference, conversation } : { kind: "refused", code: "unreachable" };
  }

  /** Where a message goes. `isNew` where that was not known. */
  async function wayTo({
    workspace,
    place,
    address,
  }: OutboundMessage): Promise<
    { reference: TeamsReference; conversation: string; isNew: boolean } | Failure
  > {
    if (RemovedReference.safeParse(address).success)
      return { kind: "refused", code: "uninstalled" };
    const known = TeamsReference.safeParse(address).data;
    if (known?.tenant !== undefined && known.tenant !== workspaceTenantId(workspace))
      return { kind: "refused", code: "other_tenant" };
    let reference = known ?? anyReference(workspace);
    if (!reference) return { kind: "refused", code: "unreachable" };
    if (place.kind === "personal" && !reference.conversation) {
      const chat = await chatWith(place.id, reference);
      if ("kind" in chat) return chat;
      reference = chat;
    }
    const conversation = teamsConversationId(place, reference);
    return conversation
      ? { reference, conversation, isNew: reference !== known }
      : { kind: "refused", code: "unreachable" };
  }

  async function send(message: OutboundMessage): Promise<SendOutcome> {
    const way = await wayTo(message);
    if ("kind" in way) return way;
    const { reference, conversation, isNew } = way;
    const { kind, target, card } = message;
    const body = {
      type: "message",
      from: { id: reference.bot },
      conversation: { id: conversation },
      ...renderTeamsCardMessage(card, reference),
    } as Json;
    const revised = kind === "post" ? undefined : target;
    const called = await (revised === undefined
      ? connector("POST", reference, [conversation, "activities"], { body })
      : connector("PUT", reference, [conversation, "activities", revised], { body }));
    if (called.kind !== "done") return called;
    const id = revised ?? idOf(called.body);
    return { kind: "sent", ...(id && { message: id }), ...(isNew && { address: reference }) };
  }

  async function find(message: OutboundMessage): Promise<"untold" | Failure> {
    const way = await wayTo(message);
    const asked =
      "kind" in way
        ? way
        : await connector("GET", way.reference, [way.conversation, "pagedmembers"], {
            query: { pageSize: "1" },
            patience: 5_000,
          });
    return asked.kind === "unknown" ||
      (asked.kind === "refused" && asked.retryAfterMs !== undefined)
      ? asked
      : "untold";
  }

  return { send, find };
}
