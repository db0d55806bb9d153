/** What a process can deal with: the conversations on the surfaces that it speaks on. Another one may have the others. */
import type { SurfaceName } from "../surface/place.ts";
import { type AnyColumn, like, or, type SQL, sql } from "./drizzle.ts";

export type Reach = readonly SurfaceName[];

/** Whether a conversation is within reach: its key begins with its surface's name. */
export const within = (conversation: AnyColumn, reach: Reach): SQL => or(...reach.map((surface) => like(conversation, `${surface}/%`))) ?? sql`false`;
