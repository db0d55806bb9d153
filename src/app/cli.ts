/** Command line of Entwine: the bot itself, and the list of its commands. */
import { enableCompileCache } from "node:module";
import { Argument, Command, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { type Clock, systemClock } from "../lib/clock.ts";
import { capitaliseSentence, EntwineError } from "../lib/errors.ts";
import { openLog } from "../lib/log.ts";
import { parseCount, parseFactor, parseInstant } from "./commands/arguments.ts";
import {
  addBackupCommand,
  addEraseCommand,
  addExportCommand,
  addRestoreCommand,
} from "./commands/data-commands.ts";
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

const withServeOptions = (command: Command): Command =>
  command
    .option(
      "--browser",
      "serve the page in the browser beside Slack or Teams, on this machine only",
    )
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

/** Exit code after a command, argument or option that does not exist. */
const misuseExitCode = 2;

const program = withServeOptions(new Command("entwine"))
  .description(
    "Takes requests to IT on Slack, in Teams, in the browser and in this terminal: asks what they are for, and briefs the team.\n\nWithout a command, you talk to Entwine in this terminal, and at the address that it shows.",
  )
  .version(packageJson.version, "-V, --version", "show the version")
  .helpOption("-h, --help", "show what a command does")
  .showHelpAfterError("(--help lists the commands)")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : misuseExitCode))
  .allowExcessArguments()
  .action(async (options, command: Command & { unknownCommand(): void }) => {
    // without this, a misspelt command would be an excess argument, with no suggestion
    if (command.args.length > 0) return command.unknownCommand();
    const { serve } = await import("./serve.ts");
    await serve(readConfig(), clockOf(options), {
      converse: true,
      browser: Boolean(options.browser),
    });
  });

program.commandsGroup("Run it:").helpCommand("help [command]", "show what a command does");
withServeOptions(program.command("serve"))
  .description("run Entwine for Slack and Teams, without a conversation in this terminal")
  .action(async (_, command: Command) => {
    const options = command.optsWithGlobals();
    const { serve } = await import("./serve.ts");
    await serve(readConfig(), clockOf(options), {
      converse: false,
      browser: Boolean(options.browser),
    });
  });

for (const [heading, ...adders] of [
  ["Run it:", addSetupCommand, addDoctorCommand, addDemoCommand],
  ["Look after its data:", addBackupCommand, addRestoreCommand, addExportCommand, addEraseCommand],
  ["Develop it:", addJudgeCommand, addSimulateCommand, addBenchCommand],
] as const) {
  program.commandsGroup(heading);
  for (const add of adders) add(program);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof EntwineError)) throw error;
  const hint = error.hint ? `${capitaliseSentence(error.hint)}\n` : "";
  process.stderr.write(`error: ${error.message}\n${hint}`);
  process.exitCode = 1;
}

/** Adds `judge`. */
function addJudgeCommand(program: Command): void {
  program
    .command("judge")
    .description(
      "read JSON lines from standard input as the bot would, and print its readings as JSON lines",
    )
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
}

/** Adds `simulate`. */
function addSimulateCommand(program: Command): void {
  program
    .command("simulate")
    .description(
      "simulate companies over days of failures, and check that every guarantee holds; a seed always gives the same run",
    )
    .addOption(
      new Option("--seed <number>", "selects the companies and their failures")
        .argParser(parseCount)
        .default(1),
    )
    .addOption(new Option("--days <number>", "days to simulate").argParser(parseCount).default(30))
    .action(async (options) => {
      const { simulate } = await import("../tools/simulation/simulate.ts");
      process.exitCode = (await simulate({
        ...options,
        print: (line) => void process.stdout.write(`${line}\n`),
      }))
        ? 0
        : 1;
    });
}

/** Adds `bench`. */
function addBenchCommand(program: Command): void {
  program
    .command("bench")
    .description(
      "measure on this machine: turns (against a bare Bolt echo, on Linux), the search for similar requests among 100,000, the daily checks of 100,000 people, or the pages among 100,000 requests",
    )
    .addArgument(
      new Argument("[part]", "what to measure")
        .choices(["turns", "similar", "checks", "pages"])
        .default("turns"),
    )
    .addOption(
      new Option("--rounds <number>", "measurements of each").argParser(parseFactor).default(5),
    )
    .addOption(
      new Option("--width <number>", "concurrent conversations").argParser(parseFactor).default(64),
    )
    .addOption(
      new Option("--seconds <number>", "duration of each measurement")
        .argParser(parseFactor)
        .default(3),
    )
    .option("--database <url>", "database of pages, which is filled once and kept, or of similar")
    .addOption(
      new Option("--requests <number>", "requests of similar")
        .argParser(parseCount)
        .default(100_000),
    )
    .action(async (part, options) => {
      const say = (line: string): void => void process.stdout.write(`${line}\n`);
      if (part === "similar")
        return void (await (
          await import("../tools/bench/similar.ts")
        ).benchSimilar({
          ...{ requests: options.requests, searches: 1_000, url: options.database, print: say },
        }));
      if (part === "checks")
        return (await import("../tools/bench/checks.ts")).benchChecks({
          people: 100_000,
          seconds: 10,
          print: say,
        });
      if (part === "pages")
        return (await import("../tools/bench/pages.ts")).benchPages({
          requests: 100_000,
          times: 20,
          database: options.database,
          print: say,
        });
      await (await import("../tools/bench/turns.ts")).benchTurns({ ...options, print: say });
    });
}

/** Adds `demo`. */
function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("show a made-up company with a year behind it, until Ctrl-C")
    .addOption(
      new Option("--seed <number>", "selects the company's year").argParser(parseCount).default(1),
    )
    .addOption(
      new Option("--requests <number>", "requests in the year").argParser(parseCount).default(400),
    )
    .addOption(
      new Option("--port <number>", "port of the pages; any free one without it")
        .argParser(parseCount)
        .default(0, "any free one"),
    )
    .action(async (options) => {
      const { runDemo } = await import("../tools/demo/demo.ts");
      await runDemo({
        ...options,
        print: (line) => void process.stdout.write(`${line}\n`),
        progress: process.stderr,
      });
    });
}
