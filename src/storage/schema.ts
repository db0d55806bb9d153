/**
 * Engine tables, defined once for both dialects, and the type of all tables. A feature defines its
 * tables in its own `tables.ts` and adds them to `Tables` by module augmentation;
 * `src/app/registry.ts` composes them. Everything but `replicas` and `usedOnce` belongs to a
 * workspace. Ids are texts generated in code.
 */
import type { Columns } from "./engine/columns.ts";
import { directoryTables, installationTables, signInTables } from "./tables/directory.ts";
import { queueTables } from "./tables/queue.ts";

export const defineEngineTables = (columns: Columns) => ({
  ...directoryTables(columns),
  ...queueTables(columns),
  ...installationTables(columns),
  ...signInTables(columns),
});

type EngineTables = ReturnType<typeof defineEngineTables>;

/** All tables, by the names that the code gives them. */
export interface Tables extends EngineTables {}

/** Defines all tables in the dialect of `columns`. */
export type DefineTables = (columns: Columns) => Tables;
