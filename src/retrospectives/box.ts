/** What is kept of a retrospective before the reveal, in one sealed value: its notes, and which events brought them. */
import type { SealedNote } from "./board.ts";
import type { Seals } from "./seal.ts";

export interface Box {
  sealed: SealedNote[];
  /** Keyed digests of the events and messages that were dealt with, so that one delivered again changes nothing. */
  heard: string[];
}

/** Throws `sealed_by_another_key`. Release 0.1.0 kept the notes alone. */
export function readBox(seals: Seals, box: string | null): Box {
  if (!box) return { sealed: [], heard: [] };
  const kept = seals.open<Box | SealedNote[]>(box);
  return Array.isArray(kept) ? { sealed: kept, heard: [] } : kept;
}

/** `null` where there is nothing to keep. */
export const writeBox = (seals: Seals, { sealed, heard }: Box): string | null => (sealed.length + heard.length > 0 ? seals.seal({ sealed, heard }) : null);
