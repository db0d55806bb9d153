/** Embeddings of needs, by which similar requests are found. */
import { embeddingDimensions, embedNeedText } from "../../../nlu/text/embedding.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { and, eq, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Writer } from "../../../storage/store.ts";
import type { Interview } from "../../interview/model/interview-state.ts";
import type { InterviewAnswer } from "../../interview/model/questions.ts";

/** Text of a request, and where its need is known, the subject asked for, which is not the need. */
export interface NeedText {
  text: string;
  subject?: string | undefined;
}

const said = (answer: InterviewAnswer | undefined): string[] =>
  answer?.text ? [toPlainText(answer.text)] : [];

/** Returns what was asked for with the need, the fault or the decision, and the customer's effect. */
export function needText({ text, subject = "", answers }: Interview): NeedText {
  const { need, need_again, symptom, decision, customer, link } = answers;
  const purpose = [need_again, need].find((answer) => answer?.label === "need");
  const effect =
    customer?.label === "direct" || customer?.label === "indirect"
      ? [customer, link].flatMap(said)
      : [];
  return purpose
    ? { text: [toPlainText(text), ...said(purpose), ...effect].join("\n"), subject }
    : { text: [toPlainText(text), ...[symptom, decision].flatMap(said), ...effect].join("\n") };
}

/**
 * Cache of recent embeddings: a need is first searched for and then stored, and computing it takes
 * most of a millisecond.
 */
const recent = new Map<string, Int8Array>();
const maxCachedEmbeddings = 100;

/** Returns the embedding of a need; the latest are remembered. */
export function embedNeed({ text, subject }: NeedText): Int8Array {
  const key = JSON.stringify([subject, text]);
  const point = recent.get(key) ?? embedNeedText(text, { leftOut: subject });
  recent.set(key, point);
  if (recent.size > maxCachedEmbeddings) recent.delete(recent.keys().next().value!);
  return point;
}

/** Decodes an embedding; `undefined` for one of other dimensions by an older release. */
export function decodeEmbedding(meaning: string): Int8Array | undefined {
  const bytes = Buffer.from(meaning, "base64");
  return bytes.length === embeddingDimensions
    ? new Int8Array(bytes.buffer, bytes.byteOffset, embeddingDimensions)
    : undefined;
}

/** Encodes an embedding as it is stored. */
export const encodeEmbedding = (point: Int8Array): string =>
  Buffer.from(point.buffer, point.byteOffset, point.byteLength).toString("base64");

const p = sql.placeholder;

const deleteRow = prepared("need_delete", ({ db, t }: Writer) =>
  db
    .delete(t.needEmbeddings)
    .where(
      and(
        eq(t.needEmbeddings.workspace, p("workspace")),
        eq(t.needEmbeddings.request, p("request")),
      ),
    ),
);

const insertRow = prepared("need_insert", ({ db, t }: Writer) =>
  db
    .insert(t.needEmbeddings)
    .values({ workspace: p("workspace"), request: p("request"), meaning: p("meaning") }),
);

/**
 * Replaces a request's embedding by a new row, so that every replica's index sees it. Without
 * usable text it is deleted.
 */
export async function saveNeedEmbedding(
  w: Writer,
  workspace: string,
  request: string,
  need: NeedText,
): Promise<void> {
  await deleteRow(w, { workspace, request });
  const point = embedNeed(need);
  if (point.some((value) => value !== 0))
    await insertRow(w, { workspace, request, meaning: encodeEmbedding(point) });
}
