/**
 * Tenants are apart, and so are people: nothing that holds one tenant's mark shows in another, and
 * what somebody says about their own day shows to them alone.
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
   * By what was said about one's own day, whose it is; and what the bot has not yet said to keep
   * for them alone.
   */
  const whose = new Map<string, string>();
  const said = new Map<string, string>();
  const seen = new Map<string, number>();
  return {
    heard({ marker, purpose, tenant, person }) {
      if (purpose === "own") said.set(`${tenant.workspace} ${person.id}`, marker);
    },
    /** They want their next retrospective to have it. */
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
        () => `words of ${stranger?.workspace} showed in ${workspace}`,
      );
      for (const [it, owner] of whose)
        if (words.includes(it))
          world.hold(
            "tenants",
            owner === here,
            () => `what ${owner} said about their day showed in ${room} of ${workspace}`,
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
