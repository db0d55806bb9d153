/** Data of requests: their rows, answers, history, trade-offs, embeddings and introductions. */
import {
  type ErasureContext,
  type ErasureHooks,
  type FeatureData,
  isDirectMessagesOf,
} from "../../core/feature-data.ts";
import { buttonRow, textElement } from "../../platform/card.ts";
import { and, eq, inArray, or } from "../../storage/drizzle.ts";
import {
  deleteTableRows,
  lockTableRows,
  type TableRow,
  updateTableRow,
} from "../../storage/table-rows.ts";
import { caseActions } from "./actions.ts";
import { exportRequestRows, personalRequestRows, requestMarkdown } from "./rows/export-rows.ts";
import { requestRetention } from "./rows/retention.ts";
import { type HistoryDetails, requestTables } from "./tables.ts";

/** Cancels the person's open interviews and pending introductions. */
async function endOpenRequests(erasure: ErasureContext): Promise<number> {
  const { w, workspace, person, at, newId } = erasure;
  const { requests, introductions } = w.t;
  const theirs = await lockTableRows(w, "requests", workspace, eq(requests.requester, person));
  const ids = theirs.map(({ id }) => id as string);
  if (ids.length === 0) return 0;
  for (const row of theirs) {
    const isOpen =
      ["asking", "waiting", "parked", "confirming"].includes(String(row.status)) &&
      isDirectMessagesOf(row.place, person);
    if (!isOpen) continue;
    const { id } = await erasure.pseudonymFor(String(row.id));
    await updateTableRow(w, "requests", ["id"], row, { status: "cancelled", updatedAt: at });
    await w.db
      .insert(w.t.historyEntries)
      .values({ id: newId(), workspace, request: String(row.id), status: "cancelled", by: id, at });
  }
  const waiting = and(
    inArray(introductions.state, ["asked", "accepted"]),
    or(inArray(introductions.request, ids), inArray(introductions.other, ids)),
  );
  for (const row of await lockTableRows(w, "introductions", workspace, waiting))
    await updateTableRow(w, "introductions", ["id"], row, { state: "declined" });
  return 0;
}

function withoutWords(details: unknown): unknown {
  if (!details) return details;
  const { alternative: _, ...rest } = details as TableRow;
  return rest;
}

const eraseRequestWords: ErasureHooks["eraseWords"] = async ({ w, workspace, person, words }) => {
  const { requests, answers, historyEntries, tradeOffs, needEmbeddings } = w.t;
  const asked = await lockTableRows(
    w,
    "requests",
    workspace,
    or(eq(requests.requester, person), eq(requests.raisedBy, person)),
  );
  const given = await lockTableRows(w, "answers", workspace, eq(answers.by, person));
  const done = await lockTableRows(w, "historyEntries", workspace, eq(historyEntries.by, person));
  const traded = await lockTableRows(w, "tradeOffs", workspace, eq(tradeOffs.by, person));
  for (const row of asked)
    await updateTableRow(w, "requests", ["id"], row, {
      text: [],
      wish: null,
      title: null,
      reading: null,
    });
  for (const row of given)
    await updateTableRow(w, "answers", ["id"], row, { text: null, restated: null });
  for (const row of done)
    await updateTableRow(w, "historyEntries", ["id"], row, {
      why: null,
      details: withoutWords(row.details),
    });
  for (const row of traded) await updateTableRow(w, "tradeOffs", ["id"], row, { words: null });
  const ids = asked.map(({ id }) => id as string);
  if (ids.length > 0)
    await deleteTableRows(w, "needEmbeddings", workspace, inArray(needEmbeddings.request, ids));
  return {
    written: [
      ...asked.map(({ text, wish, title }) => [text, wish, title]),
      ...given.map(({ text, restated }) => [text, restated]),
      ...done.map(({ why, details }) => [why, (details as HistoryDetails | null)?.alternative]),
      ...traded.map((row) => row.words),
    ],
    wordless: new Map(
      asked.map(({ id, number, title }) => {
        const [request, reference] = [id as string, `R-${number}`];
        return [
          request,
          {
            reference,
            title: title as string | null,
            card: (purpose) => [
              textElement(words("privacy.gone.card", { request: reference })),
              ...(purpose === "intake"
                ? [
                    buttonRow({
                      label: words.plain("privacy.gone.more"),
                      press: caseActions.encode("more", request),
                    }),
                  ]
                : []),
            ],
          },
        ];
      }),
    ),
  };
};

/** What cases store, and how it is erased, kept and exported. */
export const caseData: FeatureData = {
  tables: requestTables,
  personalData: {
    requests: {
      keyColumns: ["id"],
      requestColumn: "id",
      nameColumns: ["interview"],
      personalColumns: {
        conversation: "text",
        place: "json",
        requester: "id",
        raisedBy: "id",
        owner: "id",
        text: "json",
        wish: "json",
        title: "text",
        reading: "json",
        interview: "json",
        service: "text",
        customer: "text",
      },
      impersonalColumns: [
        "id",
        "workspace",
        "kind",
        "status",
        "message",
        "group",
        "stream",
        "mergedInto",
        "outcome",
        "brought",
        "effort",
        "times",
      ],
    },
    answers: {
      keyColumns: ["id"],
      requestColumn: "request",
      personalColumns: { text: "json", by: "id", restated: "text" },
      impersonalColumns: [
        "id",
        "workspace",
        "request",
        "question",
        "message",
        "label",
        "lens",
        "judge",
      ],
    },
    historyEntries: {
      keyColumns: ["id"],
      requestColumn: "request",
      personalColumns: { by: "id", why: "json", details: "json" },
      impersonalColumns: ["id", "workspace", "request", "act", "status", "message"],
    },
    tradeOffs: {
      keyColumns: ["id"],
      requestColumn: "first",
      personalColumns: { words: "json", by: "id" },
      impersonalColumns: ["id", "workspace", "first", "waits", "side"],
    },
    needEmbeddings: {
      keyColumns: ["seq"],
      personalColumns: { meaning: "apart" },
      impersonalColumns: ["workspace", "request"],
    },
    introductions: {
      keyColumns: ["id"],
      personalColumns: { state: "apart" },
      impersonalColumns: ["id", "workspace", "request", "other"],
    },
  },
  erasure: {
    /** Postponed requests return to the team. */
    sharedJobs: ["wake", caseActions.encode("reactivate_due")],
    eraseApart: endOpenRequests,
    eraseWords: eraseRequestWords,
  },
  retention: requestRetention,
  export: {
    columns: ["service", "customer", "effort", "lead_minutes"],
    rows: exportRequestRows,
    personalRows: personalRequestRows,
    markdown: requestMarkdown,
  },
  pageSections: {
    requests: ["request", "request_in_hand", "answer", "step", "trade", "introduction", "mention"],
  },
};
