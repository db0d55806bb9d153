import { testStoreConformance } from "../conformance/store.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

testStoreConformance("SQLite", freshSqlite);
testStoreConformance("PostgreSQL", freshPostgres, !hasPostgres);
