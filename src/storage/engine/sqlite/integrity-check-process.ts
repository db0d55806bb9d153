/**
 * A process that reads a whole SQLite file and prints what is wrong with it: `entwine` runs it
 * beside the start, and may kill it.
 */
import { statSync } from "node:fs";
import { findSqliteDamage, openSqliteReadOnly } from "./inspect-file.ts";

const file = process.argv[2]!;
const connection = openSqliteReadOnly(file);
try {
  process.stdout.write(findSqliteDamage(connection, statSync(file).size) ?? "");
} catch (error) {
  const { code = "" } = error as { code?: string };
  if (!/^SQLITE_(CORRUPT|NOTADB)/.test(code)) throw error;
  process.stdout.write(`${file}: ${code}`);
} finally {
  connection.close();
}
