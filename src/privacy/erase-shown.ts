/** What others were shown: cards that name somebody are kept and shown without the name. */
import { pressOf } from "../requests/press.ts";
import { changeRow, type Row, rowsOf } from "../storage/any-table.ts";
import { and, eq, inArray, or } from "../storage/drizzle.ts";
import type { Card } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import type { Work } from "./erase.ts";
import { holds } from "./lines.ts";
import { needles, neutraliser } from "./stand-in.ts";

type Shown = Row & {
  id: string;
  seq: number;
  kind: string;
  state: string;
  target: string | null;
  message: string | null;
  request: string | null;
  question: string | null;
  bulk: boolean;
  card: Card;
  place: Place;
  conversation: string;
};

/** Gives how many messages on the platform are to change; the replica that looks next sends those. */
export async function eraseShown(work: Work): Promise<number> {
  const { w, workspace, traces, at, newId } = work;
  const { outbox } = w.t;
  // Words are many, and stand in cards only.
  const somewhere = traces.words.length > 0 ? undefined : or(...needles(traces).flatMap((needle) => [holds(outbox.card, needle), holds(outbox.place, needle)]));
  const touched = new Set<string>();
  for (const row of (await rowsOf(w, "outbox", workspace, somewhere)) as Shown[]) {
    const clean = neutraliser(traces, await work.standIn(row.request ?? undefined));
    const [card, place] = [
      row.card.length > 0 && row.request !== null && work.silent.has(row.request) ? silentCard(work, row) : clean(row.card),
      clean(row.place),
    ];
    if (card === row.card && place === row.place) continue;
    await changeRow(w, "outbox", ["seq"], row, { card, place });
    touched.add(row.kind === "revise" && row.target ? row.target : row.id);
  }
  if (touched.size === 0) return 0;
  const roots = (await inBatches([...touched], (ids) => rowsOf(w, "outbox", workspace, inArray(outbox.id, ids)))) as Shown[];
  const sent = roots.filter(({ kind, state, message }) => kind === "post" && state === "sent" && message !== null);
  const later = (await inBatches(
    sent.map(({ id }) => id),
    (ids) => rowsOf(w, "outbox", workspace, and(eq(outbox.kind, "revise"), inArray(outbox.target, ids))),
  )) as Shown[];
  let revised = 0;
  for (const root of sent) {
    const newest = later.filter(({ target }) => target === root.id).reduce((last, row) => (row.seq > last.seq ? row : last), root);
    if (newest.card.length === 0 || newest.state === "queued" || root.bulk) continue;
    const { conversation, place, request, question, id: target } = root;
    await w.db
      .insert(outbox)
      .values({ id: newId(), workspace, conversation, kind: "revise", place, card: newest.card, target, request, question, queuedAt: at });
    revised += 1;
  }
  return revised;
}

/** In the place of a card with words that went; what the team can do, it is shown as soon as it asks. */
const silentCard = ({ silent, words }: Work, { request, question }: Shown): Card => [
  { kind: "text", text: words("privacy.gone.card", { request: `R-${silent.get(request ?? "")}` }) },
  ...(question === "intake"
    ? [{ kind: "buttons" as const, buttons: [{ label: words.label("privacy.gone.more"), press: pressOf({ verb: "more", request: request ?? "" }) }] }]
    : []),
];

/** SQLite takes so many parameters a statement. */
async function inBatches<T, R>(all: readonly T[], work: (some: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += 1_000) found.push(...(await work(all.slice(from, from + 1_000))));
  return found;
}
