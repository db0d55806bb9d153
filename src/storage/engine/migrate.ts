/**
 * Migration of a schema with the files that drizzle-kit writes. drizzle's own migrator skips a
 * migration that is older than the newest one, detects neither an edited file nor a schema newer
 * than the code, and lets SQLite's table rebuilds cascade deletes. Applied migrations are stored by
 * name and hash in our own table.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EntwineError } from "../../lib/errors.ts";

/**
 * Row of the table `migrations` while a restore to PostgreSQL is unfinished. Every start fails
 * while it exists.
 */
export const unfinishedRestoreMigration = "9999_restore";

/** Returns the folder with the migrations of an engine. */
export const migrationsFolder = (engine: "sqlite" | "postgres"): URL =>
  new URL(`../migrations/${engine}/`, import.meta.url);

/** One connection, in a transaction that excludes every other process. */
export interface MigrationSession {
  execute(statements: string): Promise<unknown>;
  select(query: string): Promise<unknown[]>;
  /** Called before a database that holds data is changed. */
  backUp?(migration: string): void;
}

/** `from` is the migration that the database was at, undefined when it was new. */
export interface MigrationResult {
  from?: string;
  applied: number;
}

interface Migration {
  name: string;
  hash: string;
  statements: string[];
}

function readMigrations(folder: URL): Migration[] {
  const journal = JSON.parse(readFileSync(new URL("meta/_journal.json", folder), "utf8")) as {
    entries: { tag: string }[];
  };
  return journal.entries.map(({ tag }) => {
    const text = readFileSync(new URL(`${tag}.sql`, folder), "utf8").replaceAll("\r\n", "\n");
    return {
      name: tag,
      hash: createHash("sha256").update(text).digest("hex"),
      statements: text.split("--> statement-breakpoint"),
    };
  });
}

/** The migrations of this release, in order. */
export const migrationNames = (folder: URL): string[] =>
  readMigrations(folder).map(({ name }) => name);

/** Names of all tables, or views, that a migration ever created, including those dropped since. */
export const everCreated = (folder: URL, kind: "table" | "view"): string[] =>
  readMigrations(folder).flatMap(({ statements }) =>
    statements.flatMap(
      (statement) => new RegExp(`^\\s*create ${kind} ["\`]?(\\w+)`, "i").exec(statement)?.[1] ?? [],
    ),
  );

/** A row of the table `migrations`. */
export type AppliedMigration = Pick<Migration, "name" | "hash">;

/** Reads the rows that `findMissingMigrations` takes. */
export const selectAppliedSql = "select name, hash from migrations order by name";

/** Returns the migrations that the database lacks. Throws as `findMissingMigrations` does. */
async function readMissing(
  { execute, select }: MigrationSession,
  folder: URL,
): Promise<{ from?: string; missing: Migration[] }> {
  await execute(
    "create table if not exists migrations (name text primary key, hash text not null)",
  );
  return findMissingMigrations((await select(selectAppliedSql)) as AppliedMigration[], folder);
}

/**
 * Compares the applied migrations with those of this release. Throws `restore_unfinished`,
 * `schema_newer` or `migration_edited` when they disagree.
 */
export function findMissingMigrations(
  applied: readonly AppliedMigration[],
  folder: URL,
): { from?: string; missing: Migration[] } {
  const migrations = readMigrations(folder);
  if (applied.some(({ name }) => name === unfinishedRestoreMigration))
    throw new EntwineError("restore_unfinished", "a restore to this database was not finished", {
      hint: "run it again",
    });
  for (const [at, { name, hash }] of applied.entries()) {
    const ours = migrations[at];
    if (ours?.name !== name && !migrations.some((migration) => migration.name === name))
      throw new EntwineError(
        "schema_newer",
        `the database is at migration ${applied.at(-1)?.name}, which this release does not know`,
        {
          hint: "start the release that last ran, or restore a backup from before it",
        },
      );
    if (ours?.name !== name || ours.hash !== hash)
      throw new EntwineError(
        "migration_edited",
        `migration ${name} differs from the one that was applied to this database`,
        {
          hint: "never edit a released migration: restore the file and add a new migration",
        },
      );
  }
  const from = applied.at(-1)?.name;
  return { from, missing: migrations.slice(applied.length) };
}

/**
 * Counts the migrations that would be applied, in a transaction that is rolled back. Success shows
 * that the database can be written.
 */
export const countMissingMigrations = async (
  session: MigrationSession,
  folder: URL,
): Promise<number> => (await readMissing(session, folder)).missing.length;

/**
 * Applies the missing migrations, up to `upTo` if given. Throws before any change when the database
 * and the folder disagree.
 */
export async function applyMigrations(
  session: MigrationSession,
  folder: URL,
  upTo?: string,
): Promise<MigrationResult> {
  const { execute, backUp } = session;
  const { from, missing: all } = await readMissing(session, folder);
  const missing =
    upTo === undefined ? all : all.slice(0, all.findIndex(({ name }) => name === upTo) + 1);
  if (from !== undefined && missing.length > 0) backUp?.(missing.at(-1)!.name);
  for (const { name, hash, statements } of missing) {
    for (const statement of statements) await execute(statement);
    await execute(`insert into migrations (name, hash) values ('${name}', '${hash}')`);
  }
  return { from, applied: missing.length };
}
