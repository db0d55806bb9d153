/**
 * Whether the log beside a SQLite file (`-wal`) holds all that was committed to it.
 * SQLite stops reading a log at the first frame that does not fit and drops the rest without a
 * word, which may be acknowledged.
 * The formats are those of https://www.sqlite.org/walformat.html.
 */
import { closeSync, openSync, readSync } from "node:fs";

const headerBytes = 32;
const frameHeaderBytes = 24;
const magicLittleEndian = 0x377f0682;
const indexVersion = 3_007_000;
/**
 * Each new round of a log counts its first salt up by one; the index on disk is so many rounds
 * behind at most after a power cut.
 */
const roundsBehindMax = 1_000_000;

/** What the index (`-shm`) says of its log. A process that was killed leaves it as it was. */
interface Index {
  salts: Buffer;
  /** The last frame that was committed. */
  committed: number;
  /** The last frame that is in the database's file, too. */
  writtenBack: number;
}

interface Log {
  salts: Buffer;
  pageBytes: number;
  /** Frames from the first on that fit. */
  whole: number;
  /** Commits of the same round behind the first frame that does not fit. */
  commitsBehind: number;
}

function readBytes(file: string, bytes: number, at = 0): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return undefined;
  }
  const buffer = Buffer.alloc(bytes);
  const read = readSync(descriptor, buffer, 0, bytes, at);
  closeSync(descriptor);
  return buffer.subarray(0, read);
}

function readIndex(file: string): Index | undefined {
  const bytes = readBytes(file, 100);
  if (bytes?.length !== 100 || !bytes.subarray(0, 48).equals(bytes.subarray(48, 96)))
    return undefined; // none, or killed while it was written
  // it is in the machine's own order
  const little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  const number = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (number(0) !== indexVersion || bytes[12] !== 1) return undefined;
  return { salts: bytes.subarray(32, 40), committed: number(16), writtenBack: number(96) };
}

/** Adds eight bytes at a time to a running sum, as the format has it. */
function sum(
  bytes: Buffer,
  little: boolean,
  [first, second]: readonly [number, number],
): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [a, b] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, little) + b) >>> 0;
    b = (b + view.getUint32(at + 4, little) + a) >>> 0;
  }
  return [a, b];
}

const fits = (bytes: Buffer, at: number, [a, b]: readonly [number, number]): boolean =>
  bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;

/** "unreadable" where its beginning is none, though something follows. */
function readLog(file: string): Log | "none" | "unreadable" {
  const header = readBytes(file, headerBytes + frameHeaderBytes);
  if (!header || header.length <= headerBytes) return "none";
  const magic = header.readUInt32BE(0);
  const little = magic === magicLittleEndian;
  const pageBytes = header.readUInt32BE(8);
  let running = sum(header.subarray(0, 24), little, [0, 0]);
  const isHeader =
    (little || magic === magicLittleEndian + 1) &&
    pageBytes >= 512 &&
    pageBytes <= 65_536 &&
    fits(header, 24, running);
  // zeros: a power cut before anything was on disk
  if (!isHeader) return header.every((byte) => byte === 0) ? "none" : "unreadable";
  const salts = Buffer.from(header.subarray(16, 24));
  const log = { salts, pageBytes, whole: 0, commitsBehind: 0 };
  const frame = Buffer.alloc(frameHeaderBytes + pageBytes);
  const descriptor = openSync(file, "r");
  try {
    let unbroken = true;
    for (
      let at = headerBytes;
      readSync(descriptor, frame, 0, frame.length, at) === frame.length;
      at += frame.length
    ) {
      const ours = frame.subarray(8, 16).equals(salts);
      if (unbroken && ours) {
        running = sum(
          frame.subarray(frameHeaderBytes),
          little,
          sum(frame.subarray(0, 8), little, running),
        );
        if (fits(frame, 16, running)) {
          log.whole++;
          continue;
        }
      }
      unbroken = false;
      if (ours && frame.readUInt32BE(4) > 0) log.commitsBehind++;
    }
  } finally {
    closeSync(descriptor);
  }
  return log;
}

/** Whether the log was begun anew since the index was on disk, which then says nothing of it. */
function isLater(log: Buffer, index: Buffer): boolean {
  const rounds = (log.readUInt32BE(0) - index.readUInt32BE(0)) >>> 0;
  return rounds > 0 && rounds < roundsBehindMax;
}

function lossIn(file: string, databasePageBytes: number): string | undefined {
  const index = readIndex(`${file}-shm`); // first: the log may grow meanwhile, and has all that the index knows of
  const log = readLog(`${file}-wal`);
  const needed = index !== undefined && index.committed > index.writtenBack;
  if (log === "none")
    return needed ? `its log ${file}-wal is gone or empty, with what was written last` : undefined;
  if (log === "unreadable")
    return index && !needed ? undefined : `its log ${file}-wal is damaged from its beginning`;
  if (log.whole > 0 && log.pageBytes !== databasePageBytes)
    return `the log ${file}-wal is of another database`;
  if (index?.salts.equals(log.salts)) {
    if (needed && log.whole < index.committed)
      return `its log ${file}-wal is damaged: ${index.committed - log.whole} of ${index.committed} pages are lost`;
    return undefined;
  }
  if (needed && !isLater(log.salts, index.salts))
    return `the log ${file}-wal is not the one that was written last`;
  // A power cut may tear the last commit, which was not acknowledged then; each one before it was
  // on disk.
  return log.commitsBehind > 1 ? `its log ${file}-wal is damaged in the middle` : undefined;
}

/**
 * Says what of the commits in a log is lost; undefined where nothing is. Reads again where the log
 * changed meanwhile, since another process may write in it.
 */
export function findLostCommits(file: string, databasePageBytes: number): string | undefined {
  const beginning = (): string => readBytes(`${file}-wal`, headerBytes)?.toString("hex") ?? "";
  for (let tries = 1; ; tries++) {
    const before = beginning();
    const loss = lossIn(file, databasePageBytes);
    if (loss === undefined || before === beginning() || tries === 3) return loss;
  }
}
