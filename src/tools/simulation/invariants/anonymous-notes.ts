/**
 * Invariant: anonymous notes have no author. Before the reveal no row holds their words, and
 * afterwards none that names the author. Scans the whole database.
 */
import type { InvariantContext, InvariantObserver, SpokenWords } from "./observer.ts";

/** Maximum error (ms) of a replica's clock. */
const maxClockErrorMs = 2 * 3_600_000;

/** Creates the observer; its `writes` is called before a note is sent. */
export function observeAnonymousNotes({
  world,
  database,
  tenants,
}: InvariantContext): InvariantObserver & {
  writes(it: string): void;
  search(): void;
  revealed(mark: string): void;
} {
  const notes: SpokenWords[] = [];
  const open = new Set<string>();
  /** End of note collection by workspace, if it was set. */
  const deadlines = new Map<unknown, number>();
  /** Records that everybody may read the notes of a tenant from now on. */
  function revealed(mark: string): void {
    for (const it of open) if (it.startsWith(mark)) open.delete(it);
  }

  return {
    writes: (it) => void open.add(it),
    heard(words) {
      if (words.purpose === "anonymous note") notes.push(words);
    },
    afterEvent() {
      if (open.size === 0) return;
      for (const { workspace, deadline } of database.rows(
        "select workspace, deadline from retrospectives where deadline is not null",
      ))
        deadlines.set(workspace, Number(deadline));
      for (const { body } of database.rows("select body from arrivals where body is not null"))
        for (const it of open)
          world.hold(
            "anonymous",
            !String(body).includes(it),
            () => "a note before the reveal was stored as it came",
          );
    },
    revealed,
    search() {
      for (const { workspace, mark } of tenants) {
        if (
          (deadlines.get(workspace) ?? Number.POSITIVE_INFINITY) >
          world.time.now() + maxClockErrorMs
        )
          continue;
        deadlines.delete(workspace);
        revealed(mark);
      }
      const marks = tenants.map(({ mark }) => mark);
      for (const table of database.tables()) {
        for (const row of database.rows(`select * from "${table}"`)) {
          const text = Object.values(row)
            .filter((value) => typeof value === "string")
            .join("\n");
          if (!marks.some((mark) => text.includes(mark))) continue;
          for (const { marker, person } of notes) {
            if (!text.includes(marker)) continue;
            world.hold(
              "anonymous",
              !open.has(marker),
              () => `a row of ${table} holds a note before the reveal`,
            );
            // a board in the outbox names its facilitator and contains all notes
            if (table === "outbox") continue;
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
