/**
 * Backup format: gzipped JSON lines, the same for both engines (`zcat backup | head` shows it). The
 * first line describes the backup; then come each table's columns and rows; the last line has the
 * number of rows and their hash.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import { sqlitePath } from "../engine/sqlite/database-file.ts";

const formatVersion = 1;

const Head = z.object({
  entwine: z.literal("backup"),
  format: z.number(),
  made: z.iso.datetime(),
  migrations: z.array(z.string()).min(1),
});
const Table = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
const End = z.object({ rows: z.number(), sha256: z.string() });

/** Rows are not checked by zod, which would take as long as everything else together. */
const rowSchema = { parse: (value: unknown) => value as unknown[] };

/** Half the size of level 1, in the time that reading the rows takes anyway. */
const compression = { level: 4 };

/**
 * Writes a backup and syncs it to disk.
 * @param step called with the number of rows written
 */
export async function writeBackup(
  { made, migrations, batches }: DatabaseDump,
  file: string,
  step: (rows: number) => void,
): Promise<void> {
  const hash = createHash("sha256");
  async function* text(): AsyncGenerator<string> {
    const hashed = (lines: string): string => {
      hash.update(lines);
      return lines;
    };
    yield hashed(
      `${JSON.stringify({ entwine: "backup", format: formatVersion, made, migrations })}\n`,
    );
    let [count, last] = [0, ""];
    for await (const { table, columns, rows } of batches()) {
      const head = table === last ? "" : `${JSON.stringify({ table, columns })}\n`;
      last = table;
      yield hashed(head + rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      count += rows.length;
      step(count);
    }
    yield `${JSON.stringify({ rows: count, sha256: hash.digest("hex") })}\n`;
  }
  await pipeline(
    Readable.from(text()),
    createGzip(compression),
    createWriteStream(file, { mode: 0o600, flags: "wx" }),
  );
  const written = await open(file);
  await written.sync().finally(() => written.close());
}

const damaged = (why: string): EntwineError =>
  new EntwineError("backup_damaged", `the backup ${why}`, { hint: "use another backup" });

/**
 * Reads the lines of a gzipped file. Throws `backup_damaged` when it is truncated or not gzipped.
 */
async function* readLines(file: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  const read = createReadStream(file).on("error", (error) => unzipped.destroy(error));
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of read.pipe(unzipped)) {
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") throw damaged("is truncated");
    if (code?.startsWith("Z_")) throw damaged("is damaged or not a backup");
    throw error;
  } finally {
    read.destroy();
  }
}

function parseLine<T>(schema: { parse(value: unknown): T }, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw damaged("is damaged or not a backup");
  }
}

/**
 * Verifies a backup and returns its contents, which are read again on demand. Throws
 * `backup_damaged`, or `backup_newer` when a later release wrote it in another format.
 */
export async function readBackup(file: string): Promise<DatabaseDump> {
  let head: z.infer<typeof Head> | undefined;
  let end: z.infer<typeof End> | undefined;
  let [rows, width] = [0, 0];
  const hash = createHash("sha256");
  for await (const line of readLines(file)) {
    if (end) throw damaged("has data after its last line");
    if (!head) {
      head = parseLine(Head, line);
      if (head.format > formatVersion)
        throw new EntwineError("backup_newer", "a newer release wrote this backup", {
          hint: "restore it with that release",
        });
    } else if (line.startsWith("[")) {
      if (parseLine(rowSchema, line).length !== width)
        throw damaged("has a row that does not match its table");
      rows += 1;
    } else if (line.startsWith('{"table"')) width = parseLine(Table, line).columns.length;
    else {
      end = parseLine(End, line);
      if (end.rows !== rows || end.sha256 !== hash.digest("hex"))
        throw damaged("does not match its checksum");
      continue;
    }
    hash.update(`${line}\n`);
  }
  if (!head || !end) throw damaged("is truncated");
  return {
    made: new Date(head.made),
    migrations: head.migrations,
    rows,
    batches: () => readBatches(file),
    close: async () => {},
  };
}

async function* readBatches(file: string): AsyncGenerator<DumpBatch> {
  let batch: DumpBatch | undefined;
  for await (const line of readLines(file)) {
    if (line.startsWith("[")) {
      batch!.rows.push(JSON.parse(line) as DumpCell[]);
      if (batch!.rows.length < dumpBatchRows) continue;
      yield batch!;
      batch = { ...batch!, rows: [] };
    } else {
      if (batch?.rows.length) yield batch;
      if (line.startsWith('{"table"')) batch = { ...parseLine(Table, line), rows: [] };
    }
  }
}

/** A cell as SQLite stores it: flags as 0 or 1, instants in ms since 1970, JSON as text. */
export type DumpCell = string | number | null;

/** Some hundred rows of one table, each with a cell for each column. */
export interface DumpBatch {
  table: string;
  columns: string[];
  rows: DumpCell[][];
}

/** All rows as of one instant, without those of `undumpedTables`. */
export interface DatabaseDump {
  made: Date;
  /** Applied migrations in order, which define the tables. */
  migrations: string[];
  rows: number;
  batches(): AsyncIterable<DumpBatch> | Iterable<DumpBatch>;
  close(): Promise<void>;
}

/** Rows in a batch, few enough for the parameters of one statement. */
export const dumpBatchRows = 500;

/**
 * Tables that are not copied: migrations are listed in the backup itself, processes have ended by
 * the time of a restore, and a used sign-in link must not work again.
 */
export const undumpedTables = ["migrations", "replicas", "sign_ins"];

/**
 * Marks unsent messages as unknown after a restore: they may have been sent since the backup. They
 * are looked for where possible; bulk messages are not sent again. Valid on both engines.
 */
export const markUnsentUnknownSql =
  "update outbox set state = 'unknown', holder = null, code = case when bulk then 'never_known' end where state in ('queued', 'sending')";

interface Backup {
  file: string;
  writtenAt: Date;
}

/** Returns `backups` beside a SQLite file, or `data/backups` for PostgreSQL. */
export const backupFolder = (url: string): string =>
  join(dirname(sqlitePath(url) ?? "data/entwine.db"), "backups");

/**
 * Returns the newest backup in the folder, or undefined. Unfinished backups and those that a
 * restore made of what it replaced do not count.
 */
export function newestBackup(url: string): Backup | undefined {
  const folder = backupFolder(url);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() && !entry.name.endsWith(".part") && !entry.name.startsWith("replaced-"),
      )
      .map(({ name }) => ({
        file: join(folder, name),
        writtenAt: statSync(join(folder, name)).mtime,
      }))
      .reduce<Backup | undefined>(
        (newest, each) => (newest && newest.writtenAt >= each.writtenAt ? newest : each),
        undefined,
      );
  } catch {
    return undefined; // no such folder
  }
}

/** Returns the part of a hint that tells how to restore the newest backup. */
export function restoreHint(url: string): string {
  const newest = newestBackup(url);
  if (!newest)
    return `restore a backup (npm run -s entwine -- restore <file>; there is none in ${backupFolder(url)})`;
  return `restore the newest backup of it (the newest in the folder, of ${newest.writtenAt.toISOString()}: npm run -s entwine -- restore ${newest.file})`;
}
