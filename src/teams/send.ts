/** Says things through the Bot Connector 3.0, its REST calls made directly: once each, within a time limit, and with an outcome for everything that can happen. */
import { z } from "zod";
import type { Json, Outcome, Outgoing } from "../surface/surface.ts";
import { cardMessage } from "./adaptive.ts";
import { conversationOf, isTrusted, Reference } from "./references.ts";

export interface Mouth {
  /** Unauthenticated, and on this machine only. */
  local: boolean;
  /** The `authorization` header; none when local. */
  authorization(): Promise<string | undefined>;
  /** How to reach somebody of a workspace who never wrote: any reference into it. */
  anyReference(workspace: string): Reference | undefined;
  /** A call that hangs for this long, in milliseconds, ends in an unknown way. */
  patience?: number;
}

/** Until the next try where Teams does not say, in milliseconds: it asks for 2 to 20 s after 429 and 412 (docs: rate limits). */
const backOff = 5_000;

/** Broken before anything was sent. */
const neverLeft = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT"]);

const Said = z.object({ id: z.string().min(1) });
const Refused = z.object({ error: z.object({ code: z.string().regex(/^\w{1,64}$/) }) });

/** A call that ended with an answer of 2xx, or why not. */
type Called = { kind: "done"; id?: string } | Exclude<Outcome, { kind: "sent" }>;

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? "") - Date.now();
  return wait > 0 ? wait : backOff;
}

async function outcomeOf(response: Response): Promise<Called> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const { id } = Said.safeParse(body).data ?? {};
    return { kind: "done", ...(id && { id }) };
  }
  const code = Refused.safeParse(body).data?.error.code ?? `http_${status}`;
  if (status >= 500 || status === 408) return { kind: "unknown", code };
  if (status === 429 || status === 412 || status === 401) return { kind: "refused", code, again: retryAfter(headers.get("retry-after")) };
  return { kind: "refused", code };
}

export function openMouth({ local, authorization, anyReference, patience = 15_000 }: Mouth): (message: Outgoing) => Promise<Outcome> {
  async function call(method: "POST" | "PUT", reference: Reference, path: string[], body: Json): Promise<Called> {
    if (!isTrusted(reference.serviceUrl, { local })) return { kind: "refused", code: "untrusted_service_url" };
    const headers = new Headers({ "content-type": "application/json" });
    try {
      const token = await authorization();
      if (token) headers.set("authorization", token);
    } catch {
      return { kind: "refused", code: "no_token", again: backOff };
    }
    const url = [reference.serviceUrl.replace(/\/+$/, ""), "v3/conversations", ...path.map(encodeURIComponent)].join("/");
    try {
      return await outcomeOf(await fetch(url, { method, headers, body: JSON.stringify(body), redirect: "manual", signal: AbortSignal.timeout(patience) }));
    } catch (error) {
      const { name, cause } = error instanceof Error ? error : new Error();
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : name;
      return neverLeft.has(code) ? { kind: "refused", code, again: backOff } : { kind: "unknown", code };
    }
  }

  /** A person's one-to-one chat, made when it is first needed. Asking for it twice gives the same one, so a failure here said nothing. */
  async function chatWith(person: string, reference: Reference): Promise<Reference | Exclude<Outcome, { kind: "sent" }>> {
    const { bot, tenant } = reference;
    const members = [{ id: person }];
    const made = await call("POST", reference, [], { isGroup: false, bot: { id: bot }, members, ...(tenant && { tenantId: tenant, channelData: { tenant: { id: tenant } } }) });
    if (made.kind === "done") return made.id ? { ...reference, conversation: made.id } : { kind: "refused", code: "unreachable" };
    return made.kind === "unknown" ? { kind: "refused", code: made.code, again: backOff } : made;
  }

  return async ({ workspace, place, address, kind, target, card }) => {
    const known = Reference.safeParse(address).data;
    let reference = known ?? anyReference(workspace);
    if (!reference) return { kind: "refused", code: "unreachable" };
    if (place.kind === "personal" && !reference.conversation) {
      const chat = await chatWith(place.id, reference);
      if ("kind" in chat) return chat;
      reference = chat;
    }
    const conversation = conversationOf(place, reference);
    if (!conversation) return { kind: "refused", code: "unreachable" };

    const activity = { type: "message", from: { id: reference.bot }, conversation: { id: conversation }, ...cardMessage(card, reference) } as Json;
    const called =
      kind !== "post" && target !== undefined
        ? await call("PUT", reference, [conversation, "activities", target], activity)
        : await call("POST", reference, [conversation, "activities"], activity);
    if (called.kind !== "done") return called;
    const message = target ?? called.id;
    return { kind: "sent", ...(message && { message }), ...(reference !== known && { address: reference }) };
  };
}
