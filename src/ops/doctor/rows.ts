/** The rows of the database: those that could not be dealt with, and values that cannot be read. */
import { existsSync } from "node:fs";
import { defineTables } from "../../app/schema.ts";
import { openStore } from "../../storage/engine/open-store.ts";
import { sqlitePath } from "../../storage/engine/sqlite/database-file.ts";
import { listSetAsideRows } from "../../storage/queue/set-aside.ts";
import { findUnreadableValues, type UnreadableValue } from "../../storage/unreadable-values.ts";
import { type Finding, okFinding, warningFinding } from "./finding.ts";

const part = "rows";
const mostNamed = 10;

const place = ({ table, column, key }: UnreadableValue): string => `${table}.${column} of ${key}`;

/** An error in the database itself is told by its own check. */
export async function diagnoseRows(url: string): Promise<Finding[]> {
  const file = sqlitePath(url);
  if (file !== undefined && !existsSync(file)) return [];
  const store = await openStore(url, { tables: defineTables });
  try {
    if ((await store.countPendingMigrations()) > 0) return [];
    const aside = await listSetAsideRows(store.read, mostNamed);
    const { found, all } = await findUnreadableValues(store.read, mostNamed);
    const findings = [
      ...aside.map(({ tableName, workspace, key, code, at }) =>
        warningFinding(
          part,
          `${tableName} ${key} of ${workspace} could not be dealt with (${code}) and has been left out since ${at.toISOString()}`,
          tableName === "arrivals" || tableName === "outbox"
            ? "It is not tried again; ask the person to say it once more."
            : "Mend the row or delete it; it is tried again a day later, or at the next start.",
        ),
      ),
      ...(found.length > 0
        ? [
            warningFinding(
              part,
              `these values cannot be read, and others stand in for them: ${found.map(place).join("; ")}`,
              "Mend them, set them to null where the column allows it, or delete the rows.",
            ),
          ]
        : []),
    ];
    return findings.length > 0
      ? findings
      : [
          okFinding(
            part,
            all ? "all can be read" : "those that there was time to look at can be read",
          ),
        ];
  } finally {
    await store.close();
  }
}
