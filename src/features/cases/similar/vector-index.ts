/**
 * In-memory index of embeddings with exhaustive search: 1.5 ms for 100,000, 13 ms for 1,000,000,
 * and 14 MB for each 100,000. A search lets other work go first every few milliseconds.
 */
import { setImmediate } from "node:timers/promises";
import { embeddingDimensions, embeddingStepsPerUnit } from "../../../nlu/text/embedding.ts";
import { dotProducts, vectorsPerCall } from "./dot-products.ts";

/** A vector that was found, and how near it is. */
export interface VectorMatch {
  seq: number;
  /** Dot product, in squares of steps, at most that of equal vectors of unit length. */
  sum: number;
  /** Cosine similarity, up to 1. */
  similarity: number;
}

/** Dot product of two equal vectors of unit length. */
const unit = embeddingStepsPerUnit ** 2;

/** Compares matches: the more similar first; of equally similar ones, the newer. */
const compare = (one: VectorMatch, other: VectorMatch): number =>
  other.sum - one.sum || other.seq - one.seq;

/** Vectors of one block. An index that grows by blocks copies nothing. */
const blockSize = vectorsPerCall;

/** Time (ms) after which a search lets other work go first. */
const sliceMs = 4;

const newBlock = () => ({
  seqs: new Float64Array(blockSize),
  bytes: new Int8Array(blockSize * embeddingDimensions),
});

/** Creates an index of embeddings in memory, which is searched as a whole. */
export function createVectorIndex() {
  const blocks: ReturnType<typeof newBlock>[] = [];
  let size = 0;

  /** Returns the block of a slot, and the place in it. */
  const locate = (slot: number) => ({
    block: blocks[Math.floor(slot / blockSize)]!,
    at: slot % blockSize,
  });

  /** Moves the last vector into a slot. */
  function remove(slot: number): void {
    size -= 1;
    const [from, to] = [locate(size), locate(slot)];
    to.block.seqs[to.at] = from.block.seqs[from.at]!;
    const start = from.at * embeddingDimensions;
    to.block.bytes.set(
      from.block.bytes.subarray(start, start + embeddingDimensions),
      to.at * embeddingDimensions,
    );
  }

  return {
    add(seq: number, point: Int8Array): void {
      if (size === blocks.length * blockSize) blocks.push(newBlock());
      const { block, at } = locate(size);
      block.seqs[at] = seq;
      block.bytes.set(point, at * embeddingDimensions);
      size += 1;
    },

    /** Removes vectors; the last one takes a removed one's slot. */
    drop(gone: Set<number>): void {
      for (const seq of gone) {
        const index = blocks.findLastIndex(({ seqs }, nth) => {
          const at = seqs.indexOf(seq);
          return at >= 0 && nth * blockSize + at < size;
        });
        if (index >= 0) remove(index * blockSize + blocks[index]!.seqs.indexOf(seq));
      }
    },

    /**
     * Returns the most similar vectors with at least this similarity, most similar first; of equally
     * similar ones, the newer first. What is added meanwhile is not found.
     * @param count - how many at most
     * @param after - only those that follow this match
     */
    async nearest(
      point: Int8Array,
      least: number,
      count: number,
      after?: VectorMatch,
    ): Promise<VectorMatch[]> {
      const near: VectorMatch[] = [];
      let floor = least * unit;

      /** Compares a block's vectors, newest first: an older one must be more similar to count. */
      function search({ seqs, bytes }: (typeof blocks)[0], end: number): void {
        const products = dotProducts(point, bytes, end);
        for (let at = end - 1; at >= 0; at -= 1) {
          if (products[at]! < floor) continue;
          const sum = Math.min(unit, products[at]!);
          const seq = seqs[at]!;
          const last = near.length === count ? near[count - 1]! : undefined;
          if (last && sum === last.sum && seq < last.seq) continue;
          const match = { seq, sum, similarity: sum / unit };
          if (after && compare(after, match) >= 0) continue;
          if (near.some((each) => each.seq === seq)) continue; // moved by a removal meanwhile
          near.push(match);
          near.sort(compare);
          if (near.length > count) near.pop();
          if (near.length === count) floor = near[count - 1]!.sum;
        }
      }

      let begun = performance.now();
      for (let nth = Math.ceil(size / blockSize) - 1; nth >= 0; nth -= 1) {
        const end = Math.min(blockSize, size - nth * blockSize);
        if (end > 0) search(blocks[nth]!, end); // others may have removed vectors meanwhile
        if (performance.now() - begun < sliceMs) continue;
        await setImmediate();
        begun = performance.now();
      }
      return near;
    },
  };
}

/** Index of embeddings. */
export type VectorIndex = ReturnType<typeof createVectorIndex>;
