/** An anonymous note has no author: before the reveal no row holds its words, and after it none that knows who wrote them. The whole database is read for it. */
import type { Scene, Witness, Words } from "./witness.ts";

/** `writes` is told of a note before anybody has it. */
export function watchAnonymous({ world, ledger, tenants }: Scene): Witness & { writes(it: string): void; search(): void; revealed(mark: string): void } {
  const notes: Words[] = [];
  const open = new Set<string>();
  return {
    writes: (it) => void open.add(it),
    heard(words) {
      if (words.as === "anonymous note") notes.push(words);
    },
    each() {
      if (open.size === 0) return;
      for (const { body } of ledger.rows("select body from arrivals where body is not null"))
        for (const it of open) world.hold("anonymous", !String(body).includes(it), () => "a note before the reveal was stored as it came");
    },
    /** From now on everybody may read what was written in a tenant. */
    revealed(mark) {
      for (const it of open) if (it.startsWith(mark)) open.delete(it);
    },
    search() {
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
