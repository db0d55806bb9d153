/** Commands for developers and evaluations: judge, simulate and bench. */
import { Argument, type Command, Option } from "commander";
import { systemClock } from "../../lib/clock.ts";
import { openLog } from "../../lib/log.ts";
import { readConfig } from "../config.ts";
import { parseCount, parseFactor } from "./arguments.ts";

/** Adds `judge`. */
export function addJudgeCommand(program: Command): void {
  program
    .command("judge")
    .description("classify JSON lines from standard input as the bot would, and print JSON lines")
    .action(async () => {
      const [{ runJudgeCommand }, { createJudge }] = await Promise.all([
        import("../../nlu/judge-command.ts"),
        import("../../nlu/create-judge.ts"),
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
export function addSimulateCommand(program: Command): void {
  program
    .command("simulate")
    .description(
      "simulate companies over days of failures, the same for each seed, and check that every guarantee holds",
    )
    .addOption(
      new Option("--seed <number>", "selects the companies and their failures")
        .argParser(parseCount)
        .default(1),
    )
    .addOption(new Option("--days <number>", "days to simulate").argParser(parseCount).default(30))
    .action(async (options) => {
      const { simulate } = await import("../../tools/simulation/simulate.ts");
      process.exitCode = (await simulate({
        ...options,
        print: (line) => void process.stdout.write(`${line}\n`),
      }))
        ? 0
        : 1;
    });
}

/** Adds `bench`. */
export function addBenchCommand(program: Command): void {
  program
    .command("bench")
    .description(
      "measure on this machine: a durable turn against a bare Bolt echo (Linux), the search for similar requests among 100,000, or the check of 100,000 people",
    )
    .addArgument(
      new Argument("[part]", "what to measure")
        .choices(["turns", "similar", "checks"])
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
    .action(async (part, options) => {
      const say = (line: string): void => void process.stdout.write(`${line}\n`);
      if (part === "similar")
        return void (await (
          await import("../../tools/bench/similar.ts")
        ).benchSimilar({ requests: 100_000, searches: 1_000, print: say }));
      if (part === "checks")
        return (await import("../../tools/bench/checks.ts")).benchChecks({
          people: 100_000,
          seconds: 10,
          print: say,
        });
      await (await import("../../tools/bench/turns.ts")).benchTurns({ ...options, print: say });
    });
}
