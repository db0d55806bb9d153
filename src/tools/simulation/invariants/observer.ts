/**
 * Whoever watches one promise: told of what people did and saw, and free to look into the ledger.
 * What they hold against the bot is what people know, as far as that goes.
 */
import type { DatabaseInspector } from "../database-inspector.ts";
import type { SimulatedPerson, SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { SimulationWorld } from "../world.ts";

export interface InvariantContext {
  world: SimulationWorld;
  database: DatabaseInspector;
  tenants: readonly SimulatedTenant[];
  /** The house's, with which it seals what nobody may read in the ledger. */
  secret: string;
}

/**
 * Something that somebody said, which holds a made-up word and nothing else that could be confused
 * with it.
 */
export interface SpokenWords {
  tenant: SimulatedTenant;
  person: SimulatedPerson;
  marker: string;
  /**
   * What the words are: those of a request or an answer are to be found in the ledger; those about
   * one's own day are nobody else's business.
   */
  purpose: "request" | "answer" | "own" | "note" | "anonymous note" | "talk";
  /** The thread of a channel in which they were said, and not to the bot by name. */
  overheard?: string;
  /** When they were said. */
  since?: number;
}

export interface InvariantObserver {
  /**
   * The bot's message stands there. `first` is what it says of itself: a new message, an old one
   * that changed, or somebody's home page.
   */
  shown?(tenant: SimulatedTenant, message: VisibleMessage, kind: "post" | "revise" | "home"): void;
  /** The bot has acknowledged these words: they are in its hands. */
  heard?(words: SpokenWords): void;
  /** Their author took them back, or said something else in their place. */
  takenBack?(it: string): void;
  /** After each event. */
  afterEvent?(): void;
  /** Once a day, when everybody has been quiet for a while and nothing is broken. */
  onQuiet?(): void;
}
