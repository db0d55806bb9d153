/** Commands about what the database holds: export, backup, restore and erase. */
import { randomUUIDv7 } from "node:crypto";
import { once } from "node:events";
import { type Command, Option } from "commander";
import type { ExportFormat } from "../../features/insights/render-export.ts";
import { openDatabase } from "../../storage/engine/open-database.ts";
import type { Store } from "../../storage/store.ts";
import { readConfig } from "../config.ts";
import { parseCount } from "./arguments.ts";

const openConfiguredDatabase = async (): Promise<Store> =>
  openDatabase(readConfig().database, { tables: (await import("../schema.ts")).defineTables });

/** Adds `export`. */
export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("write the ledger to standard output, row by row")
    .addOption(
      new Option("--format <format>", "how to write it")
        .choices(["jsonl", "csv", "md"])
        .default("jsonl"),
    )
    .option("--person <id>", "all that is kept of one person, with --workspace, and nothing else")
    .option("--workspace <id>", "whose colleague they are: slack:T…, teams:… or local")
    .action(
      async ({
        format,
        person,
        workspace,
      }: {
        format: ExportFormat;
        person?: string;
        workspace?: string;
      }) => {
        if ((person === undefined) !== (workspace === undefined))
          program.error("--person and --workspace go together");
        const [
          { featureData },
          { exportAllRows, exportPersonalRows },
          { renderExport },
          { recordByOperator },
          { listWorkspaces },
        ] = await Promise.all([
          import("../schema.ts"),
          import("../../core/export-rows.ts"),
          import("../../features/insights/render-export.ts"),
          import("../../features/workspace/audit-log.ts"),
          import("../../storage/directory.ts"),
        ]);
        const store = await openConfiguredDatabase();
        const workspaces = workspace === undefined ? await listWorkspaces(store.read) : [workspace];
        await recordByOperator(store, {
          what: "export",
          after: format,
          workspaces,
          at: new Date(),
          newId: randomUUIDv7,
        });
        const pieces =
          workspace === undefined || person === undefined
            ? renderExport(featureData, exportAllRows(featureData, store.read), format)
            : renderExport(
                featureData,
                exportPersonalRows(featureData, store.read, workspace, person),
                format,
                "person",
              );
        for await (const piece of pieces)
          if (!process.stdout.write(piece)) await once(process.stdout, "drain");
        await store.close();
      },
    );
}

/** Adds `backup`. */
export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description("copy the whole database while the bot runs, into the folder backups beside it")
    .option("--to <path>", "another folder, or a file")
    .addOption(
      new Option("--keep <number>", "how many backups stay in the folder")
        .argParser(parseCount)
        .default(14),
    )
    .addHelpText(
      "after",
      "\nThe same on SQLite and PostgreSQL, and a backup of one can be restored to the other. What the secret seals is in it sealed, the secret is not.",
    )
    .action(async (options: { to?: string; keep: number }) =>
      (await import("../../storage/backup/backup.ts")).runBackup(
        readConfig().database,
        options,
        process,
      ),
    );
}

/** Adds `restore`. */
export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .argument(
      "<file>",
      "a backup, or a SQLite file of Entwine's such as data/entwine.db.before-<migration>",
    )
    .description(
      "put a backup in the place of what the database holds, which is kept; Entwine has to be stopped",
    )
    .action(async (file: string) =>
      (await import("../../storage/backup/restore.ts")).runRestore(
        readConfig().database,
        file,
        process,
        { tables: (await import("../schema.ts")).defineTables, finish: repeatErasures },
      ),
    );
}

/** Erases again the people who were erased after a backup was made. */
async function repeatErasures(store: Store, made: Date): Promise<void> {
  const [{ replayErasures }, { eraser, journal }] = await Promise.all([
    import("../../features/privacy/erasure/replay-erasures.ts"),
    openEraser(store),
  ]);
  const { noted, again } = await replayErasures(eraser, journal, made);
  const rest =
    again < noted ? "; the others are not in it, or were noted under another secret" : "";
  if (noted > 0)
    process.stdout.write(
      `Erased again: ${again} of the ${noted} who were erased since then${rest}.\n`,
    );
}

async function openEraser(store: Store) {
  const [
    { featureData },
    { openErasureJournal },
    { previousRootSecrets, instanceFilePath, readOrCreateRootSecret },
  ] = await Promise.all([
    import("../schema.ts"),
    import("../../features/privacy/erasure/erasure-journal.ts"),
    import("../../lib/crypto/root-secret.ts"),
  ]);
  const config = readConfig();
  const [secret, former] = [
    readOrCreateRootSecret(config.secret, config.database),
    previousRootSecrets(config),
  ];
  return {
    eraser: { store, data: featureData, secrets: [secret, ...former], newId: randomUUIDv7 },
    journal: openErasureJournal(instanceFilePath(config.database, "erased"), secret, former),
  };
}

/** Adds `erase`. */
export function addEraseCommand(program: Command): void {
  program
    .command("erase")
    .description(
      "erase a person who cannot do it in chat: their name everywhere, and all that is theirs alone",
    )
    .requiredOption("--workspace <id>", "whose colleague they are: slack:T…, teams:… or local")
    .requiredOption("--person <id>", "their id on the platform")
    .option("--words", "empty what they wrote in requests, answers and reasons, too")
    .option("--yes", "do not ask")
    .action(
      async ({
        workspace,
        person,
        words = false,
        yes = false,
      }: {
        workspace: string;
        person: string;
        words?: boolean;
        yes?: boolean;
      }) => {
        const { runErase } = await import("../../features/privacy/erasure/erase-command.ts");
        const store = await openConfiguredDatabase();
        try {
          const { eraser, journal } = await openEraser(store);
          await runErase(
            eraser,
            journal,
            { workspace, person, scope: words ? "words" : "name", yes },
            process,
          );
        } finally {
          await store.close();
        }
      },
    );
}
