/**
 * Process that checks a whole SQLite file and prints its damage. `entwine` starts it beside the bot
 * and may kill it.
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
