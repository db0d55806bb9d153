/** Tools that features use to prepare a turn. */
import type { TurnTools } from "../core/feature.ts";
import type { Judge } from "../nlu/judge.ts";

declare module "../core/feature.ts" {
  interface TurnTools {
    judge: Judge;
  }
}

/** Returns what opens the tools of a turn; its readings share the time that a person waits. */
export const turnTools = (judge: Judge) => (): TurnTools => ({
  judge: judge.forTurn?.() ?? judge,
});
