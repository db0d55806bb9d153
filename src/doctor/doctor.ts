/** `entwine doctor`: says of every part of the house whether it is well, and what to do where it is not. */
import type { Config } from "../config.ts";
import { EntwineError } from "../errors.ts";
import { examine, type Means } from "./examine.ts";
import { broken, type Finding } from "./finding.ts";
import { lines, type Output, progressOn } from "./report.ts";

interface Doctor extends Omit<Means, "progress"> {
  /** Reads the settings; its `settings_wrong` is a finding, and the only one. */
  read(): Config;
  output: Output;
  json?: boolean;
}

function mistakes(error: unknown): Finding[] {
  if (!(error instanceof EntwineError)) throw error;
  const [what = "", ...each] = error.message.split("\n  ");
  return (each.length > 0 ? each : [what]).map((mistake) => broken("settings", mistake, error.hint));
}

/** Resolves to the exit code: 1 when something is broken. */
export async function doctor({ read, output, json = false, ...means }: Doctor): Promise<number> {
  const bar = progressOn(output);
  const look = async (): Promise<Finding[]> => {
    let config: Config;
    try {
      config = read();
    } catch (error) {
      return mistakes(error);
    }
    return examine(config, { ...means, ...(!json && { progress: bar.show }) });
  };
  const findings = await look();
  const healthy = findings.every(({ state }) => state !== "broken");
  if (json) output.write(`${JSON.stringify({ ok: healthy, findings })}\n`);
  else {
    bar.clear();
    output.write(`${lines(findings, output).join("\n")}\n`);
  }
  return healthy ? 0 : 1;
}
