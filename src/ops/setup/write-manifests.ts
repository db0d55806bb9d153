/** Manifest files for Slack and Teams, written to a folder for uploading. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { teamsApp } from "../../../manifests/teams-app.ts";
import { featureCommands } from "../../app/registry.ts";
import type { Words } from "../../lib/i18n.ts";
import { slackRedirectPath } from "../../platforms/slack/app-config.ts";
import { slackManifest } from "../../platforms/slack/manifest.ts";

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
  app: { appId: string; host: string },
): string => write(folder, "entwine-teams.zip", teamsApp(featureCommands, words, app));
