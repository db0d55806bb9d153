/**
 * A zip of a few small files, stored as they are (PKWARE APPNOTE 6.3, sections 4.3.7 and 4.3.12).
 */
import { crc32 } from "node:zlib";

/** 1 January 1980, the first day that a zip knows: the same files always give the same archive. */
const day = 0x0021;

function header(
  signature: number,
  name: Buffer,
  content: Buffer,
  before: number[],
  after: Buffer,
): Buffer {
  const fields = Buffer.alloc(30);
  fields.writeUInt32LE(signature);
  fields.writeUInt16LE(20, 4);
  fields.writeUInt16LE(day, 12);
  fields.writeUInt32LE(crc32(content), 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt32LE(content.length, 22);
  fields.writeUInt16LE(name.length, 26);
  return Buffer.concat([
    fields.subarray(0, 4),
    Buffer.from(before),
    fields.subarray(4),
    after,
    name,
  ]);
}

export function zip(files: Record<string, Buffer>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const entry = Buffer.concat([header(0x04034b50, name, content, [], Buffer.alloc(0)), content]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    // The directory's entry says once more which version made it, and where the file is.
    central.push(header(0x02014b50, name, content, [20, 0], where));
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
