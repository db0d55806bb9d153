/** In-memory index of embeddings with exhaustive search: 6 ms and 13 MB for 100,000. */
import { embeddingDimensions, embeddingStepsPerUnit } from "../../../nlu/text/embedding.ts";

export interface VectorMatch {
  seq: number;
  /** Dot product, in squares of steps, at most that of equal vectors of unit length. */
  sum: number;
  /** Cosine similarity, up to 1. */
  similarity: number;
}

/** Dot product of two equal vectors of unit length. */
const unit = embeddingStepsPerUnit ** 2;

const half = embeddingDimensions / 2;

/** Square of a vector's length. */
const squareOf = (point: Int8Array): number => product(point, point, 0, 0, embeddingDimensions);

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

/** Compares matches: the more similar first; of equally similar ones, the newer. */
const compare = (one: VectorMatch, other: VectorMatch): number =>
  other.sum - one.sum || other.seq - one.seq;

export function createVectorIndex() {
  let seqs = new Float64Array(256);
  let squares = new Int32Array(256);
  let tails = new Float32Array(256);
  let bytes = new Int8Array(256 * embeddingDimensions);
  let size = 0;

  function grow(): void {
    const old = { seqs, squares, tails, bytes };
    const capacity = Math.ceil(size * 1.5);
    seqs = new Float64Array(capacity);
    squares = new Int32Array(capacity);
    tails = new Float32Array(capacity);
    bytes = new Int8Array(capacity * embeddingDimensions);
    seqs.set(old.seqs);
    squares.set(old.squares);
    tails.set(old.tails);
    bytes.set(old.bytes);
  }

  return {
    add(seq: number, point: Int8Array): void {
      if (size === seqs.length) grow();
      seqs[size] = seq;
      squares[size] = squareOf(point);
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
        squares[at] = squares[size]!;
        tails[at] = tails[size]!;
        bytes.copyWithin(
          at * embeddingDimensions,
          size * embeddingDimensions,
          (size + 1) * embeddingDimensions,
        );
      }
    },

    /**
     * Returns the most similar vectors with at least this similarity, most similar first; of equally
     * similar ones, the newer first.
     * @param count - how many at most
     * @param after - only those that follow this match
     */
    nearest(point: Int8Array, least: number, count: number, after?: VectorMatch): VectorMatch[] {
      const square = squareOf(point);
      const tail = tailOf(point);
      const [all, rest] = [bytes, tails];
      const near: VectorMatch[] = [];
      let floor = least * unit;
      // newest first, because an older vector that is not more similar then changes nothing
      for (let slot = size - 1; slot >= 0; slot -= 1) {
        const seq = seqs[slot]!;
        const last = near.length === count ? near[count - 1]! : undefined;
        // both bounds are those of the Cauchy–Schwarz inequality
        if (last && seq < last.seq && floor ** 2 >= Math.min(unit ** 2, square * squares[slot]!))
          continue;
        const start = slot * embeddingDimensions;
        const first = product(point, all, start, 0, half);
        if (first + tail * rest[slot]! < floor) continue;
        const second = product(point, all, start, half, embeddingDimensions);
        const sum = Math.min(unit, first + second);
        if (sum < floor) continue;
        if (last && sum === last.sum && seq < last.seq) continue;
        const match = { seq, sum, similarity: sum / unit };
        if (after && compare(after, match) >= 0) continue;
        near.push(match);
        near.sort(compare);
        if (near.length > count) near.pop();
        if (near.length === count) floor = near[count - 1]!.sum;
      }
      return near;
    },
  };
}

export type VectorIndex = ReturnType<typeof createVectorIndex>;
