/**
 * Process that migrates a database: `node migrate-process.ts <url> <folder>`, where the folder is
 * written by drizzle-kit. Prints a line before it starts.
 */
import { pathToFileURL } from "node:url";
import { defineTables } from "../../../src/app/registry.ts";
import { openPostgres } from "../../../src/storage/engine/postgres/postgres-store.ts";
import { openSqlite } from "../../../src/storage/engine/sqlite/sqlite-store.ts";

const [url = "", folder = ""] = process.argv.slice(2);
const store = (url.startsWith("postgres") ? openPostgres : openSqlite)(url, {
  tables: defineTables,
  migrations: pathToFileURL(`${folder}/`),
});
console.log("begins");
await store.migrate();
await store.close();
