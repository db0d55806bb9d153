/** Notes that wait in a retrospective's box for the reveal: their author's are found by the token that only the house's key makes. */
import { type Box, readBox, writeBox } from "../retrospectives/box.ts";
import type { Seals } from "../retrospectives/seal.ts";
import type { Erasure } from "./erase.ts";

/** A box of another key stays as it is: nobody can open it here. */
export const openUnsealed =
  (seals: Seals): NonNullable<Erasure["unsealed"]> =>
  (box, retrospective, person) => {
    let kept: Box;
    try {
      kept = readBox(seals, box);
    } catch {
      return undefined;
    }
    const token = seals.token(retrospective, person);
    const left = kept.sealed.filter((note) => note.token !== token && note.by !== person);
    return left.length === kept.sealed.length ? undefined : writeBox(seals, { ...kept, sealed: left });
  };
