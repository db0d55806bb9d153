import { storeConforms } from "../conformance/store.ts";
import { freshPostgres, hasPostgres } from "../harness/postgres.ts";
import { freshSqlite } from "../harness/sqlite.ts";

storeConforms("SQLite", freshSqlite);
storeConforms("PostgreSQL", freshPostgres, !hasPostgres);
