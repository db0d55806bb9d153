/**
 * Changes an `.env` file: what is not asked about stays as it stands, comments and all, and the
 * file is there whole or as it was.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { parseEnv } from "node:util";
import { EntwineError } from "../../lib/errors.ts";

/** By name; an empty value takes a setting out. */
export type EnvChanges = Record<string, string>;

/** As `parseEnv` reads it back. */
function quoted(value: string): string {
  if (/^[\w.:/@+=,;-]*$/.test(value)) return value;
  const quote = ["'", "`", '"'].find((mark) => !value.includes(mark));
  if (!quote || /[\r\n]/.test(value))
    throw new EntwineError(
      "value_unwritable",
      "a value with line ends, or with all kinds of quotes, cannot be written to .env",
    );
  return `${quote}${value}${quote}`;
}

/** A line that sets `name`; the last one counts. */
const setting = (name: string): RegExp =>
  new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "gm");

export function applyEnvChanges(text: string, changes: EnvChanges): string {
  let result = text;
  const missing: string[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const line = `${name}=${quoted(value)}`;
    const places = [...result.matchAll(setting(name))];
    const last = places.at(-1);
    if (last)
      result = result.slice(0, last.index) + line + result.slice(last.index + last[0].length);
    else if (value) missing.push(line);
  }
  if (missing.length > 0)
    result = `${result}${result === "" || result.endsWith("\n") ? "" : "\n"}${missing.join("\n")}\n`;
  const read = parseEnv(result);
  const lost = Object.entries(changes).filter(([name, value]) => (read[name] ?? "") !== value);
  if (lost.length > 0)
    throw new EntwineError(
      "env_unclear",
      `.env has something around ${lost.map(([name]) => name).join(", ")} that cannot be changed safely`,
      {
        hint: "Mend these lines by hand, or move the file away, and begin again.",
      },
    );
  return result;
}

/** Only the owner may read it afterwards. */
export function writeEnvFile(path: string, changes: EnvChanges): void {
  const there = existsSync(path);
  const file = there ? realpathSync(path) : path;
  const text = applyEnvChanges(there ? readFileSync(file, "utf8") : "", changes);
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  const descriptor = openSync(unfinished, "wx", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(unfinished, file);
}
