/**
 * `entwine doctor`: says of every part of the house whether it is well, and what to do where it is
 * not.
 */
import type { Config } from "../../app/config.ts";
import { EntwineError } from "../../lib/errors.ts";
import { openProgressBar } from "../../lib/progress.ts";
import { brokenFinding, type Finding } from "./finding.ts";
import { type ReportOutput, renderReport } from "./report.ts";
import { type DoctorContext, runDoctorChecks } from "./run-checks.ts";

interface Doctor extends Omit<DoctorContext, "progress"> {
  /** Reads the settings; its `settings_wrong` is a finding, and the only one. */
  read(): Config;
  output: ReportOutput;
  json?: boolean;
}

function mistakes(error: unknown): Finding[] {
  if (!(error instanceof EntwineError)) throw error;
  const [what = "", ...each] = error.message.split("\n  ");
  return (each.length > 0 ? each : [what]).map((mistake) =>
    brokenFinding("settings", mistake, error.hint),
  );
}

/** Resolves to the exit code: 1 when something is broken. */
export async function runDoctor({ read, output, json = false, ...means }: Doctor): Promise<number> {
  // Shown at once and on a terminal alone: the checks take five seconds at most.
  const bar =
    output.isTTY && !json
      ? openProgressBar(output, "Looking", { firstShownAfterMs: 0, redrawIntervalMs: 0 })
      : undefined;
  const look = async (): Promise<Finding[]> => {
    let config: Config;
    try {
      config = read();
    } catch (error) {
      return mistakes(error);
    }
    return runDoctorChecks(config, { ...means, progress: bar?.step });
  };
  const findings = await look();
  const healthy = findings.every(({ state }) => state !== "broken");
  if (json) output.write(`${JSON.stringify({ ok: healthy, findings })}\n`);
  else {
    bar?.end();
    output.write(`${renderReport(findings, output).join("\n")}\n`);
  }
  return healthy ? 0 : 1;
}
