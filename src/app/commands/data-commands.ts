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
  openDatabase(readConfig().database, { tables: (await import("../registry.ts")).defineTables });

/** Adds `export`. */
export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("print the whole ledger, or all about one person")
    .addOption(
      new Option("--format <format>", "output format")
        .choices(["jsonl", "csv", "md"])
        .default("jsonl"),
    )
    .option("--person <id>", "only what is stored about this person (with --workspace)")
    .option("--workspace <id>", "the person's workspace: slack:T…, teams:…, local or browser")
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
          program.error("error: --person and --workspace go together");
        const [
          { featureData },
          { pageData },
          { exportAllRows, exportPersonalRows },
          { renderExport },
          { recordByOperator },
          { listWorkspaces },
        ] = await Promise.all([
          import("../registry.ts"),
          import("../page-data.ts"),
          import("../../core/feature-data.ts"),
          import("../../features/insights/render-export.ts"),
          import("../../features/workspace/audit-log.ts"),
          import("../../storage/directory.ts"),
        ]);
        const store = await openConfiguredDatabase();
        const data = [...featureData, pageData(readConfig().database)];
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
            ? renderExport(data, exportAllRows(data, store.read), format)
            : renderExport(
                data,
                exportPersonalRows(data, store.read, workspace, person),
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
    .description("copy the database to the folder backups beside it, also while Entwine runs")
    .option("--to <path>", "write to another folder or file")
    .addOption(
      new Option("--keep <number>", "number of backups to keep in the folder")
        .argParser(parseCount)
        .default(14),
    )
    .addHelpText(
      "after",
      "\nA backup of SQLite can be restored to PostgreSQL, and the reverse.\nEncrypted values stay encrypted; keep the secret in another place.",
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
      "a backup, or a SQLite file of Entwine such as data/entwine.db.before-<migration>",
    )
    .description(
      "replace the database with a backup, and keep the old one beside it; stop Entwine first",
    )
    .action(async (file: string) =>
      (await import("../../storage/backup/restore.ts")).runRestore(
        readConfig().database,
        file,
        process,
        { tables: (await import("../registry.ts")).defineTables, finish: repeatErasures },
      ),
    );
}

/** Repeats the erasures that were made after the backup. */
async function repeatErasures(store: Store, made: Date): Promise<void> {
  const [{ replayErasures }, { eraser, journal }] = await Promise.all([
    import("../../features/privacy/erasure/erase-command.ts"),
    openEraser(store),
  ]);
  const { noted, again } = await replayErasures(eraser, journal, made);
  const rest =
    again < noted
      ? "; the others are not in the backup, or were recorded under another secret"
      : "";
  if (noted > 0)
    process.stdout.write(
      `Erased again: ${again} of the ${noted} people who were erased since then${rest}.\n`,
    );
}

async function openEraser(store: Store) {
  const [
    { featureData },
    { pageData },
    { openErasureJournal },
    { previousRootSecrets, instanceFilePath, readOrCreateRootSecret },
  ] = await Promise.all([
    import("../registry.ts"),
    import("../page-data.ts"),
    import("../../features/privacy/erasure/erasure-journal.ts"),
    import("../../lib/secrets.ts"),
  ]);
  const config = readConfig();
  const [secret, former] = [
    readOrCreateRootSecret(config.secret, config.database),
    previousRootSecrets(config),
  ];
  return {
    eraser: {
      store,
      data: [...featureData, pageData(config.database)],
      secrets: [secret, ...former],
      newId: randomUUIDv7,
    },
    journal: openErasureJournal(instanceFilePath(config.database, "erased"), secret, former),
  };
}

/** Adds `erase`. */
export function addEraseCommand(program: Command): void {
  program
    .command("erase")
    .description(
      "erase a person who cannot do it in the chat: their name everywhere, and what is theirs alone",
    )
    .requiredOption(
      "--workspace <id>",
      "the person's workspace: slack:T…, teams:…, local or browser",
    )
    .requiredOption("--person <id>", "their id on the platform")
    .option("--words", "also remove what they wrote in requests, answers and reasons")
    .option("--yes", "do not ask for confirmation")
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
