/** What others were shown: cards that name somebody are kept and shown without the name. */
import { pressOf } from "../requests/press.ts";
import { changeRow, type Row, readRows } from "../storage/any-table.ts";
import { and, eq, inArray, or } from "../storage/drizzle.ts";
import type { Card } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import type { Work } from "./erase.ts";
import { holds, inJson } from "./lines.ts";
import { needles, neutraliser, type StandIn, telltale } from "./stand-in.ts";

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
  const { w, workspace, traces, silent, passages, at, newId } = work;
  const { outbox } = w.t;
  // Words are many, and stand in cards only.
  const somewhere =
    silent.size + passages.length > 0 ? undefined : or(...needles(traces).flatMap((needle) => [holds(outbox.card, needle), holds(outbox.place, needle)]));
  const touched = new Set<string>();
  for (const row of (await readRows(w, "outbox", workspace, somewhere)) as Shown[]) {
    if (!mayHold(work, row)) continue;
    const standIn = await work.standIn(row.request ?? undefined);
    const card = row.card.length > 0 && silent.has(row.request ?? "") ? silentCard(work, row) : cleanCard(work, row.card, standIn);
    const place = neutraliser(traces, standIn)(row.place);
    if (card === row.card && place === row.place) continue;
    await changeRow(w, "outbox", ["seq"], row, { card, place });
    touched.add(row.kind === "revise" && row.target ? row.target : row.id);
  }
  if (touched.size === 0) return 0;
  const roots = (await inBatches([...touched], (ids) => readRows(w, "outbox", workspace, inArray(outbox.id, ids)))) as Shown[];
  const sent = roots.filter(({ kind, state, message }) => kind === "post" && state === "sent" && message !== null);
  const later = (await inBatches(
    sent.map(({ id }) => id),
    (ids) => readRows(w, "outbox", workspace, and(eq(outbox.kind, "revise"), inArray(outbox.target, ids))),
  )) as Shown[];
  const byTarget = Map.groupBy(later, ({ target }) => target);
  let revised = 0;
  for (const root of sent) {
    const newest = (byTarget.get(root.id) ?? []).reduce((last, row) => (row.seq > last.seq ? row : last), root);
    if (newest.card.length === 0 || newest.state === "queued" || root.bulk) continue;
    const { conversation, place, request, question, id: target } = root;
    await w.db
      .insert(outbox)
      .values({ id: newId(), workspace, conversation, kind: "revise", place, card: newest.card, target, request, question, queuedAt: at });
    revised += 1;
  }
  return revised;
}

/** Most rows hold nothing of theirs, and are passed over without more ado. */
function mayHold({ traces, silent, passages }: Work, { request, card, place }: Shown): boolean {
  if (silent.has(request ?? "")) return true;
  const row = JSON.stringify([card, place]);
  const quotes = (text: string): boolean => row.includes(inJson(text.slice(0, telltale)));
  const isCalled = ({ number, title }: { number: number; title: string | null }): boolean => title !== null && row.includes(`R-${number}`) && quotes(title);
  return needles(traces).some((sought) => row.includes(sought)) || passages.some(quotes) || [...silent.values()].some(isCalled);
}

/** Passages wherever they are quoted; what a request is called, where it is called so by its number. */
function cleanCard({ traces, silent, passages }: Work, card: Card, standIn: StandIn): Card {
  const quoted = JSON.stringify(card);
  const titles = [...silent.values()].flatMap(({ number, title }) => (title !== null && quoted.includes(`R-${number}`) ? [{ number, title }] : []));
  const clean = neutraliser(
    traces,
    standIn,
    passages.filter((passage) => quoted.includes(inJson(passage.slice(0, telltale)))),
  );
  const cleaned = clean(card).map((element) => {
    const named = titles.filter(({ number }) => new RegExp(`R-${number}\\b`).test(JSON.stringify(element))).map(({ title }) => title);
    return named.length > 0 ? neutraliser(traces, standIn, named)(element) : element;
  });
  return cleaned.some((element, index) => element !== card[index]) ? cleaned : card;
}

/** In the place of a card with words that went; what the team can do, it is shown as soon as it asks. */
const silentCard = ({ silent, words }: Work, { request, question }: Shown): Card => [
  { kind: "text", text: words("privacy.gone.card", { request: `R-${silent.get(request ?? "")?.number}` }) },
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
