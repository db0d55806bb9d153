/** The direct messages of those who were erased: nobody reads there and nothing is said (see `turn/outgoing.ts`). What is about nobody, or about nobody any more, comes due there. */
import { erasedId, type Place, type SurfaceName } from "../surface/place.ts";

export const roomOf = (surface: SurfaceName): Place => ({ surface, kind: "personal", id: erasedId });
