/** Answer to people of other organisations: one sentence, once in a thread, with nothing of theirs on record. */
import { languagesOf } from "../organisation/language.ts";
import * as outbox from "../storage/outbox.ts";
import type { Store } from "../storage/store.ts";
import { placeKey } from "../surface/place.ts";
import type { Core } from "../surface/surface.ts";
import { wordsFor } from "../words.ts";
import type { Desk } from "./commit.ts";

interface Teller extends Pick<Desk, "now" | "holder" | "stateFor"> {
  store: Store;
  deliver(rows: outbox.Queued[]): void;
}

/** Idempotent over replicas and restarts: the outbox row's id is made of the thread. */
export const openOutsiders =
  ({ store, holder, now, stateFor, deliver }: Teller): Core["tellOutsider"] =>
  async ({ workspace, place, address }) => {
    const conversation = placeKey(place);
    const id = `outsider/${workspace}/${conversation}`;
    if (await outbox.byId(store.read, workspace, id)) return;
    const words = wordsFor((await languagesOf(store.read, workspace, "")).common);
    const row: outbox.NewRow = {
      ...{ id, workspace, conversation, place, kind: "post", holder, queuedAt: now(), state: stateFor({ workspace, place }) },
      card: [{ kind: "text", text: words(`membership.outsider.${place.surface}`) }],
    };
    const seq = await store.write((w) => outbox.putOnce(w, row));
    if (seq !== undefined) deliver([{ ...row, seq, ...(address !== undefined && { address }) }]);
  };
