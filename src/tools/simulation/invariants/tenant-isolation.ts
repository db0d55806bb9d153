/**
 * Invariant: tenants and people are isolated. Nothing with one tenant's mark is displayed in
 * another, and words about a person's day only to that person.
 */
import type { SimulatedPerson, SimulatedTenant } from "../people/screen.ts";
import type { InvariantContext, InvariantObserver } from "./observer.ts";

export function observeTenantIsolation({
  world,
  database,
  tenants,
}: InvariantContext): InvariantObserver & {
  handsOver(tenant: SimulatedTenant, person: SimulatedPerson): void;
} {
  /**
   * Authors of texts about their own day, and texts whose privacy the bot has not confirmed yet.
   */
  const whose = new Map<string, string>();
  const said = new Map<string, string>();
  const seen = new Map<string, number>();
  return {
    heard({ marker, purpose, tenant, person }) {
      if (purpose === "own") said.set(`${tenant.workspace} ${person.id}`, marker);
    },
    /** Records that the words are shared with the next retrospective. */
    handsOver({ workspace }, { id }) {
      for (const [it, owner] of whose) if (owner === `${workspace} ${id}`) whose.delete(it);
    },
    shown({ workspace, mark }, { words, room, buttons }, kind) {
      const here = `${workspace} ${room}`;
      const it = said.get(here);
      if (kind === "post") said.delete(here);
      if (it && kind === "post" && buttons.some(({ press }) => press.startsWith("check/unsay/")))
        whose.set(it, here);
      const stranger = tenants.find((other) => other.mark !== mark && words.includes(other.mark));
      world.hold(
        "tenants",
        !stranger,
        () => `words of ${stranger?.workspace} were displayed in ${workspace}`,
      );
      for (const [it, owner] of whose)
        if (words.includes(it))
          world.hold(
            "tenants",
            owner === here,
            () => `what ${owner} wrote about their day was displayed in ${room} of ${workspace}`,
          );
    },
    onQuiet() {
      for (const [table, column] of [
        ["requests", "text"],
        ["answers", "text"],
        ["steps", "why"],
        ["outbox", "card"],
        ["checks", "pledge"],
      ] as const) {
        const rows = database.rows(
          `select rowid, workspace, ${column} as words from ${table} where rowid > ?`,
          seen.get(table) ?? 0,
        );
        for (const { rowid, workspace, words } of rows) {
          seen.set(table, Number(rowid));
          const stranger = tenants.find(
            (other) => other.workspace !== workspace && String(words).includes(other.mark),
          );
          world.hold(
            "tenants",
            !stranger,
            () => `words of ${stranger?.workspace} are among the ${table} of ${workspace}`,
          );
        }
      }
    },
  };
}
