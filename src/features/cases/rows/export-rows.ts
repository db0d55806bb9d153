/** Rows of requests in exports. */
import {
  type ExportRow,
  isoInstantOrNull,
  markdownOf,
  plainTextOrNull,
} from "../../../core/feature-data.ts";
import { and, asc, eq, gt, or } from "../../../storage/drizzle.ts";
import { requestsWithBlockedCard } from "../../../storage/queue/blocked-messages.ts";
import type { Reader } from "../../../storage/store.ts";
import { columnContains, escapedInJson } from "../../../storage/table-rows.ts";

/** Rows of one query, which bounds the memory of an export. */
const pageRows = 500;

/**
 * Yields all requests with answers, history and trade-offs, oldest first; those marked as none have
 * that status.
 */
export async function* exportRequestRows(
  { db, t }: Reader,
  workspace: string,
): AsyncGenerator<ExportRow> {
  const groups = new Map(
    (
      await db
        .select({ id: t.groups.id, name: t.groups.name })
        .from(t.groups)
        .where(eq(t.groups.workspace, workspace))
    ).map(({ id, name }) => [id, name]),
  );
  const called = async (id: string): Promise<string | null> => {
    const [row] = await db
      .select({ number: t.requests.number })
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, id)));
    return row ? `R-${row.number}` : null;
  };
  const waiting = await requestsWithBlockedCard({ db, t }, workspace);
  for (let last = 0; ; ) {
    const requests = await db
      .select()
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), gt(t.requests.number, last)))
      .orderBy(asc(t.requests.number))
      .limit(pageRows);
    for (const row of requests) {
      const common = { workspace, request: `R-${row.number}` };
      yield {
        type: "request",
        ...common,
        title: row.title,
        text: plainTextOrNull(row.text),
        kind: row.kind,
        status: row.status,
        waits_for_channel: waiting.has(row.id),
        requester: row.requester,
        raised_by: row.raisedBy,
        wish: plainTextOrNull(row.wish),
        priority: row.priority,
        surface: row.place.platform,
        created_at: isoInstantOrNull(row.createdAt),
        updated_at: isoInstantOrNull(row.updatedAt),
        logged_at: isoInstantOrNull(row.loggedAt),
        owner: row.owner,
        group: row.group && (groups.get(row.group) ?? null),
        stream: row.stream,
        service: row.service,
        customer: row.customer,
        private: row.isPrivate,
        from_outside: row.outside,
        security: row.security,
        delivered_at: isoInstantOrNull(row.deliveredAt),
        outcome: row.outcome,
        brought: row.brought,
        effort: row.effort,
        lead_minutes: row.times?.lead ?? null,
        merged_into: row.mergedInto && (await called(row.mergedInto)),
      };
      const answers = await db
        .select()
        .from(t.answers)
        .where(and(eq(t.answers.workspace, workspace), eq(t.answers.request, row.id)))
        .orderBy(asc(t.answers.at), asc(t.answers.id));
      for (const answer of answers) {
        yield {
          type: "answer",
          ...common,
          question: answer.question,
          text: plainTextOrNull(answer.text),
          by: answer.by,
          at: isoInstantOrNull(answer.at),
          label: answer.label,
          confidence: answer.confidence,
          lens: answer.lens,
          judge: answer.judge,
          restated: answer.restated,
          retired_at: isoInstantOrNull(answer.retiredAt),
        };
      }
      const steps = await db
        .select()
        .from(t.historyEntries)
        .where(and(eq(t.historyEntries.workspace, workspace), eq(t.historyEntries.request, row.id)))
        .orderBy(asc(t.historyEntries.at), asc(t.historyEntries.id));
      for (const { act, status, by, at, why, details } of steps) {
        const { alternative = null, until = null, to = null, verdict = null } = details ?? {};
        yield {
          type: "step",
          ...common,
          act,
          status,
          by,
          at: isoInstantOrNull(at),
          why: plainTextOrNull(why),
          alternative: plainTextOrNull(alternative),
          until,
          to,
          outcome: verdict,
        };
      }
      const trades = await db
        .select()
        .from(t.tradeOffs)
        .where(and(eq(t.tradeOffs.workspace, workspace), eq(t.tradeOffs.first, row.id)))
        .orderBy(asc(t.tradeOffs.at));
      for (const { waits, words, side, by, at } of trades)
        yield {
          type: "trade",
          ...common,
          waits: waits && (await called(waits)),
          text: plainTextOrNull(words),
          side,
          by,
          at: isoInstantOrNull(at),
        };
      last = row.number;
    }
    if (requests.length < pageRows) break;
  }
}

/**
 * Yields a person's part in requests: those they asked for, raised or own, their answers and
 * actions, and where others named them.
 */
export async function* personalRequestRows(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
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
      private: row.isPrivate,
      security: row.security,
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
      isPrivate: requests.isPrivate,
    })
    .from(answers)
    .innerJoin(requests, eq(requests.id, answers.request))
    .where(and(eq(answers.workspace, workspace), columnContains(answers.text, named)))
    .orderBy(asc(answers.at));
  for (const { question, by, at, request, number, isPrivate } of spoken) {
    if (by === person) continue;
    // the numbers of others' private requests are left out
    const shown = !isPrivate || called.has(request);
    yield {
      type: "mention",
      workspace,
      request: shown ? `R-${number}` : null,
      question,
      at: isoInstantOrNull(at),
    };
  }
}

const history = (row: ExportRow): string =>
  `- _${row.at}_: ${markdownOf(row.act ?? row.status)} by ${markdownOf(row.by)}${row.alternative ? `, instead: ${markdownOf(row.alternative)}` : ""}${row.why ? `, ${markdownOf(row.why)}` : ""}\n`;

/** Markdown of the exported rows of requests, by type. */
export const requestMarkdown = {
  request: (row: ExportRow): string =>
    `\n## ${row.request} ${markdownOf(row.title)}\n\n${markdownOf(row.status)}, ${markdownOf(row.kind)}, from ${markdownOf(row.requester)}, ${row.created_at}\n\n> ${markdownOf(row.text)}\n\n`,
  answer: (row: ExportRow): string =>
    `- ${row.retired_at ? "~~" : ""}**${markdownOf(row.question)}**: ${row.text === null ? "left open" : markdownOf(row.text)}${row.label ? ` (${markdownOf(row.label)})` : ""}${row.retired_at ? "~~" : ""}\n`,
  step: history,
  trade: (row: ExportRow): string =>
    `- waits for it: ${markdownOf(row.waits ?? row.text ?? "nothing")}, as ${markdownOf(row.by)} chose\n`,
};
