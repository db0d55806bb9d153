/** What others were shown: cards that name somebody are kept and shown without the name. */

import type { Card } from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { and, eq, inArray, or } from "../../../storage/drizzle.ts";
import { readTableRows, type TableRow, updateTableRow } from "../../../storage/table-rows.ts";
import { encodeRequestAction } from "../../cases/action-codec.ts";
import { columnContains, escapedInJson } from "../export/export-lines.ts";
import type { ErasureContext } from "./erase-person.ts";
import {
  createPseudonymiser,
  type Pseudonym,
  passagePrefixChars,
  traceSearchTexts,
} from "./pseudonymise.ts";

type Shown = TableRow & {
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
  place: ConversationRef;
  conversation: string;
};

/**
 * Gives how many messages on the platform are to change; the replica that looks next sends those.
 */
export async function eraseFromMessages(work: ErasureContext): Promise<number> {
  const { w, workspace, traces, wordlessRequests, passages, at, newId } = work;
  const { outbox } = w.t;
  // Words are many, and stand in cards only.
  const somewhere =
    wordlessRequests.size + passages.length > 0
      ? undefined
      : or(
          ...traceSearchTexts(traces).flatMap((needle) => [
            columnContains(outbox.card, needle),
            columnContains(outbox.place, needle),
          ]),
        );
  const touched = new Set<string>();
  for (const row of (await readTableRows(w, "outbox", workspace, somewhere)) as Shown[]) {
    if (!mayHold(work, row)) continue;
    const standIn = await work.pseudonymFor(row.request ?? undefined);
    const card =
      row.card.length > 0 && wordlessRequests.has(row.request ?? "")
        ? silentCard(work, row)
        : cleanCard(work, row.card, standIn);
    const place = createPseudonymiser(traces, standIn)(row.place);
    if (card === row.card && place === row.place) continue;
    await updateTableRow(w, "outbox", ["seq"], row, { card, place });
    touched.add(row.kind === "revise" && row.target ? row.target : row.id);
  }
  if (touched.size === 0) return 0;
  const roots = (await inBatches([...touched], (ids) =>
    readTableRows(w, "outbox", workspace, inArray(outbox.id, ids)),
  )) as Shown[];
  const sent = roots.filter(
    ({ kind, state, message }) => kind === "post" && state === "sent" && message !== null,
  );
  const later = (await inBatches(
    sent.map(({ id }) => id),
    (ids) =>
      readTableRows(
        w,
        "outbox",
        workspace,
        and(eq(outbox.kind, "revise"), inArray(outbox.target, ids)),
      ),
  )) as Shown[];
  const byTarget = Map.groupBy(later, ({ target }) => target);
  let revised = 0;
  for (const root of sent) {
    const newest = (byTarget.get(root.id) ?? []).reduce(
      (last, row) => (row.seq > last.seq ? row : last),
      root,
    );
    if (newest.card.length === 0 || newest.state === "queued" || root.bulk) continue;
    const { conversation, place, request, question, id: target } = root;
    await w.db.insert(outbox).values({
      id: newId(),
      workspace,
      conversation,
      kind: "revise",
      place,
      card: newest.card,
      target,
      request,
      question,
      queuedAt: at,
    });
    revised += 1;
  }
  return revised;
}

/** Most rows hold nothing of theirs, and are passed over without more ado. */
function mayHold(
  { traces, wordlessRequests, passages }: ErasureContext,
  { request, card, place }: Shown,
): boolean {
  if (wordlessRequests.has(request ?? "")) return true;
  const row = JSON.stringify([card, place]);
  const quotes = (text: string): boolean =>
    row.includes(escapedInJson(text.slice(0, passagePrefixChars)));
  const isCalled = ({ number, title }: { number: number; title: string | null }): boolean =>
    title !== null && row.includes(`R-${number}`) && quotes(title);
  return (
    traceSearchTexts(traces).some((sought) => row.includes(sought)) ||
    passages.some(quotes) ||
    [...wordlessRequests.values()].some(isCalled)
  );
}

/**
 * Passages wherever they are quoted; what a request is called, where it is called so by its number.
 */
function cleanCard(
  { traces, wordlessRequests, passages }: ErasureContext,
  card: Card,
  standIn: Pseudonym,
): Card {
  const quoted = JSON.stringify(card);
  const titles = [...wordlessRequests.values()].flatMap(({ number, title }) =>
    title !== null && quoted.includes(`R-${number}`) ? [{ number, title }] : [],
  );
  const clean = createPseudonymiser(
    traces,
    standIn,
    passages.filter((passage) =>
      quoted.includes(escapedInJson(passage.slice(0, passagePrefixChars))),
    ),
  );
  const cleaned = clean(card).map((element) => {
    const named = titles
      .filter(({ number }) => new RegExp(`R-${number}\\b`).test(JSON.stringify(element)))
      .map(({ title }) => title);
    return named.length > 0 ? createPseudonymiser(traces, standIn, named)(element) : element;
  });
  return cleaned.some((element, index) => element !== card[index]) ? cleaned : card;
}

/**
 * In the place of a card with words that went; what the team can do, it is shown as soon as it
 * asks.
 */
const silentCard = (
  { wordlessRequests, words }: ErasureContext,
  { request, question }: Shown,
): Card => [
  {
    kind: "text",
    text: words("privacy.gone.card", {
      request: `R-${wordlessRequests.get(request ?? "")?.number}`,
    }),
  },
  ...(question === "intake"
    ? [
        {
          kind: "buttons" as const,
          buttons: [
            {
              label: words.plain("privacy.gone.more"),
              press: encodeRequestAction({ verb: "more", request: request ?? "" }),
            },
          ],
        },
      ]
    : []),
];

/** SQLite takes so many parameters a statement. */
async function inBatches<T, R>(all: readonly T[], work: (some: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += 1_000)
    found.push(...(await work(all.slice(from, from + 1_000))));
  return found;
}
