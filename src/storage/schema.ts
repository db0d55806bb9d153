/** The tables, defined once; `columns` decides the dialect. Everything but `replicas` and `spent` belongs to a workspace. Ids are texts that the code gives. */
import type { Columns } from "./columns.ts";
import { checkTables } from "./tables/checks.ts";
import { installationTables } from "./tables/installations.ts";
import { peopleTables } from "./tables/people.ts";
import { pictureTables } from "./tables/pictures.ts";
import { requestTables } from "./tables/requests.ts";
import { retrospectiveTables } from "./tables/retrospectives.ts";
import { signInTables } from "./tables/sign-ins.ts";
import { turnTables } from "./tables/turns.ts";

export const defineTables = (columns: Columns) => ({
  ...peopleTables(columns),
  ...turnTables(columns),
  ...requestTables(columns),
  ...checkTables(columns),
  ...pictureTables(columns),
  ...retrospectiveTables(columns),
  ...installationTables(columns),
  ...signInTables(columns),
});

export type Tables = ReturnType<typeof defineTables>;
