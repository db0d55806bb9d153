/** Changes to an `.env` file. Other lines stay unchanged, and the file is replaced atomically. */
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

/** Values by setting name; an empty value removes the setting. */
export type EnvChanges = Record<string, string>;

/** Quotes a value so that `parseEnv` reads it back. */
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

/** Matches lines that set `name`; the last one takes effect. */
const settingLine = (name: string): RegExp =>
  new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "gm");

export function applyEnvChanges(text: string, changes: EnvChanges): string {
  let result = text;
  const missing: string[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const line = `${name}=${quoted(value)}`;
    const lines = [...result.matchAll(settingLine(name))];
    const last = lines.at(-1);
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
        hint: "Correct these lines by hand, or move the file away, and start again.",
      },
    );
  return result;
}

/** Writes the changes; only the owner may read the file afterwards. */
export function writeEnvFile(path: string, changes: EnvChanges): void {
  const isExisting = existsSync(path);
  const file = isExisting ? realpathSync(path) : path;
  const text = applyEnvChanges(isExisting ? readFileSync(file, "utf8") : "", changes);
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
