/** Notes that wait in a retrospective's box for the reveal: their author's are found by the token that only the house's key makes. */
import type { SealedNote } from "../retrospectives/board.ts";
import type { Seals } from "../retrospectives/seal.ts";
import type { Erasure } from "./erase.ts";

/** A box of another key stays as it is: nobody can open it here. */
export const openUnsealed =
  (seals: Seals): NonNullable<Erasure["unsealed"]> =>
  (box, retrospective, person) => {
    let notes: SealedNote[];
    try {
      notes = seals.open<SealedNote[]>(box);
    } catch {
      return undefined;
    }
    const token = seals.token(retrospective, person);
    const left = notes.filter((note) => note.token !== token && note.by !== person);
    if (left.length === notes.length) return undefined;
    return left.length > 0 ? seals.seal(left) : null;
  };
