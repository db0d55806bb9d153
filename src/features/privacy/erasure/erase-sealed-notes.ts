/**
 * Notes that wait in a retrospective's box for the reveal: their author's are found by the token
 * that only the house's key makes.
 */

import type { NoteCipher } from "../../retrospectives/note-encryption.ts";
import {
  readSealedNotes,
  type SealedNotes,
  writeSealedNotes,
} from "../../retrospectives/sealed-notes.ts";
import type { Erasure } from "./erase-person.ts";

/** A box of another key stays as it is: nobody can open it here. */
export const createSealedNoteEraser =
  (seals: NoteCipher): NonNullable<Erasure["withoutSealedNotes"]> =>
  (box, retrospective, person) => {
    let kept: SealedNotes;
    try {
      kept = readSealedNotes(seals, box);
    } catch {
      return undefined;
    }
    const token = seals.authorToken(retrospective, person);
    const left = kept.sealed.filter((note) => note.token !== token && note.by !== person);
    return left.length === kept.sealed.length
      ? undefined
      : writeSealedNotes(seals, { ...kept, sealed: left });
  };
