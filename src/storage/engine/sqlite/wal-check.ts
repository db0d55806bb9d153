/**
 * Checks whether the write-ahead log beside a SQLite file (`-wal`) holds every commit. SQLite stops
 * reading a log at the first invalid frame and silently drops the rest, which may have been
 * acknowledged. The formats are those of https://www.sqlite.org/walformat.html.
 */
import { closeSync, openSync, readSync } from "node:fs";

const headerBytes = 32;
const frameHeaderBytes = 24;
const magicLittleEndian = 0x377f0682;
const indexVersion = 3_007_000;
/**
 * Each new generation of a log increments its first salt; after a power failure the index on disk
 * is at most this many generations behind.
 */
const maxGenerationsBehind = 1_000_000;

/** State of the log according to the index (`-shm`). A killed process leaves it as it was. */
interface WalIndex {
  salts: Buffer;
  /** Number of the last committed frame. */
  committed: number;
  /** Number of the last frame that is in the database file too. */
  checkpointed: number;
}

interface WalLog {
  salts: Buffer;
  pageBytes: number;
  /** Valid frames from the start. */
  validFrames: number;
  /** Commits of the same generation after the first invalid frame. */
  laterCommits: number;
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

function readIndex(file: string): WalIndex | undefined {
  const bytes = readBytes(file, 100);
  if (bytes?.length !== 100 || !bytes.subarray(0, 48).equals(bytes.subarray(48, 96)))
    return undefined; // missing, or the process was killed while writing it
  // the index is in the machine's byte order
  const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  const number = (at: number): number =>
    littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  if (number(0) !== indexVersion || bytes[12] !== 1) return undefined;
  return { salts: bytes.subarray(32, 40), committed: number(16), checkpointed: number(96) };
}

/** Adds eight bytes at a time to a running checksum, as the format defines it. */
function addChecksum(
  bytes: Buffer,
  littleEndian: boolean,
  [first, second]: readonly [number, number],
): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [a, b] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}

const matchesChecksum = (bytes: Buffer, at: number, [a, b]: readonly [number, number]): boolean =>
  bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;

/** Reads a log; "unreadable" when its header is invalid but data follows. */
function readLog(file: string): WalLog | "none" | "unreadable" {
  const header = readBytes(file, headerBytes + frameHeaderBytes);
  if (!header || header.length <= headerBytes) return "none";
  const magic = header.readUInt32BE(0);
  const littleEndian = magic === magicLittleEndian;
  const pageBytes = header.readUInt32BE(8);
  let running = addChecksum(header.subarray(0, 24), littleEndian, [0, 0]);
  const isHeader =
    (littleEndian || magic === magicLittleEndian + 1) &&
    pageBytes >= 512 &&
    pageBytes <= 65_536 &&
    matchesChecksum(header, 24, running);
  // zeros: power failed before anything was on disk
  if (!isHeader) return header.every((byte) => byte === 0) ? "none" : "unreadable";
  const salts = Buffer.from(header.subarray(16, 24));
  const log = { salts, pageBytes, validFrames: 0, laterCommits: 0 };
  const frame = Buffer.alloc(frameHeaderBytes + pageBytes);
  const descriptor = openSync(file, "r");
  try {
    let valid = true;
    for (
      let at = headerBytes;
      readSync(descriptor, frame, 0, frame.length, at) === frame.length;
      at += frame.length
    ) {
      const sameGeneration = frame.subarray(8, 16).equals(salts);
      if (valid && sameGeneration) {
        running = addChecksum(
          frame.subarray(frameHeaderBytes),
          littleEndian,
          addChecksum(frame.subarray(0, 8), littleEndian, running),
        );
        if (matchesChecksum(frame, 16, running)) {
          log.validFrames++;
          continue;
        }
      }
      valid = false;
      if (sameGeneration && frame.readUInt32BE(4) > 0) log.laterCommits++;
    }
  } finally {
    closeSync(descriptor);
  }
  return log;
}

/**
 * Returns whether the log was restarted after the index was written to disk, which then says
 * nothing of it.
 */
function isNewerGeneration(log: Buffer, index: Buffer): boolean {
  const generations = (log.readUInt32BE(0) - index.readUInt32BE(0)) >>> 0;
  return generations > 0 && generations < maxGenerationsBehind;
}

function findLossOnce(file: string, databasePageBytes: number): string | undefined {
  // first: the log may grow meanwhile, but contains all that the index knows
  const index = readIndex(`${file}-shm`);
  const log = readLog(`${file}-wal`);
  const needed = index !== undefined && index.committed > index.checkpointed;
  if (log === "none")
    return needed ? `its log ${file}-wal, with the last writes, is missing or empty` : undefined;
  if (log === "unreadable")
    return index && !needed ? undefined : `its log ${file}-wal is damaged at its start`;
  if (log.validFrames > 0 && log.pageBytes !== databasePageBytes)
    return `the log ${file}-wal belongs to another database`;
  if (index?.salts.equals(log.salts)) {
    if (needed && log.validFrames < index.committed)
      return `its log ${file}-wal is damaged: ${index.committed - log.validFrames} of ${index.committed} pages are lost`;
    return undefined;
  }
  if (needed && !isNewerGeneration(log.salts, index.salts))
    return `the log ${file}-wal is not the latest one`;
  // A power failure may tear the last commit, which was not acknowledged; earlier ones were on
  // disk.
  return log.laterCommits > 1 ? `its log ${file}-wal is damaged in the middle` : undefined;
}

/**
 * Describes the lost commits; undefined when none are lost. Repeats when the log changed meanwhile,
 * since another process may be writing.
 */
export function findLostCommits(file: string, databasePageBytes: number): string | undefined {
  const beginning = (): string => readBytes(`${file}-wal`, headerBytes)?.toString("hex") ?? "";
  for (let tries = 1; ; tries++) {
    const before = beginning();
    const loss = findLossOnce(file, databasePageBytes);
    if (loss === undefined || before === beginning() || tries === 3) return loss;
  }
}
