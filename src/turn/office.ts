/** What a turn has at hand inside its write, and what it leaves behind. */
import type { Office } from "../feature.ts";
import { settledCard } from "../requests/settled.ts";
import * as arrivals from "../storage/arrivals.ts";
import type { Remembered } from "../storage/conversations.ts";
import * as duties from "../storage/duties.ts";
import * as outbox from "../storage/outbox.ts";
import type { Writer } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import { type Place, placeKey } from "../surface/place.ts";
import type { Desk } from "./commit.ts";
import { type Outgoing, openOutgoing } from "./outgoing.ts";
import { wordsAt } from "./voices.ts";

export interface TurnOffice {
  readonly w: Writer;
  readonly desk: Desk;
  readonly workspace: string;
  readonly conversation: string;
  readonly at: Date;
  readonly outgoing: Outgoing;
  /** What other conversations are to hear, stored with this turn. */
  readonly arrived: arrivals.Stored[];
  /** The office as a feature sees it. */
  of(feature: string): Office;
  /** The feature whose the next words are, after this turn; none where they are for the conversation about requests. */
  floor(before: unknown): unknown;
  /** The conversation about requests asked: the next words are for it. */
  asked(): void;
}

/** The feature that asked for words last, and when, in milliseconds since 1970. */
export interface Floor {
  feature: string;
  at: number;
}

export function openOffice(w: Writer, desk: Desk, conversation: string, { place: home }: Remembered, arrival: Arrival): TurnOffice {
  const { workspace } = arrival;
  const at = desk.now();
  const { newId, words, common, own } = desk;
  const outgoing = openOutgoing(desk, conversation, arrival);
  const arrived: arrivals.Stored[] = [];
  const near = arrival.kind === "due" ? home : arrival.place;
  let asked: Floor | "nobody" | undefined;

  async function arrive({ id, place, duty, subject }: { id: string; place: Place; duty: string; subject: string }): Promise<void> {
    const told = { id, workspace, at: at.getTime(), by: { id: "entwine" }, place, kind: "due" as const, duty, subject };
    const stored = await arrivals.store(w, told, placeKey(place), null, desk.holder, at);
    if (stored) arrived.push(stored);
  }

  return {
    ...{ w, desk, workspace, conversation, at, outgoing, arrived },
    asked() {
      asked = "nobody";
    },
    floor: (before) => (asked === "nobody" ? undefined : (asked ?? before)),
    of: (feature) => ({
      ...{ w, words, common, workspace, conversation, place: home, at, newId, arrive },
      wordsAt: (place) => wordsAt(w, workspace, place),
      post({ card, place = near, kind = "post", unrecorded }) {
        const id = newId();
        outgoing.post({ id, card, place, kind, conversation: placeKey(place), ...(unrecorded && { unrecorded }) });
        return id;
      },
      async revise(id, card) {
        outgoing.revise(await outbox.byId(w, workspace, id), card);
      },
      async settle({ place, card, press, by }) {
        const row = card === undefined ? undefined : await outbox.byMessage(w, workspace, place, card);
        if (row && row.card.length > 0) outgoing.revise(row, settledCard(row.card, press, by, own));
      },
      pressed: async ({ place, card }) => (card === undefined ? undefined : (await outbox.byMessage(w, workspace, place, card))?.id),
      async plan({ kind, subject, dueAt, conversation: where = conversation }) {
        await duties.plan(w, { id: newId(), workspace, kind, subject, conversation: where, dueAt });
      },
      async strike(kind, subject) {
        await duties.strike(w, workspace, kind, subject);
      },
      awaitWords() {
        asked = { feature, at: at.getTime() };
      },
      heardWords() {
        asked = "nobody";
      },
    }),
  };
}
