/** What a turn wants said, collected until its end, and put in the outbox in the turn's one write. */
import * as outbox from "../storage/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { isErased, type Place, placeKey } from "../surface/place.ts";
import type { Outgoing as Message } from "../surface/surface.ts";
import type { Desk } from "./commit.ts";

type Letter = Partial<outbox.NewRow> & Pick<outbox.NewRow, "place" | "card"> & { unrecorded?: true };

export interface Outgoing {
  /** Says something new, in the turn's conversation unless the letter names another. */
  post(letter: Letter): void;
  /** Changes a message that was sent, or is about to be. Nothing where there is none. */
  revise(old: outbox.Row | undefined, card: Card): void;
  /** Puts all of it in the outbox, but for what is unrecorded. */
  enqueue(w: Writer): Promise<outbox.Queued[]>;
  /** What no row is kept of. */
  readonly unrecorded: readonly Message[];
}

export function openOutgoing(desk: Desk, conversation: string, { workspace, place, address }: Arrival): Outgoing {
  const rows: Omit<outbox.NewRow, "state">[] = [];
  const unrecorded: Message[] = [];
  const post = ({ unrecorded: isUnrecorded, ...letter }: Letter): void => {
    if (letter.place.kind === "personal" && isErased(letter.place.id)) return; // nobody is there
    const near = letter.place === place && address !== undefined;
    if (isUnrecorded)
      return void unrecorded.push({ id: letter.id ?? desk.newId(), workspace, place: letter.place, kind: "post", card: letter.card, ...(near && { address }) });
    rows.push({ id: desk.newId(), workspace, conversation, kind: "post", holder: desk.holder, queuedAt: desk.now(), ...letter });
  };
  return {
    post,
    unrecorded,
    revise(old, card) {
      if (!old) return;
      const { id: target, place, conversation: of, request, question } = old;
      const standing = rows.find((row) => row.kind === "revise" && row.target === target);
      if (standing) standing.card = card;
      else post({ kind: "revise", target, place, card, conversation: of, ...(request && { request }), ...(question && { question }) });
    },
    /** What nothing stands before, here or on another replica, is marked as being sent in this same write. */
    async enqueue(w) {
      const queued: outbox.Queued[] = [];
      const aheadIn = new Map<string, { place: Place }[]>();
      for (const row of rows) {
        const { conversation: of } = row;
        if (!aheadIn.has(of)) aheadIn.set(of, await outbox.ahead(w, { workspace, conversation: of, holder: desk.holder }));
        const behind = [...aheadIn.get(of)!, ...queued].some((other) => placeKey(other.place) === placeKey(row.place));
        const full = { ...row, state: behind ? ("queued" as const) : desk.stateFor(row) };
        const near = row.place === place && address !== undefined;
        queued.push({ ...full, seq: await outbox.put(w, full), ...(near && { address }) });
      }
      return queued;
    },
  };
}
