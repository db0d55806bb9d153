/**
 * Invariant: one turn at a time in a conversation, in order of arrival, each based on the previous
 * one's state.
 */
import type { InvariantContext, InvariantObserver } from "./observer.ts";

export function observeTurnOrder({ world, database }: InvariantContext): InvariantObserver {
  let latest = 0;
  const states = new Map<string, { revision: number; at: number }>();
  return {
    afterEvent() {
      const changed = database.rows(
        "select workspace || ' ' || key as of, revision, updated_at as at from conversations where updated_at >= ?",
        latest,
      );
      for (const { of, revision, at } of changed as {
        of: string;
        revision: number;
        at: number;
      }[]) {
        const before = states.get(of);
        const follows =
          !before ||
          revision === 0 ||
          revision > before.revision ||
          (revision === before.revision && at === before.at);
        world.hold("kept", follows, () => `a turn in ${of} stands on what another had changed`);
        states.set(of, { revision, at });
        latest = Math.max(latest, at);
      }
      const early = database.one(
        `select later.seq, waiting.workspace from arrivals waiting
         join arrivals later on later.seq > waiting.seq and later.workspace = waiting.workspace and later.conversation = waiting.conversation
         where waiting.done_at is null and later.done_at is not null`,
      );
      world.hold(
        "kept",
        early === undefined,
        () => `something in ${early?.workspace} was dealt with before what had arrived earlier`,
      );
    },
  };
}
