/** What a process can deal with: the conversations on the surfaces that it speaks on. Another one may have the others. */
import type { SurfaceName } from "../surface/place.ts";
import { type AnyColumn, like, or, type SQL, sql } from "./drizzle.ts";

export type Reach = readonly SurfaceName[];

const surfaces = ["slack", "teams", "terminal"] as const satisfies SurfaceName[];

/** A pattern that no conversation is like, not even one that is empty. */
const noConversation = "\uFFFF";

/** The same in a statement that is prepared once, whatever the reach: `given(reach)` is among its values. */
export const withinGiven = (conversation: AnyColumn): SQL => or(...surfaces.map((surface) => like(conversation, sql.placeholder(`in_${surface}`))))!;
export const given = (reach: Reach): Record<string, string> =>
  Object.fromEntries(surfaces.map((surface) => [`in_${surface}`, reach.includes(surface) ? `${surface}/%` : noConversation]));

/** Whether a conversation is within reach: its key begins with its surface's name. */
export const within = (conversation: AnyColumn, reach: Reach): SQL => or(...reach.map((surface) => like(conversation, `${surface}/%`))) ?? sql`false`;
