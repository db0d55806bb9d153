/**
 * The commands. With `serve.ts`, which puts the bot together, the only file that may import every
 * folder.
 */
import { randomUUIDv7 } from "node:crypto";
import { once } from "node:events";
import { enableCompileCache } from "node:module";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import type { ExportFormat } from "../features/insights/render-export.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { EntwineError } from "../lib/errors.ts";
import { openLog } from "../lib/log.ts";
import { openDatabase } from "../storage/engine/open-database.ts";
import type { Store } from "../storage/store.ts";
import { readConfig } from "./config.ts";

// Whoever reads what a command writes may have enough of it (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

// What is imported from here on is compiled, and stripped of its types, once and not at each start.
enableCompileCache();

const openConfiguredDatabase = async (): Promise<Store> =>
  openDatabase(readConfig().database, { tables: (await import("./schema.ts")).defineTables });

const instant = (text: string): Date => {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError("It must be an instant such as 2027-03-26T14:58:00Z.");
  return date;
};

const factor = (text: string): number => {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return number;
};

const whole = (text: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
};

function clockOf({ now, speed }: { now?: Date; speed?: number }): Clock {
  if (now || speed)
    process.stderr.write(
      `\n*** NOT THE REAL TIME: the clock starts at ${(now ?? new Date()).toISOString()} and runs ${speed ?? 1} times as fast ***\n\n`,
    );
  return systemClock(now, speed);
}

const withClock = (command: Command): Command =>
  command
    .addOption(
      new Option("--now <instant>", "start the clock at this instant, for trying out").argParser(
        instant,
      ),
    )
    .addOption(
      new Option(
        "--speed <factor>",
        "run the clock so many times as fast, for trying out",
      ).argParser(factor),
    );

const program = withClock(new Command("entwine"))
  .description("Meets requests to IT with the partner questions, on Slack, in Teams and here.")
  .showHelpAfterError("(--help says what there is)")
  .action(async (options) =>
    (await import("./serve.ts")).serve(readConfig(), clockOf(options), true),
  );

withClock(program.command("serve"))
  .description("run the bot without talking on standard input")
  .action(async (_, command: Command) =>
    (await import("./serve.ts")).serve(readConfig(), clockOf(command.optsWithGlobals()), false),
  );

program
  .command("judge")
  .description("read JSON lines on standard input as the bot would, and answer with JSON lines")
  .action(async () => {
    const [{ runJudgeCommand }, { createJudge }] = await Promise.all([
      import("../nlu/judge-command.ts"),
      import("../nlu/create-judge.ts"),
    ]);
    const config = readConfig();
    const judge = createJudge(config.model, {
      clock: systemClock(),
      log: openLog(config.logLevel),
    });
    process.exitCode = await runJudgeCommand(judge, {
      input: process.stdin,
      output: process.stdout,
      errors: process.stderr,
    });
  });

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
        import("./schema.ts"),
        import("../core/export-rows.ts"),
        import("../features/insights/render-export.ts"),
        import("../features/workspace/audit-log.ts"),
        import("../storage/directory.ts"),
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

const examine = async (json = false): Promise<number> =>
  (await import("../ops/doctor/doctor.ts")).runDoctor({
    read: readConfig,
    file: ".env",
    now: Date.now,
    output: process.stdout,
    json,
  });

// Both exit by themselves, not to wait for what did not answer in time.
program
  .command("setup")
  .description("be asked for the settings, one by one, and have them written to .env")
  .action(async () => {
    const { runSetup } = await import("../ops/setup/setup.ts");
    process.exit(
      await runSetup({
        input: process.stdin,
        output: process.stdout,
        file: ".env",
        folder: "data/setup",
        doctor: examine,
      }),
    );
  });

program
  .command("doctor")
  .description(
    "look at settings, database, Slack, Teams, the model and the rest, and say what to mend",
  )
  .option("--json", "write what was found as JSON")
  .action(async ({ json }) => process.exit(await examine(json)));

program
  .command("backup")
  .description("copy the whole database while the bot runs, into the folder backups beside it")
  .option("--to <path>", "another folder, or a file")
  .addOption(
    new Option("--keep <number>", "how many backups stay in the folder")
      .argParser(whole)
      .default(14),
  )
  .addHelpText(
    "after",
    "\nThe same on SQLite and PostgreSQL, and a backup of one can be restored to the other. What the secret seals is in it sealed, the secret is not.",
  )
  .action(async (options: { to?: string; keep: number }) =>
    (await import("../storage/backup/backup.ts")).runBackup(
      readConfig().database,
      options,
      process,
    ),
  );

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
    (await import("../storage/backup/restore.ts")).runRestore(
      readConfig().database,
      file,
      process,
      { tables: (await import("./schema.ts")).defineTables, finish: bringBackNobody },
    ),
  );

/** Whoever was erased since a backup was made does not come back with it. */
async function bringBackNobody(store: Store, made: Date): Promise<void> {
  const [{ replayErasures }, { eraser, journal }] = await Promise.all([
    import("../features/privacy/erasure/replay-erasures.ts"),
    erasing(store),
  ]);
  const { noted, again } = await replayErasures(eraser, journal, made);
  const rest =
    again < noted ? "; the others are not in it, or were noted under another secret" : "";
  if (noted > 0)
    process.stdout.write(
      `Erased again: ${again} of the ${noted} who were erased since then${rest}.\n`,
    );
}

async function erasing(store: Store) {
  const [
    { featureData },
    { openErasureJournal },
    { previousRootSecrets, instanceFilePath, readOrCreateRootSecret },
  ] = await Promise.all([
    import("./schema.ts"),
    import("../features/privacy/erasure/erasure-journal.ts"),
    import("../lib/crypto/root-secret.ts"),
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
      const { runErase } = await import("../features/privacy/erasure/erase-command.ts");
      const store = await openConfiguredDatabase();
      try {
        const { eraser, journal } = await erasing(store);
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

program
  .command("simulate")
  .description(
    "live through days of made-up companies in which everything goes wrong, the same for the same seed, and look whether each promise is kept",
  )
  .addOption(
    new Option("--seed <number>", "which companies, and what happens to them")
      .argParser(whole)
      .default(1),
  )
  .addOption(new Option("--days <number>", "how many days").argParser(whole).default(30))
  .action(async (options) => {
    const { simulate } = await import("../tools/simulation/simulate.ts");
    process.exitCode = (await simulate({
      ...options,
      print: (line) => void process.stdout.write(`${line}\n`),
    }))
      ? 0
      : 1;
  });

program
  .command("bench")
  .description(
    "measure on this machine: a durable turn beside a bare Bolt echo (Linux), the search for similar requests among 100,000, or the check of 100,000 people",
  )
  .addArgument(
    new Argument("[part]", "what to measure")
      .choices(["turns", "similar", "checks"])
      .default("turns"),
  )
  .addOption(
    new Option("--rounds <number>", "how often each is measured").argParser(factor).default(5),
  )
  .addOption(new Option("--width <number>", "conversations at once").argParser(factor).default(64))
  .addOption(
    new Option("--seconds <number>", "how long each measurement lasts")
      .argParser(factor)
      .default(3),
  )
  .action(async (part, options) => {
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    if (part === "similar")
      return void (await (
        await import("../tools/bench/similar.ts")
      ).benchSimilar({ requests: 100_000, searches: 1_000, print: say }));
    if (part === "checks")
      return (await import("../tools/bench/checks.ts")).benchChecks({
        people: 100_000,
        seconds: 10,
        print: say,
      });
    await (await import("../tools/bench/turns.ts")).benchTurns({ ...options, print: say });
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof EntwineError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ""}`);
  process.exitCode = 1;
}
