/** An anonymous note has no author: before the reveal no row holds its words, and after it none that knows who wrote them. The whole database is read for it. */
import type { Scene, Witness, Words } from "./witness.ts";

/** So far ahead a process's clock may be, in milliseconds. */
const clockOff = 2 * 3_600_000;

/** `writes` is told of a note before anybody has it. */
export function watchAnonymous({ world, ledger, tenants }: Scene): Witness & { writes(it: string): void; search(): void; revealed(mark: string): void } {
  const notes: Words[] = [];
  const open = new Set<string>();
  /** Until when the retrospective of a workspace collects, where that was said. */
  const deadlines = new Map<unknown, number>();
  /** From now on everybody may read what was written in a tenant. */
  function revealed(mark: string): void {
    for (const it of open) if (it.startsWith(mark)) open.delete(it);
  }

  return {
    writes: (it) => void open.add(it),
    heard(words) {
      if (words.as === "anonymous note") notes.push(words);
    },
    each() {
      if (open.size === 0) return;
      for (const { workspace, deadline } of ledger.rows("select workspace, deadline from retrospectives where deadline is not null"))
        deadlines.set(workspace, Number(deadline));
      for (const { body } of ledger.rows("select body from arrivals where body is not null"))
        for (const it of open) world.hold("anonymous", !String(body).includes(it), () => "a note before the reveal was stored as it came");
    },
    revealed,
    search() {
      for (const { workspace, mark } of tenants) {
        if ((deadlines.get(workspace) ?? Number.POSITIVE_INFINITY) > world.time.now() + clockOff) continue;
        deadlines.delete(workspace);
        revealed(mark);
      }
      const marks = tenants.map(({ mark }) => mark);
      for (const table of ledger.tables()) {
        for (const row of ledger.rows(`select * from "${table}"`)) {
          const text = Object.values(row)
            .filter((value) => typeof value === "string")
            .join("\n");
          if (!marks.some((mark) => text.includes(mark))) continue;
          for (const { it, person } of notes) {
            if (!text.includes(it)) continue;
            world.hold("anonymous", !open.has(it), () => `a row of ${table} holds a note before the reveal`);
            if (table === "outbox") continue; // a board names its facilitator, and shows everybody's notes
            world.hold(
              "anonymous",
              !new RegExp(`"${person.id}"|^${person.id}$|/${person.id}$`, "m").test(text),
              () => `a row of ${table} holds an anonymous note and its author, ${person.id}`,
            );
          }
        }
      }
      world.hold("anonymous", true, () => "");
    },
  };
}
