/** In-memory index of embeddings with exhaustive search: 6 ms and 13 MB for 100,000. */
import { embeddingDimensions, embeddingStepsPerUnit } from "../../../nlu/text/embedding.ts";

export interface VectorMatch {
  seq: number;
  /** Cosine similarity, up to 1. */
  similarity: number;
}

const half = embeddingDimensions / 2;

/** Length of a vector's second half. */
const tailOf = (point: Int8Array): number => Math.hypot(...point.subarray(half));

/**
 * Dot product over a range of dimensions; `start` is the beginning of the second vector. Integer
 * arithmetic takes two thirds of the time.
 */
function product(
  point: Int8Array,
  bytes: Int8Array,
  start: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let index = from; index < to; index += 1)
    sum = (sum + Math.imul(point[index]!, bytes[start + index]!)) | 0;
  return sum;
}

export function createVectorIndex() {
  let seqs = new Float64Array(256);
  let tails = new Float32Array(256);
  let bytes = new Int8Array(256 * embeddingDimensions);
  let size = 0;

  function grow(): void {
    const old = { seqs, tails, bytes };
    const capacity = Math.ceil(size * 1.5);
    seqs = new Float64Array(capacity);
    tails = new Float32Array(capacity);
    bytes = new Int8Array(capacity * embeddingDimensions);
    seqs.set(old.seqs);
    tails.set(old.tails);
    bytes.set(old.bytes);
  }

  return {
    add(seq: number, point: Int8Array): void {
      if (size === seqs.length) grow();
      seqs[size] = seq;
      tails[size] = tailOf(point);
      bytes.set(point, size * embeddingDimensions);
      size += 1;
    },

    /** Removes vectors; the last one takes a removed one's slot. */
    drop(gone: Set<number>): void {
      if (gone.size === 0) return;
      for (let at = size - 1; at >= 0; at -= 1) {
        if (!gone.has(seqs[at]!)) continue;
        size -= 1;
        seqs[at] = seqs[size]!;
        tails[at] = tails[size]!;
        bytes.copyWithin(
          at * embeddingDimensions,
          size * embeddingDimensions,
          (size + 1) * embeddingDimensions,
        );
      }
    },

    /**
     * Returns the vectors with at least this similarity, most similar first; ties go to the newer.
     */
    nearest(point: Int8Array, least: number): VectorMatch[] {
      const floor = least * embeddingStepsPerUnit ** 2;
      const tail = tailOf(point);
      const [all, rest, count] = [bytes, tails, size];
      const near: VectorMatch[] = [];
      for (let slot = 0; slot < count; slot += 1) {
        const start = slot * embeddingDimensions;
        const first = product(point, all, start, 0, half);
        // upper bound by the Cauchy–Schwarz inequality
        if (first + tail * rest[slot]! < floor) continue;
        const sum = first + product(point, all, start, half, embeddingDimensions);
        if (sum >= floor)
          near.push({
            seq: seqs[slot]!,
            similarity: Math.min(1, sum / embeddingStepsPerUnit ** 2),
          });
      }
      return near.sort((a, b) => b.similarity - a.similarity || b.seq - a.seq);
    },
  };
}

export type VectorIndex = ReturnType<typeof createVectorIndex>;
