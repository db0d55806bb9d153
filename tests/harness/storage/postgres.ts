/** Real PostgreSQL databases for tests. */
import { inject } from "vitest";

/**
 * Whether PostgreSQL runs here: `describe.skipIf(!hasPostgres)`. Where it does not, the run has
 * said so, and failed if `CI=true`.
 */
export const hasPostgres = inject("postgres") !== undefined;

/** The URL of a new and empty database, gone when the run ends. */
export async function freshPostgres(): Promise<string> {
  const response = await fetch(inject("postgres")!);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
