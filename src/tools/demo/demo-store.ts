/** The throw-away database of the demo. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineTables } from "../../app/registry.ts";
import { openMigratedStore } from "../../storage/engine/open-store.ts";
import type { Store } from "../../storage/store.ts";

/**
 * Opens a new database in a temporary folder, in memory where the machine has one: each act is
 * committed and synced as in production. `remove` deletes the folder, once the store is closed.
 */
export async function openDemoStore(): Promise<{ store: Store; remove(): void }> {
  const memory = "/dev/shm";
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "entwine-demo-"));
  const store = await openMigratedStore(`file:${join(folder, "entwine.db")}`, {
    tables: defineTables,
  });
  return { store, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
