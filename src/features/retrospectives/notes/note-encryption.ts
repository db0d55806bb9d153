/**
 * Encryption of notes before the reveal, with a key outside the database. All notes of a board are
 * one encrypted value; each carries a token of its author, which only the key can compute.
 */
import { createHmac } from "node:crypto";
import { EntwineError } from "../../../lib/errors.ts";
import { openSecrets } from "../../../lib/secrets.ts";
import type { SealedNote } from "../board/board.ts";

/** Encrypts notes, so that a copy of the database does not reveal who wrote what. */
export interface NoteCipher {
  /** Encrypts a value, padded so that its length does not reveal the amount of text. */
  seal(value: unknown): string;
  /** @throws `encrypted_with_another_key` */
  open<T>(sealed: string): T;
  /** Returns the token of an author's notes in one retrospective. */
  authorToken(retrospective: string, person: string): string;
  /** Returns a keyed digest of an id, which may be derived from a person's words. */
  digestId(id: string): string;
}

/** Encrypted sizes are multiples of this. */
const paddingStepBytes = 4_096;

/**
 * Purpose of the encryption, distinct from access tokens with the same key. Stored, so it must not
 * change.
 */
const boxContext = { workspace: "", purpose: "the box of a retrospective" };

/**
 * Creates a cipher.
 * @param secret ENTWINE_SECRET, or the content of the file that replaces it
 * @param previous former secrets: values encrypted with them can be read, and are re-encrypted when
 * their board changes; author tokens cannot be computed with them
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
      return secrets.open(sealed, boxContext);
    } catch (cause) {
      throw new EntwineError(
        "encrypted_with_another_key",
        "notes of a retrospective were encrypted with a key that is not configured",
        {
          hint: "Set ENTWINE_SECRET_PREVIOUS to the earlier ENTWINE_SECRET, or restore the file with the key.",
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
        text + " ".repeat(Math.ceil(bytes / paddingStepBytes) * paddingStepBytes - bytes),
        boxContext,
      );
    },
    open: (sealed) => JSON.parse(opened(sealed)),
    authorToken: (retrospective, person) => digest(authors, `${retrospective}/${person}`),
    digestId: (id) => `blind:${digest(ids, id)}`,
  };
}

/** Decrypted notes of a board. */
export interface SealedNotes {
  sealed: SealedNote[];
  /**
   * Digests of handled events and messages, so that one that is delivered again changes nothing.
   */
  handledEvents: string[];
}

/** Stored form. Release 0.1.0 stored only the notes. */
type StoredBox = { sealed: SealedNote[]; heard: string[] } | SealedNote[];

/** @throws `encrypted_with_another_key` */
export function readSealedNotes(cipher: NoteCipher, box: string | null): SealedNotes {
  if (!box) return { sealed: [], handledEvents: [] };
  const stored = cipher.open<StoredBox>(box);
  return Array.isArray(stored)
    ? { sealed: stored, handledEvents: [] }
    : { sealed: stored.sealed, handledEvents: stored.heard };
}

/** Returns the encrypted notes; `null` when there is nothing to store. */
export const writeSealedNotes = (
  cipher: NoteCipher,
  { sealed, handledEvents }: SealedNotes,
): string | null =>
  sealed.length + handledEvents.length > 0
    ? cipher.seal({ sealed, heard: handledEvents } satisfies StoredBox)
    : null;
