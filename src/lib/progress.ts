/** Progress bar for work of more than two seconds; plain lines when the output is no terminal. */
import type { WriteStream } from "node:tty";

/** Stream that progress is written to: a bar on a terminal, else lines. */
export type ProgressOutput = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY">>;

/** Progress of work that lasts longer than two seconds. */
export interface ProgressBar {
  step(done: number, of: number): void;
  /** Removes the bar. */
  end(): void;
}

interface ProgressTiming {
  /** Delay (ms) before the first output: short work needs no bar. */
  firstShownAfterMs?: number;
  /** Time (ms) between two updates of the bar. */
  redrawIntervalMs?: number;
  now?(): number;
}

/** Time (ms) between two lines without a terminal. */
const lineIntervalMs = 10_000;
const barCells = 30;

/**
 * Opens a progress bar.
 * @param what verb for the work, such as "Reading"
 */
export function openProgressBar(
  output: ProgressOutput,
  what: string,
  { firstShownAfterMs = 2_000, redrawIntervalMs = 100, now = Date.now }: ProgressTiming = {},
): ProgressBar {
  let next = now() + firstShownAfterMs;
  let shown = false;
  return {
    step(done, of) {
      if (now() < next) return;
      const share = of > 0 ? Math.min(1, done / of) : 1;
      const label = `${Math.floor(share * 100)} %, ${done.toLocaleString("en")} of ${of.toLocaleString("en")}`;
      const filled = Math.round(share * barCells);
      output.write(
        output.isTTY
          ? `\r\u001b[K${what} ${"█".repeat(filled)}${"░".repeat(barCells - filled)} ${label}`
          : `${what}: ${label}\n`,
      );
      next = now() + (output.isTTY ? redrawIntervalMs : lineIntervalMs);
      shown = true;
    },
    end() {
      if (shown && output.isTTY) output.write("\r\u001b[K");
    },
  };
}
