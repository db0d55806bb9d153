/** Embeddings of requests' needs, by which requests with a similar need are found. */
import { embeddingDimensions, embedNeedText } from "../../../nlu/text/embedding.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { and, eq, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Writer } from "../../../storage/store.ts";
import type { Interview } from "../interview-state.ts";
import type { InterviewAnswer } from "../questions.ts";

/**
 * What a request is for, in the requester's words, and what was asked for, which is not what it is
 * for.
 */
export interface NeedText {
  text: string;
  subject?: string | undefined;
}

const said = (answer: InterviewAnswer | undefined): string[] =>
  answer?.text ? [toPlainText(answer.text)] : [];

/**
 * The need, or what is broken or to be decided, and the effect on the customer; the first message
 * only where none of the former is known.
 */
export function needText({ text, subject, answers }: Interview): NeedText {
  const { need, need_again, symptom, decision, customer, link } = answers;
  const purpose = [
    [need_again, need].find((answer) => answer?.label === "need"),
    symptom,
    decision,
  ].flatMap(said);
  const effect =
    customer?.label === "direct" || customer?.label === "indirect"
      ? [customer, link].flatMap(said)
      : [];
  return {
    text: [...(purpose.length > 0 ? purpose : [toPlainText(text)]), ...effect].join("\n"),
    subject,
  };
}

/**
 * The last few points: a need is looked for and then kept, and working it out takes most of a
 * millisecond.
 */
const recent = new Map<string, Int8Array>();
const mostRecent = 100;

export function embedNeed({ text, subject }: NeedText): Int8Array {
  const key = `${subject ?? ""}\n${text}`;
  const point = recent.get(key) ?? embedNeedText(text, subject);
  recent.set(key, point);
  if (recent.size > mostRecent) recent.delete(recent.keys().next().value!);
  return point;
}

/** Undefined for a point that an older release made, of other dimensions. */
export function decodeEmbedding(meaning: string): Int8Array | undefined {
  const bytes = Buffer.from(meaning, "base64");
  return bytes.length === embeddingDimensions
    ? new Int8Array(bytes.buffer, bytes.byteOffset, embeddingDimensions)
    : undefined;
}

export const encodeEmbedding = (point: Int8Array): string =>
  Buffer.from(point.buffer, point.byteOffset, point.byteLength).toString("base64");

const p = sql.placeholder;

const strike = prepared("need_delete", ({ db, t }: Writer) =>
  db
    .delete(t.needEmbeddings)
    .where(
      and(
        eq(t.needEmbeddings.workspace, p("workspace")),
        eq(t.needEmbeddings.request, p("request")),
      ),
    ),
);

const insert = prepared("need_insert", ({ db, t }: Writer) =>
  db
    .insert(t.needEmbeddings)
    .values({ workspace: p("workspace"), request: p("request"), meaning: p("meaning") }),
);

/**
 * Keeps what a request is for in place of what was kept before, as a new row, which every replica's
 * index comes to see. Nothing is kept where the words say nothing: with no words, it is forgotten.
 */
export async function saveNeedEmbedding(
  w: Writer,
  workspace: string,
  request: string,
  need: NeedText,
): Promise<void> {
  await strike(w, { workspace, request });
  const point = embedNeed(need);
  if (point.some((value) => value !== 0))
    await insert(w, { workspace, request, meaning: encodeEmbedding(point) });
}
