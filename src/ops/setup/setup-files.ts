/**
 * Files that the setup writes, each replaced atomically: `.env`, whose other lines stay unchanged,
 * and the manifests of Slack and Teams.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { teamsApp } from "../../../manifests/teams-app.ts";
import { featureCommands } from "../../app/registry.ts";
import { EntwineError } from "../../lib/errors.ts";
import type { Words } from "../../lib/i18n.ts";
import { slackRedirectPath } from "../../platforms/slack/app-config.ts";
import { slackManifest } from "../../platforms/slack/manifest.ts";

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

/** Returns the text of an `.env` file with changed values; other lines stay as they are. */
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

function write(folder: string, name: string, content: string | Buffer): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
  return file;
}

/**
 * Writes the Slack manifest and returns its path.
 * @param events origin that Slack calls; Socket Mode without it
 * @param installs origin at which workspaces install the app themselves
 */
export function writeSlackManifest(
  folder: string,
  words: Words,
  { events, installs }: { events?: string | undefined; installs?: string | undefined },
): string {
  const manifest = slackManifest(featureCommands, words, events);
  const oauth_config = {
    ...manifest.oauth_config,
    ...(installs && { redirect_urls: [`${installs}${slackRedirectPath}`] }),
  };
  return write(
    folder,
    "slack-manifest.json",
    `${JSON.stringify({ ...manifest, oauth_config }, null, 2)}\n`,
  );
}

/** Writes the Teams app package (manifest and icons) and returns its path. */
export const writeTeamsApp = (
  folder: string,
  words: Words,
  app: Parameters<typeof teamsApp>[2],
): string => write(folder, "entwine-teams.zip", teamsApp(featureCommands, words, app));
