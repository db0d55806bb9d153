/** Whether there is anybody to talk to on standard input. */
import { fstatSync } from "node:fs";
import { isatty } from "node:tty";

/**
 * True for a terminal, a pipe, a socket or a file; false for `/dev/null`, where services have it,
 * and for what a closed standard input becomes.
 */
export function isInteractiveInput({ fd }: { fd: number }): boolean {
  if (isatty(fd)) return true;
  try {
    const file = fstatSync(fd);
    return file.isFIFO() || file.isSocket() || file.isFile();
  } catch {
    return false;
  }
}
