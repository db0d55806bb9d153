/**
 * Root secret from which keys are derived: ENTWINE_SECRET, or one generated into a file beside the
 * database. It is never in the database, so that a copy of the database alone cannot be decrypted.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

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
