/**
 * What keeps a note its author's secret until the reveal: the box is encrypted with a key that is
 * not in the database, and an author is known again by a token that only that key makes.
 */
import { createHmac } from "node:crypto";
import { openSecrets } from "../../lib/crypto/secrets.ts";
import { EntwineError } from "../../lib/errors.ts";

export interface NoteCipher {
  /** Encrypted, and padded so that its length does not tell how much somebody wrote. */
  seal(value: unknown): string;
  /** Throws `sealed_by_another_key`. */
  open<T>(sealed: string): T;
  /** By which an author's notes in one retrospective are found again. */
  authorToken(retrospective: string, person: string): string;
  /** Stands for an id that was made of somebody's words; the same each time. */
  digestId(id: string): string;
}

/** Sizes come in steps of so many bytes. */
const stepBytes = 4_096;

/** Apart from tokens, which are sealed by the same key. */
const ofBox = { workspace: "", purpose: "the box of a retrospective" };

/**
 * `secret` is the house's (ENTWINE_SECRET, or the file that stands in for it). A box that was
 * sealed by one of `previous` opens still, and is sealed anew when its board changes; whose notes
 * are in it, only the key of then tells.
 */
export function createNoteCipher(secret: string, ...previous: string[]): NoteCipher {
  const secrets = openSecrets(secret, ...previous);
  const [authors, ids] = [
    secrets.derive("the authors of notes"),
    secrets.derive("the ids of notes"),
  ];
  const digest = (key: string, text: string): string =>
    createHmac("sha256", key).update(text).digest("base64url");

  function opened(sealed: string): string {
    try {
      return secrets.open(sealed, ofBox);
    } catch (cause) {
      throw new EntwineError(
        "sealed_by_another_key",
        "notes of a retrospective were sealed with another key than the one at hand",
        {
          hint: "Set ENTWINE_SECRET_PREVIOUS to what ENTWINE_SECRET was, or bring back the file with the key.",
          cause,
        },
      );
    }
  }

  return {
    seal(value) {
      const text = JSON.stringify(value);
      const bytes = Buffer.byteLength(text);
      return secrets.seal(
        text + " ".repeat(Math.ceil(bytes / stepBytes) * stepBytes - bytes),
        ofBox,
      );
    },
    open: (sealed) => JSON.parse(opened(sealed)),
    authorToken: (retrospective, person) => digest(authors, `${retrospective}/${person}`),
    digestId: (id) => `blind:${digest(ids, id)}`,
  };
}
