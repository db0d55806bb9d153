/**
 * What is shown while work goes on that people wait for: nothing in the first two seconds, then a
 * bar on a terminal, and a line now and then elsewhere.
 */
import type { WriteStream } from "node:tty";

export type ProgressOutput = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY">>;

export interface ProgressBar {
  step(done: number, of: number): void;
  /** Takes the bar away. */
  end(): void;
}

/** Milliseconds of silence, and between two lines where there is no terminal. */
const [patience, pause] = [2_000, 10_000];
const width = 30;

/** `what` is such as "Reading". */
export function openProgressBar(
  output: ProgressOutput,
  what: string,
  now: () => number = Date.now,
): ProgressBar {
  let next = now() + patience;
  let shown = false;
  return {
    step(done, of) {
      if (now() < next) return;
      const share = of > 0 ? Math.min(1, done / of) : 1;
      const said = `${Math.floor(share * 100)} %, ${done.toLocaleString("en")} of ${of.toLocaleString("en")}`;
      const filled = Math.round(share * width);
      output.write(
        output.isTTY
          ? `\r\u001b[K${what} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${said}`
          : `${what}: ${said}\n`,
      );
      next = now() + (output.isTTY ? 100 : pause);
      shown = true;
    },
    end() {
      if (shown && output.isTTY) output.write("\r\u001b[K");
    },
  };
}
