/**
 * What is kept of a retrospective before the reveal, in one sealed value: its notes, and which
 * events brought them.
 */
import type { SealedNote } from "./board/board.ts";
import type { NoteCipher } from "./note-encryption.ts";

export interface SealedNotes {
  sealed: SealedNote[];
  /**
   * Keyed digests of the events and messages that were dealt with, so that one delivered again
   * changes nothing.
   */
  heard: string[];
}

/** Throws `sealed_by_another_key`. Release 0.1.0 kept the notes alone. */
export function readSealedNotes(seals: NoteCipher, box: string | null): SealedNotes {
  if (!box) return { sealed: [], heard: [] };
  const kept = seals.open<SealedNotes | SealedNote[]>(box);
  return Array.isArray(kept) ? { sealed: kept, heard: [] } : kept;
}

/** `null` where there is nothing to keep. */
export const writeSealedNotes = (
  seals: NoteCipher,
  { sealed, heard }: SealedNotes,
): string | null => (sealed.length + heard.length > 0 ? seals.seal({ sealed, heard }) : null);
