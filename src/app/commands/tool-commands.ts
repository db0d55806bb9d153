/** Commands that read, simulate and measure without serving anybody: judge, simulate and bench. */
import { Argument, type Command, Option } from "commander";
import { systemClock } from "../../lib/clock.ts";
import { openLog } from "../../lib/log.ts";
import { readConfig } from "../config.ts";
import { parseCount, parseFactor } from "./arguments.ts";

/** Adds `judge`. */
export function addJudgeCommand(program: Command): void {
  program
    .command("judge")
    .description("read JSON lines on standard input as the bot would, and answer with JSON lines")
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
      "live through days of made-up companies in which everything goes wrong, the same for the same seed, and look whether each promise is kept",
    )
    .addOption(
      new Option("--seed <number>", "which companies, and what happens to them")
        .argParser(parseCount)
        .default(1),
    )
    .addOption(new Option("--days <number>", "how many days").argParser(parseCount).default(30))
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
      "measure on this machine: a durable turn beside a bare Bolt echo (Linux), the search for similar requests among 100,000, or the check of 100,000 people",
    )
    .addArgument(
      new Argument("[part]", "what to measure")
        .choices(["turns", "similar", "checks"])
        .default("turns"),
    )
    .addOption(
      new Option("--rounds <number>", "how often each is measured")
        .argParser(parseFactor)
        .default(5),
    )
    .addOption(
      new Option("--width <number>", "conversations at once").argParser(parseFactor).default(64),
    )
    .addOption(
      new Option("--seconds <number>", "how long each measurement lasts")
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
