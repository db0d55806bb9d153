/**
 * Command `entwine doctor`: checks every part of the installation, and says what to do about
 * faults.
 */
import type { Config } from "../../app/config.ts";
import { EntwineError } from "../../lib/errors.ts";
import { openProgressBar } from "../../lib/progress.ts";
import { brokenFinding, type Finding } from "./finding.ts";
import { type ReportOutput, renderReport } from "./report.ts";
import { type DoctorContext, runDoctorChecks } from "./run-checks.ts";

interface DoctorOptions extends Omit<DoctorContext, "progress"> {
  /** Reads the settings; its error `settings_wrong` becomes the only finding. */
  read(): Config;
  output: ReportOutput;
  json?: boolean;
}

function findingsOfError(error: unknown): Finding[] {
  if (!(error instanceof EntwineError)) throw error;
  const [what = "", ...each] = error.message.split("\n  ");
  return (each.length > 0 ? each : [what]).map((mistake) =>
    brokenFinding("settings", mistake, error.hint),
  );
}

/**
 * Runs all checks and prints the report. Resolves with the exit code: 1 when something is broken.
 */
export async function runDoctor({
  read,
  output,
  json = false,
  ...context
}: DoctorOptions): Promise<number> {
  // Shown immediately, only on a terminal: the checks take five seconds at most.
  const bar =
    output.isTTY && !json
      ? openProgressBar(output, "Checking", { firstShownAfterMs: 0, redrawIntervalMs: 0 })
      : undefined;
  const check = async (): Promise<Finding[]> => {
    let config: Config;
    try {
      config = read();
    } catch (error) {
      return findingsOfError(error);
    }
    return runDoctorChecks(config, { ...context, progress: bar?.step });
  };
  const findings = await check();
  const isHealthy = findings.every(({ state }) => state !== "broken");
  if (json) output.write(`${JSON.stringify({ ok: isHealthy, findings })}\n`);
  else {
    bar?.end();
    output.write(`${renderReport(findings, output).join("\n")}\n`);
  }
  return isHealthy ? 0 : 1;
}
