/**
 * The secret that keys are derived from: as it was set, or one of this house's own, kept in a file
 * beside the database and never in it. Whoever has a copy of the database alone cannot read what is
 * sealed.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A file of this house's own: `data/entwine.key` beside `file:data/entwine.db`, and also where the
 * database is on a server; none beside one in memory.
 */
export const instanceFilePath = (database: string, ending: string): string | undefined => {
  if (!database.startsWith("file:")) return `data/entwine.${ending}`;
  const path = database.slice("file:".length);
  return path.startsWith(":memory:") ? undefined : `${path.replace(/\.\w+$/, "")}.${ending}`;
};

const fileOf = (database: string): string | undefined => instanceFilePath(database, "key");

/** `set` is ENTWINE_SECRET, which replicas on several hosts have to share. */
export function readOrCreateRootSecret(set: string | undefined, database: string): string {
  if (set) return set;
  const fresh = randomBytes(32).toString("base64url");
  const file = fileOf(database);
  if (!file) return fresh;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, fresh, { flag: "wx", mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readFileSync(file, "utf8").trim();
  }
}

/**
 * What the secret was before, as far as that is known: ENTWINE_SECRET_PREVIOUS, and the file's
 * where ENTWINE_SECRET took its place.
 */
export function previousRootSecrets({
  secret,
  previousSecret,
  database,
}: {
  secret?: string;
  previousSecret?: string;
  database: string;
}): string[] {
  const file = secret ? fileOf(database) : undefined;
  return [
    ...(previousSecret ? [previousSecret] : []),
    ...(file && existsSync(file) ? [readFileSync(file, "utf8").trim()] : []),
  ];
}
