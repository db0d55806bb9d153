/** Command line of Entwine: the bot itself, and the list of its commands. */
import { enableCompileCache } from "node:module";
import { Command, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { type Clock, systemClock } from "../lib/clock.ts";
import { EntwineError } from "../lib/errors.ts";
import { parseFactor, parseInstant } from "./commands/arguments.ts";
import {
  addBackupCommand,
  addEraseCommand,
  addExportCommand,
  addRestoreCommand,
} from "./commands/data-commands.ts";
import { addBenchCommand, addJudgeCommand, addSimulateCommand } from "./commands/tool-commands.ts";
import { readConfig } from "./config.ts";

const runConfiguredDoctor = async (json = false): Promise<number> =>
  (await import("../ops/doctor/doctor.ts")).runDoctor({
    read: readConfig,
    file: ".env",
    now: Date.now,
    output: process.stdout,
    json,
  });

/** Adds `setup`. */
function addSetupCommand(program: Command): void {
  program
    .command("setup")
    .description("ask for the settings one by one and write them to .env")
    .action(async () => {
      const { runSetup } = await import("../ops/setup/setup.ts");
      process.exit(
        await runSetup({
          input: process.stdin,
          output: process.stdout,
          file: ".env",
          folder: "data/setup",
          doctor: runConfiguredDoctor,
        }),
      );
    });
}

/** Adds `doctor`. */
function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("check settings, database, Slack, Teams, the model and more, and say what to fix")
    .option("--json", "print the findings as JSON")
    .action(async ({ json }) => process.exit(await runConfiguredDoctor(json)));
}

// The reader of the output may stop early (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

// Caches compiled modules from here on, so that later starts do not compile them again.
enableCompileCache();

function clockOf({ now, speed }: { now?: Date; speed?: number }): Clock {
  if (now || speed)
    process.stderr.write(
      `\n*** SIMULATED TIME: the clock starts at ${(now ?? new Date()).toISOString()} and runs ${speed ?? 1} times as fast ***\n\n`,
    );
  return systemClock(now, speed);
}

const withClock = (command: Command): Command =>
  command
    .addOption(
      new Option("--now <instant>", "start the clock at this instant, for trying out").argParser(
        parseInstant,
      ),
    )
    .addOption(
      new Option(
        "--speed <factor>",
        "run the clock this many times as fast, for trying out",
      ).argParser(parseFactor),
    );

const program = withClock(new Command("entwine"))
  .description(
    "Asks the partner questions about requests to IT, on Slack, in Teams and in this terminal.",
  )
  .version(packageJson.version)
  .showHelpAfterError("(--help lists the commands)")
  .action(async (options) =>
    (await import("./serve.ts")).serve(readConfig(), clockOf(options), true),
  );

withClock(program.command("serve"))
  .description("run the bot without a conversation on standard input")
  .action(async (_, command: Command) =>
    (await import("./serve.ts")).serve(readConfig(), clockOf(command.optsWithGlobals()), false),
  );

for (const add of [
  addJudgeCommand,
  addExportCommand,
  addSetupCommand,
  addDoctorCommand,
  addBackupCommand,
  addRestoreCommand,
  addEraseCommand,
  addSimulateCommand,
  addBenchCommand,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof EntwineError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ""}`);
  process.exitCode = 1;
}
