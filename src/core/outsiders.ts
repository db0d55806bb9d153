/**
 * Reply to people of other organisations: one sentence per thread, without storing anything about
 * them.
 */

import { wordsFor } from "../lib/i18n.ts";
import type { Core } from "../platform/adapter.ts";
import { conversationKey } from "../platform/conversation-ref.ts";
import { readPersonLanguages } from "../storage/person-languages.ts";
import * as outbox from "../storage/queue/outbox.ts";
import type { Store } from "../storage/store.ts";
import type { TurnServices } from "./turn-context.ts";

interface OutsiderReplyOptions extends Pick<TurnServices, "now" | "holder" | "initialStateFor"> {
  store: Store;
  deliver(rows: outbox.QueuedOutboxRow[]): void;
}

/**
 * Creates the reply. Idempotent across replicas and restarts: the outbox row's id is derived from
 * the thread.
 */
export const createOutsiderReply =
  ({
    store,
    holder,
    now,
    initialStateFor,
    deliver,
  }: OutsiderReplyOptions): Core["replyToOutsider"] =>
  async ({ workspace, place, address }) => {
    const conversation = conversationKey(place);
    const id = `outsider/${workspace}/${conversation}`;
    if (await outbox.outboxRowById(store.read, workspace, id)) return;
    const words = wordsFor((await readPersonLanguages(store.read, workspace, "")).workspace);
    const row: outbox.NewOutboxRow = {
      ...{
        id,
        workspace,
        conversation,
        place,
        kind: "post",
        holder,
        queuedAt: now(),
        state: initialStateFor({ workspace, place }),
      },
      card: [{ kind: "text", text: words(`membership.outsider.${place.surface}`) }],
    };
    const seq = await store.write((w) => outbox.insertOutboxRowOnce(w, row));
    if (seq !== undefined) deliver([{ ...row, seq, ...(address !== undefined && { address }) }]);
  };
