/** Detection of an interactive standard input. */
import { fstatSync } from "node:fs";
import { isatty } from "node:tty";

/**
 * Returns true for a terminal, pipe, socket or file; false for `/dev/null` (as services have it)
 * and for a closed standard input.
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
