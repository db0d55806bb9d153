/**
 * A backup: JSON lines, compressed (gzip). The first line says what it is, then for each table its
 * columns and its rows, and the last line how many rows there are, and their hash.
 * It is the same whichever engine it came from and goes to, and `zcat backup | head` shows what is
 * in it.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";

const format = 1;

const Head = z.object({
  entwine: z.literal("backup"),
  format: z.number(),
  made: z.iso.datetime(),
  migrations: z.array(z.string()).min(1),
});
const Table = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
const End = z.object({ rows: z.number(), sha256: z.string() });

/** Of some million rows zod would take as long as all the rest. */
const cells = { parse: (value: unknown) => value as unknown[] };

/** Half the size of level 1 in the same time as it takes to read the rows. */
const compression = { level: 4 };

/** Writes a backup to `file` and syncs it to disk. `step` hears how many rows are written. */
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
    yield hashed(`${JSON.stringify({ entwine: "backup", format, made, migrations })}\n`);
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
  new EntwineError("backup_damaged", `the backup ${why}`, { hint: "take another one" });

/** The lines of a compressed file. Throws `backup_damaged` where it ends too early or is none. */
async function* linesOf(file: string): AsyncGenerator<string> {
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
    if (code === "Z_BUF_ERROR") throw damaged("is cut off");
    if (code?.startsWith("Z_")) throw damaged("is damaged, or none");
    throw error;
  } finally {
    read.destroy();
  }
}

function parsed<T>(schema: { parse(value: unknown): T }, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw damaged("is damaged, or none");
  }
}

/**
 * Reads a backup twice: now, to see that it is whole, and later for its rows. Throws
 * `backup_damaged`, or `backup_newer` where a later release wrote it in another form.
 */
export async function readBackup(file: string): Promise<DatabaseDump> {
  let head: z.infer<typeof Head> | undefined;
  let end: z.infer<typeof End> | undefined;
  let [rows, width] = [0, 0];
  const hash = createHash("sha256");
  for await (const line of linesOf(file)) {
    if (end) throw damaged("goes on after its end");
    if (!head) {
      head = parsed(Head, line);
      if (head.format > format)
        throw new EntwineError("backup_newer", "a newer release made this backup", {
          hint: "restore it with that release",
        });
    } else if (line.startsWith("[")) {
      if (parsed(cells, line).length !== width)
        throw damaged("has a row that does not fit its table");
      rows += 1;
    } else if (line.startsWith('{"table"')) width = parsed(Table, line).columns.length;
    else {
      end = parsed(End, line);
      if (end.rows !== rows || end.sha256 !== hash.digest("hex"))
        throw damaged("is not as it was written");
      continue;
    }
    hash.update(`${line}\n`);
  }
  if (!head || !end) throw damaged("is cut off");
  return {
    made: new Date(head.made),
    migrations: head.migrations,
    rows,
    batches: () => batchesOf(file),
    close: async () => {},
  };
}

async function* batchesOf(file: string): AsyncGenerator<DumpBatch> {
  let batch: DumpBatch | undefined;
  for await (const line of linesOf(file)) {
    if (line.startsWith("[")) {
      batch!.rows.push(JSON.parse(line) as DumpCell[]);
      if (batch!.rows.length < dumpBatchRows) continue;
      yield batch!;
      batch = { ...batch!, rows: [] };
    } else {
      if (batch?.rows.length) yield batch;
      if (line.startsWith('{"table"')) batch = { ...parsed(Table, line), rows: [] };
    }
  }
}

/**
 * As SQLite keeps it: a flag is 0 or 1, an instant counts milliseconds since 1970, JSON is its
 * text.
 */
export type DumpCell = string | number | null;

/** Rows of one table, some hundred at a time; each has a cell for each of the columns. */
export interface DumpBatch {
  table: string;
  columns: string[];
  rows: DumpCell[][];
}

/** All rows as they were at one moment. Which processes were at work then is left out. */
export interface DatabaseDump {
  made: Date;
  /** The names of those that were applied, in order: they tell what the tables look like. */
  migrations: string[];
  rows: number;
  batches(): AsyncIterable<DumpBatch> | Iterable<DumpBatch>;
  close(): Promise<void>;
}

/** Rows a batch: few enough for the parameters of one statement. */
export const dumpBatchRows = 500;

/**
 * Tables that are not copied: migrations are named beside the contents, processes are gone by the
 * time that anybody reads them, and a link that was used since must not open again.
 */
export const undumpedTables = ["migrations", "replicas", "sign_ins"];

/**
 * What was on its way when the rows were copied may have arrived since: it is looked for where that
 * is possible, and what is said to many is not said twice. Both engines read it.
 */
export const markUnsentUnknownSql =
  "update outbox set state = 'unknown', holder = null, code = case when bulk then 'never_known' end where state in ('queued', 'sending')";
