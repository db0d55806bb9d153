/** What keeps a note its author's secret until the reveal: the box is encrypted with a key that is not in the database, and an author is known again by a token that only that key makes. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { EntwineError } from "../errors.ts";

export interface Seals {
  /** Encrypted, and padded so that its length does not tell how much somebody wrote. */
  seal(value: unknown): string;
  /** Throws `sealed_by_another_key`. */
  open<T>(sealed: string): T;
  /** By which an author's notes in one retrospective are found again. */
  token(retrospective: string, person: string): string;
  /** Stands for an id that was made of somebody's words; the same each time. */
  blind(id: string): string;
}

/** Sizes come in steps of so many characters. */
const step = 4_096;

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** `secret` is the house's (ENTWINE_SECRET, or the file that stands in for it). A box that was sealed by one of `previous` opens still, and is sealed anew when its board changes; whose notes are in it, only the key of then tells. */
export function openSeals(secret: string, ...previous: string[]): Seals {
  const keyFor = (what: string, of = secret): Buffer => Buffer.from(hkdfSync("sha256", of, "", `entwine retrospectives ${what}`, 32));
  const [box, authors, ids] = [keyFor("box"), keyFor("authors"), keyFor("ids")];
  const boxes = [box, ...previous.map((old) => keyFor("box", old))];
  const digest = (key: Buffer, text: string): string => createHmac("sha256", key).update(text).digest("base64url");

  function opened(bytes: Buffer, key: Buffer): string | undefined {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength });
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }

  return {
    seal(value) {
      const text = JSON.stringify(value);
      const padded = text.padEnd(Math.ceil(text.length / step) * step);
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, box, nonce);
      const sealed = Buffer.concat([cipher.update(padded, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64");
      for (const key of boxes) {
        const text = opened(bytes, key);
        if (text !== undefined) return JSON.parse(text);
      }
      throw new EntwineError("sealed_by_another_key", "notes of a retrospective were sealed with another key than the one at hand", {
        hint: "Set ENTWINE_SECRET_PREVIOUS to what ENTWINE_SECRET was, or bring back the file with the key.",
      });
    },
    token: (retrospective, person) => digest(authors, `${retrospective}/${person}`),
    blind: (id) => `blind:${digest(ids, id)}`,
  };
}
