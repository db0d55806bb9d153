/** Says what the core has to say: where, to whom, and what became of it. */
import { z } from "zod";
import type { Json, Outcome, Outgoing } from "../surface/surface.ts";
import { tenantIn } from "./activity.ts";
import { cardMessage } from "./adaptive.ts";
import { backOff, type Connector } from "./connector.ts";
import { conversationOf, Reference, Removed } from "./references.ts";

const Named = z.object({ id: z.string().min(1) });
const idOf = (body: unknown): string | undefined => Named.safeParse(body).data?.id;

type Failure = Exclude<Outcome, { kind: "sent" }>;

interface Mouth {
  send(message: Outgoing): Promise<Outcome>;
  /** Teams tells nothing of a message; but what may be said only once more is not said while it does not answer at all. */
  find(message: Outgoing): Promise<"untold" | Failure>;
}

/** `anyReference`: how to reach somebody of a workspace who never wrote, by way of any reference into it. */
export function openMouth(connector: Connector, anyReference: (workspace: string) => Reference | undefined): Mouth {
  /** A person's one-to-one chat, made when it is first needed. Asking for it twice gives the same one, so a failure here said nothing. */
  async function chatWith(person: string, reference: Reference): Promise<Reference | Failure> {
    const { bot, tenant } = reference;
    const body = { isGroup: false, bot: { id: bot }, members: [{ id: person }], ...(tenant && { tenantId: tenant, channelData: { tenant: { id: tenant } } }) };
    const made = await connector("POST", reference, [], { body });
    if (made.kind === "unknown") return { kind: "refused", code: made.code, again: backOff, down: true };
    if (made.kind === "refused") return made;
    const conversation = idOf(made.body);
    return conversation ? { ...reference, conversation } : { kind: "refused", code: "unreachable" };
  }

  /** Where a message goes. `isNew` where that was not known. */
  async function wayTo({ workspace, place, address }: Outgoing): Promise<{ reference: Reference; conversation: string; isNew: boolean } | Failure> {
    if (Removed.safeParse(address).success) return { kind: "refused", code: "uninstalled" };
    const known = Reference.safeParse(address).data;
    if (known?.tenant !== undefined && known.tenant !== tenantIn(workspace)) return { kind: "refused", code: "other_tenant" };
    let reference = known ?? anyReference(workspace);
    if (!reference) return { kind: "refused", code: "unreachable" };
    if (place.kind === "personal" && !reference.conversation) {
      const chat = await chatWith(place.id, reference);
      if ("kind" in chat) return chat;
      reference = chat;
    }
    const conversation = conversationOf(place, reference);
    return conversation ? { reference, conversation, isNew: reference !== known } : { kind: "refused", code: "unreachable" };
  }

  async function send(message: Outgoing): Promise<Outcome> {
    const way = await wayTo(message);
    if ("kind" in way) return way;
    const { reference, conversation, isNew } = way;
    const { kind, target, card } = message;
    const body = { type: "message", from: { id: reference.bot }, conversation: { id: conversation }, ...cardMessage(card, reference) } as Json;
    const revised = kind === "post" ? undefined : target;
    const called = await (revised === undefined
      ? connector("POST", reference, [conversation, "activities"], { body })
      : connector("PUT", reference, [conversation, "activities", revised], { body }));
    if (called.kind !== "done") return called;
    const id = revised ?? idOf(called.body);
    return { kind: "sent", ...(id && { message: id }), ...(isNew && { address: reference }) };
  }

  async function find(message: Outgoing): Promise<"untold" | Failure> {
    const way = await wayTo(message);
    const asked =
      "kind" in way ? way : await connector("GET", way.reference, [way.conversation, "pagedmembers"], { query: { pageSize: "1" }, patience: 5_000 });
    return asked.kind === "unknown" || (asked.kind === "refused" && asked.again !== undefined) ? asked : "untold";
  }

  return { send, find };
}
