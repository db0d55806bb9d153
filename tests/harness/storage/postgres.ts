/** PostgreSQL databases for tests. */
import { inject } from "vitest";

/**
 * Whether PostgreSQL runs here: `describe.skipIf(!hasPostgres)`. Otherwise the run reports it, and
 * fails with `CI=true`.
 */
export const hasPostgres = inject("postgres") !== undefined;

/** Returns the URL of an empty database that is removed after the run. */
export async function freshPostgres(): Promise<string> {
  const response = await fetch(inject("postgres")!);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
