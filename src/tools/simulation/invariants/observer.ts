/** Observer of one invariant. It is told what people do and see, and may inspect the database. */
import type { DatabaseInspector } from "../database-inspector.ts";
import type { SimulatedPerson, SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { SimulationWorld } from "../world.ts";

export interface InvariantContext {
  world: SimulationWorld;
  database: DatabaseInspector;
  tenants: readonly SimulatedTenant[];
  /** The product's root secret, needed to read sealed values. */
  secret: string;
}

/** Something that a person said, identified by a unique made-up word. */
export interface SpokenWords {
  tenant: SimulatedTenant;
  person: SimulatedPerson;
  marker: string;
  /**
   * Purpose of the words. Those of a request or an answer must be in the ledger; those about one's
   * own day must be shown to nobody else.
   */
  purpose: "request" | "answer" | "own" | "note" | "anonymous note" | "talk";
  /** Thread of a channel in which they were said without addressing the bot. */
  overheard?: string;
  /** When they were said. */
  since?: number;
}

export interface InvariantObserver {
  /** A message of the bot is displayed: new, revised, or as a home page. */
  shown?(tenant: SimulatedTenant, message: VisibleMessage, kind: "post" | "revise" | "home"): void;
  /** The bot has acknowledged these words. */
  heard?(words: SpokenWords): void;
  /** The author retracted or replaced them. */
  takenBack?(it: string): void;
  /** Called after each event. */
  afterEvent?(): void;
  /** Called once a day in the quiet hour. */
  onQuiet?(): void;
}
