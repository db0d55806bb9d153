/** The files that Slack and Teams want, written where they can be uploaded from. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { teamsApp } from "../../manifests/teams-app.ts";
import { slackManifest } from "../slack/manifest.ts";
import type { Words } from "../words.ts";

function write(folder: string, name: string, content: string | Buffer): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
  return file;
}

/** With `host`, Slack calls it there; without, the app connects by Socket Mode. Gives the file's path. */
export const writeSlackManifest = (folder: string, words: Words, host?: string): string =>
  write(folder, "slack-manifest.json", `${JSON.stringify(slackManifest(words, host), null, 2)}\n`);

/** The app package, manifest and icons in one. Gives the file's path. */
export const writeTeamsApp = (folder: string, words: Words, app: { appId: string; host: string }): string =>
  write(folder, "entwine-teams.zip", teamsApp(words, app));
