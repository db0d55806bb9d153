/**
 * What the ledger holds on one person's part in requests: those they asked for, raised or have in
 * hand, what they answered and did, and where others named them.
 */
import { and, asc, eq, or } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import {
  columnContains,
  escapedInJson,
  isoInstantOrNull,
  type PersonalDataLine,
  plainTextOrNull,
} from "./export-lines.ts";

export async function* personalRequestLines(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
  const { requests, answers, historyEntries, tradeOffs, introductions } = t;
  const named = `"${escapedInJson(person)}"`;
  const theirs = await db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.workspace, workspace),
        or(
          eq(requests.requester, person),
          eq(requests.raisedBy, person),
          eq(requests.owner, person),
        ),
      ),
    )
    .orderBy(asc(requests.number));
  for (const row of theirs) {
    const own = row.requester === person || row.raisedBy === person;
    yield {
      type: own ? "request" : "request_in_hand",
      workspace,
      request: `R-${row.number}`,
      title: row.title,
      kind: row.kind,
      status: row.status,
      requester: row.requester,
      raised_by: row.raisedBy,
      owner: row.owner,
      ...(own && {
        text: plainTextOrNull(row.text),
        wish: plainTextOrNull(row.wish),
        priority: row.priority,
        provider: row.provider,
        reading: JSON.stringify(row.reading),
      }),
      private: row.secluded,
      created_at: isoInstantOrNull(row.createdAt),
      updated_at: isoInstantOrNull(row.updatedAt),
      logged_at: isoInstantOrNull(row.loggedAt),
      delivered_at: isoInstantOrNull(row.deliveredAt),
      outcome: row.outcome,
    };
  }
  const given = await db
    .select({ row: answers, number: requests.number })
    .from(answers)
    .innerJoin(requests, eq(requests.id, answers.request))
    .where(and(eq(answers.workspace, workspace), eq(answers.by, person)))
    .orderBy(asc(answers.at), asc(answers.id));
  for (const { number, row } of given) {
    const { question, label, confidence, lens, judge, restated } = row;
    const read = {
      label,
      confidence,
      lens,
      judge,
      restated,
      retired_at: isoInstantOrNull(row.retiredAt),
    };
    yield {
      type: "answer",
      workspace,
      request: `R-${number}`,
      question,
      text: plainTextOrNull(row.text),
      by: person,
      at: isoInstantOrNull(row.at),
      ...read,
    };
  }
  const done = await db
    .select({ row: historyEntries, number: requests.number })
    .from(historyEntries)
    .innerJoin(requests, eq(requests.id, historyEntries.request))
    .where(
      and(
        eq(historyEntries.workspace, workspace),
        or(eq(historyEntries.by, person), columnContains(historyEntries.details, named)),
      ),
    )
    .orderBy(asc(historyEntries.at), asc(historyEntries.id));
  for (const { number, row } of done) {
    const { act, status, by, at, why, details } = row;
    const { alternative = null, to = null, verdict = null } = details ?? {};
    const own = by === person;
    if (!own && to !== person) continue;
    yield {
      type: "step",
      workspace,
      request: `R-${number}`,
      act,
      status,
      by,
      at: isoInstantOrNull(at),
      to,
      ...(own && {
        why: plainTextOrNull(why),
        alternative: plainTextOrNull(alternative),
        outcome: verdict,
      }),
    };
  }
  const traded = await db
    .select({ row: tradeOffs, number: requests.number })
    .from(tradeOffs)
    .innerJoin(requests, eq(requests.id, tradeOffs.first))
    .where(and(eq(tradeOffs.workspace, workspace), eq(tradeOffs.by, person)))
    .orderBy(asc(tradeOffs.at));
  for (const { number, row } of traded)
    yield {
      type: "trade",
      workspace,
      request: `R-${number}`,
      text: plainTextOrNull(row.words),
      side: row.side,
      by: person,
      at: isoInstantOrNull(row.at),
    };
  const called = new Map(theirs.map(({ id, number }) => [id, `R-${number}`]));
  const met = await db
    .select()
    .from(introductions)
    .where(eq(introductions.workspace, workspace))
    .orderBy(asc(introductions.at));
  for (const { request, other, state, at } of met) {
    const own = called.get(request) ?? called.get(other);
    if (own)
      yield {
        type: "introduction",
        workspace,
        request: own,
        status: state,
        at: isoInstantOrNull(at),
      };
  }
  const spoken = await db
    .select({
      question: answers.question,
      by: answers.by,
      at: answers.at,
      request: requests.id,
      number: requests.number,
      secluded: requests.secluded,
    })
    .from(answers)
    .innerJoin(requests, eq(requests.id, answers.request))
    .where(and(eq(answers.workspace, workspace), columnContains(answers.text, named)))
    .orderBy(asc(answers.at));
  for (const { question, by, at, request, number, secluded } of spoken) {
    if (by === person) continue;
    // of others' private requests not even the number
    const shown = !secluded || called.has(request);
    yield {
      type: "mention",
      workspace,
      request: shown ? `R-${number}` : null,
      question,
      at: isoInstantOrNull(at),
    };
  }
}
