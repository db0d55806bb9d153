/** The tables of the engine and of every feature. */
import { requestTables } from "../features/cases/tables.ts";
import { checkTables } from "../features/checks/tables.ts";
import { retrospectiveTables } from "../features/retrospectives/tables.ts";
import { workspaceTables } from "../features/workspace/tables.ts";
import { type DefineTables, defineEngineTables } from "../storage/schema.ts";

export const defineTables: DefineTables = (columns) => ({
  ...defineEngineTables(columns),
  ...workspaceTables(columns),
  ...requestTables(columns),
  ...checkTables(columns),
  ...retrospectiveTables(columns),
});
