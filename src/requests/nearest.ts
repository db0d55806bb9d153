/** Points of needs in memory, and which of them lie near another: every one is looked at, 8 ms for 100,000. */
import { dimensions, unit } from "../judgement/meaning.ts";

export interface Near {
  seq: number;
  /** Up to 1, as alike as can be. */
  likeness: number;
}

export function openPoints() {
  let seqs = new Float64Array(256);
  let bytes = new Int8Array(256 * dimensions);
  let size = 0;

  return {
    add(seq: number, point: Int8Array): void {
      if (size === seqs.length) {
        const [before, old] = [seqs, bytes];
        seqs = new Float64Array(Math.ceil(size * 1.5));
        bytes = new Int8Array(seqs.length * dimensions);
        seqs.set(before);
        bytes.set(old);
      }
      seqs[size] = seq;
      bytes.set(point, size * dimensions);
      size += 1;
    },

    /** The last point takes the place of one that goes. */
    drop(gone: Set<number>): void {
      for (let at = size - 1; at >= 0 && gone.size > 0; at -= 1) {
        if (!gone.has(seqs[at]!)) continue;
        size -= 1;
        seqs[at] = seqs[size]!;
        bytes.copyWithin(at * dimensions, size * dimensions, (size + 1) * dimensions);
      }
    },

    /** Those at least this much alike, likest first; of two alike the newer. */
    nearest(point: Int8Array, least: number): Near[] {
      const floor = least * unit ** 2;
      const hits: Near[] = [];
      for (let slot = 0; slot < size; slot += 1) {
        let sum = 0;
        for (let index = 0, at = slot * dimensions; index < dimensions; index += 4, at += 4)
          sum += point[index]! * bytes[at]! + point[index + 1]! * bytes[at + 1]! + point[index + 2]! * bytes[at + 2]! + point[index + 3]! * bytes[at + 3]!;
        if (sum >= floor) hits.push({ seq: seqs[slot]!, likeness: Math.min(1, sum / unit ** 2) });
      }
      return hits.sort((a, b) => b.likeness - a.likeness || b.seq - a.seq);
    },
  };
}

export type Points = ReturnType<typeof openPoints>;
