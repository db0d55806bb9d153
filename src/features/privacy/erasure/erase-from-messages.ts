/** Removal of an erased person's name and text from sent cards, which stay. */
import type { ErasureContext, Pseudonym, WordlessRequest } from "../../../core/feature-data.ts";
import type { Card } from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { and, eq, inArray, or } from "../../../storage/drizzle.ts";
import {
  columnContains,
  escapedInJson,
  readTableRows,
  type TableRow,
  updateTableRow,
} from "../../../storage/table-rows.ts";
import { createPseudonymiser, passagePrefixChars, traceSearchTexts } from "./pseudonymise.ts";

/** Erased texts and requests, by which cards that quote them are found. */
export interface ErasedQuotes {
  passages: readonly string[];
  wordless: ReadonlyMap<string, WordlessRequest>;
}

type ShownMessage = TableRow & {
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
 * Updates the cards and returns the number of messages to revise on the platform; the replica that
 * polls next sends the revisions.
 */
export async function eraseFromMessages(
  erasure: ErasureContext,
  quotes: ErasedQuotes,
): Promise<number> {
  const { w, workspace, traces, at, newId } = erasure;
  const { passages, wordless } = quotes;
  const { outbox } = w.t;
  // Erased texts are many, and occur in cards only.
  const somewhere =
    wordless.size + passages.length > 0
      ? undefined
      : or(
          ...traceSearchTexts(traces).flatMap((text) => [
            columnContains(outbox.card, text),
            columnContains(outbox.place, text),
          ]),
        );
  const touched = new Set<string>();
  for (const row of (await readTableRows(w, "outbox", workspace, somewhere)) as ShownMessage[]) {
    if (!mayNamePerson(erasure, quotes, row)) continue;
    const pseudonym = await erasure.pseudonymFor(row.request ?? undefined);
    const subject = row.card.length > 0 ? wordless.get(row.request ?? "") : undefined;
    const card = subject?.card(row.question) ?? cleanCard(erasure, quotes, row.card, pseudonym);
    const place = createPseudonymiser(traces, pseudonym)(row.place);
    if (card === row.card && place === row.place) continue;
    await updateTableRow(w, "outbox", ["seq"], row, { card, place });
    touched.add(row.kind === "revise" && row.target ? row.target : row.id);
  }
  if (touched.size === 0) return 0;
  const roots = (await inBatches([...touched], (ids) =>
    readTableRows(w, "outbox", workspace, inArray(outbox.id, ids)),
  )) as ShownMessage[];
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
  )) as ShownMessage[];
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

/** Cheap test that rules out most rows. */
function mayNamePerson(
  { traces }: ErasureContext,
  { passages, wordless }: ErasedQuotes,
  { request, card, place }: ShownMessage,
): boolean {
  if (wordless.has(request ?? "")) return true;
  const row = JSON.stringify([card, place]);
  const quotes = (text: string): boolean =>
    row.includes(escapedInJson(text.slice(0, passagePrefixChars)));
  const isTitled = ({ reference, title }: WordlessRequest): boolean =>
    title !== null && row.includes(reference) && quotes(title);
  return (
    traceSearchTexts(traces).some((sought) => row.includes(sought)) ||
    passages.some(quotes) ||
    [...wordless.values()].some(isTitled)
  );
}

/** Removes quoted passages everywhere, and the title of a request only next to its reference. */
function cleanCard(
  { traces }: ErasureContext,
  { passages, wordless }: ErasedQuotes,
  card: Card,
  pseudonym: Pseudonym,
): Card {
  const quoted = JSON.stringify(card);
  const titles = [...wordless.values()].flatMap(({ reference, title }) =>
    title !== null && quoted.includes(reference) ? [{ reference, title }] : [],
  );
  const clean = createPseudonymiser(
    traces,
    pseudonym,
    passages.filter((passage) =>
      quoted.includes(escapedInJson(passage.slice(0, passagePrefixChars))),
    ),
  );
  const cleaned = clean(card).map((element) => {
    const named = titles
      .filter(({ reference }) => new RegExp(`${reference}\\b`).test(JSON.stringify(element)))
      .map(({ title }) => title);
    return named.length > 0 ? createPseudonymiser(traces, pseudonym, named)(element) : element;
  });
  return cleaned.some((element, index) => element !== card[index]) ? cleaned : card;
}

/** Works in batches, since a SQLite statement takes 32,766 parameters at most. */
async function inBatches<T, R>(all: readonly T[], work: (some: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += 1_000)
    found.push(...(await work(all.slice(from, from + 1_000))));
  return found;
}
