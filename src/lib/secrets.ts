/**
 * Encryption of secrets at rest. Values are bound to a workspace and a purpose, so that one copied
 * into another row does not decrypt.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { EntwineError } from "./errors.ts";

/** Owner and purpose of a secret. */
interface Purpose {
  workspace: string;
  purpose: string;
}

/** Encrypts texts at rest (AES-256-GCM), each for one purpose. */
export interface Secrets {
  /**
   * Encrypts a text. Returns `version.keyId.iv.ciphertext.tag`, all but the version in base64url.
   */
  seal(text: string, of: Purpose): string;
  /**
   * Decrypts a value.
   * @throws `secret_mismatch` for a value that was encrypted with an unknown key or for another
   * row or purpose, or was changed
   */
  open(sealed: string, of: Purpose): string;
  /**
   * Returns whether it was encrypted with an unknown key; false for a value that was never
   * encrypted.
   */
  isForeign(sealed: string): boolean;
  /** Returns whether it was encrypted with an older key. */
  isStale(sealed: string): boolean;
  /** Derives a further key of the same secret for one purpose. */
  derive(purpose: string): string;
}

const version = "v1";
const algorithm = "aes-256-gcm";
/** Lengths in bytes, by NIST SP 800-38D for GCM. */
const byteLengths = { key: 32, iv: 12, tag: 16, id: 6 };

const deriveKey = (secret: string, info: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `entwine ${info}`, bytes));

/** The id identifies a key without revealing it. */
const keyOf = (secret: string) => ({
  id: deriveKey(secret, "key id", byteLengths.id).toString("base64url"),
  key: deriveKey(secret, "secrets at rest", byteLengths.key),
});

const authenticatedData = (keyId: string, { workspace, purpose }: Purpose): Buffer =>
  Buffer.from(JSON.stringify([version, keyId, workspace, purpose]));

/**
 * Opens the encryption.
 * @param secret ENTWINE_SECRET, which encrypts and decrypts
 * @param previous earlier secrets, which only decrypt
 */
export function openSecrets(secret: string, ...previous: string[]): Secrets {
  const current = keyOf(secret);
  const keys = new Map([...previous.map(keyOf), current].map(({ id, key }) => [id, key]));

  return {
    seal(text, of) {
      const iv = randomBytes(byteLengths.iv);
      const cipher = createCipheriv(algorithm, current.key, iv, {
        authTagLength: byteLengths.tag,
      }).setAAD(authenticatedData(current.id, of));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return [
        version,
        current.id,
        ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url")),
      ].join(".");
    },
    open(sealed, of) {
      const [by, id = "", ...parts] = sealed.split(".");
      const [iv, text, tag] = parts.map((part) => Buffer.from(part, "base64url"));
      const key = by === version ? keys.get(id) : undefined;
      if (!key)
        throw new EntwineError(
          "secret_mismatch",
          "a token was encrypted with a key that is not configured",
          {
            hint: "Set ENTWINE_SECRET to its earlier value; to change it, keep the old one in ENTWINE_SECRET_PREVIOUS until the next start.",
          },
        );
      try {
        const decipher = createDecipheriv(algorithm, key, iv!, { authTagLength: byteLengths.tag })
          .setAAD(authenticatedData(id, of))
          .setAuthTag(tag!);
        return Buffer.concat([decipher.update(text!), decipher.final()]).toString("utf8");
      } catch {
        throw new EntwineError(
          "secret_mismatch",
          "an encrypted token was changed or copied from another row",
          {
            hint: "Have the app installed in that workspace again, or restore the database from a backup.",
          },
        );
      }
    },
    isForeign(sealed) {
      const [by, id = "", ...parts] = sealed.split(".");
      return by === version && parts.length === 3 && !keys.has(id);
    },
    isStale: (sealed) => sealed.split(".", 2)[1] !== current.id,
    derive: (purpose) => deriveKey(secret, purpose, byteLengths.key).toString("base64url"),
  };
}

/**
 * Returns the path of a file of this instance: `data/entwine.key` beside `file:data/entwine.db`,
 * and also for PostgreSQL; none for a database in memory.
 */
export const instanceFilePath = (database: string, ending: string): string | undefined => {
  if (!database.startsWith("file:")) return `data/entwine.${ending}`;
  const path = database.slice("file:".length);
  return path.startsWith(":memory:") ? undefined : `${path.replace(/\.\w+$/, "")}.${ending}`;
};

const keyFile = (database: string): string | undefined => instanceFilePath(database, "key");

/**
 * Returns the secret that is set, or reads or creates the file.
 * @param set ENTWINE_SECRET, which replicas on several hosts must share
 */
export function readOrCreateRootSecret(set: string | undefined, database: string): string {
  if (set) return set;
  const generated = randomBytes(32).toString("base64url");
  const file = keyFile(database);
  if (!file) return generated;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, generated, { flag: "wx", mode: 0o600 });
    return generated;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readFileSync(file, "utf8").trim();
  }
}

/** Returns earlier secrets: ENTWINE_SECRET_PREVIOUS, and the file's once ENTWINE_SECRET is set. */
export function previousRootSecrets({
  secret,
  previousSecret,
  database,
}: {
  secret?: string;
  previousSecret?: string;
  database: string;
}): string[] {
  const file = secret ? keyFile(database) : undefined;
  return [
    ...(previousSecret ? [previousSecret] : []),
    ...(file && existsSync(file) ? [readFileSync(file, "utf8").trim()] : []),
  ];
}
