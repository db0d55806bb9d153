/**
 * The tables, defined once; `columns` decides the dialect. Everything but `replicas` and `spent`
 * belongs to a workspace. Ids are texts that the code gives.
 */

import { requestTables } from "../features/cases/tables.ts";
import { pictureTables } from "../features/checks/picture/tables.ts";
import { checkTables } from "../features/checks/tables.ts";
import { retrospectiveTables } from "../features/retrospectives/tables.ts";
import type { Columns } from "./engine/columns.ts";
import { directoryTables } from "./tables/directory.ts";
import { installationTables } from "./tables/installations.ts";
import { queueTables } from "./tables/queue.ts";
import { signInTables } from "./tables/sign-ins.ts";

export const defineTables = (columns: Columns) => ({
  ...directoryTables(columns),
  ...queueTables(columns),
  ...requestTables(columns),
  ...checkTables(columns),
  ...pictureTables(columns),
  ...retrospectiveTables(columns),
  ...installationTables(columns),
  ...signInTables(columns),
});

export type Tables = ReturnType<typeof defineTables>;
