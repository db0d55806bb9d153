/** A conversation without people: nobody is there and nothing is said. What is about nobody, or about nobody any more, comes due there. */
import type { Place, SurfaceName } from "../surface/place.ts";

export const roomOf = (surface: SurfaceName): Place => ({ surface, kind: "group", id: "entwine" });
