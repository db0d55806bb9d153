/** Stores for tests, with the tables of the core and of every feature. */
import { defineTables } from "../../../src/app/registry.ts";
import { openDatabase } from "../../../src/storage/engine/open-database.ts";
import { openMigratedStore, openStore } from "../../../src/storage/engine/open-store.ts";
import type { Store, StoreOptions } from "../../../src/storage/store.ts";

type Options = Omit<StoreOptions, "tables">;

export const openTestStore = (url: string, options: Options = {}): Promise<Store> =>
  openStore(url, { tables: defineTables, ...options });

export const openMigratedTestStore = (url: string, options: Options = {}): Promise<Store> =>
  openMigratedStore(url, { tables: defineTables, ...options });

export const openTestDatabase = (url: string, options: Options = {}): Promise<Store> =>
  openDatabase(url, { tables: defineTables, ...options });
