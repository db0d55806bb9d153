/** The numbers that SQLite gives to rows in their order. */
import type { Database } from "better-sqlite3";

/**
 * JavaScript tells whole numbers apart up to twice this; rows in their own order never come near
 * it.
 */
const furthest = 2 ** 52;

/**
 * Numbers rows anew that were written by hand with a number beyond all others: the rows after them
 * would be numbered beyond
 * what JavaScript tells apart, and none of them would ever be dealt with.
 */
export function repairSequences(connection: Database): void {
  const isThere = connection
    .prepare("select 1 from sqlite_master where name = 'sqlite_sequence'")
    .get();
  if (!isThere) return; // no table counts its rows
  const beyond = connection
    .prepare("select name from sqlite_sequence where seq >= ?")
    .all(furthest) as { name: string }[];
  for (const { name } of beyond) {
    const last = connection
      .prepare(`select coalesce(max(seq), 0) as seq from "${name}" where seq < ?`)
      .get(furthest) as { seq: number };
    const move = connection.prepare(
      `update "${name}" set seq = ? where rowid = (select rowid from "${name}" where seq >= ? order by seq limit 1)`,
    );
    while (move.run(last.seq + 1, furthest).changes > 0) last.seq++;
    connection.prepare("update sqlite_sequence set seq = ? where name = ?").run(last.seq, name);
  }
}
