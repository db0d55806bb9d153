/**
 * Commands that check and write the settings. Both exit the process themselves, not to wait for
 * what did not answer in time.
 */
import type { Command } from "commander";
import { readConfig } from "../config.ts";

const runConfiguredDoctor = async (json = false): Promise<number> =>
  (await import("../../ops/doctor/doctor.ts")).runDoctor({
    read: readConfig,
    file: ".env",
    now: Date.now,
    output: process.stdout,
    json,
  });

/** Adds `setup`. */
export function addSetupCommand(program: Command): void {
  program
    .command("setup")
    .description("be asked for the settings, one by one, and have them written to .env")
    .action(async () => {
      const { runSetup } = await import("../../ops/setup/setup.ts");
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
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "look at settings, database, Slack, Teams, the model and the rest, and say what to mend",
    )
    .option("--json", "write what was found as JSON")
    .action(async ({ json }) => process.exit(await runConfiguredDoctor(json)));
}
