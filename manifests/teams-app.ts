/** Teams app package: the manifest, its translations and its icons in one zip file. */
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import type { Words } from "../src/lib/i18n.ts";
import type { CommandSpec } from "../src/platform/adapter.ts";
import { type TeamsApp, teamsManifestFiles } from "../src/platforms/teams/manifest.ts";

const file = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

const { version } = JSON.parse(file("../package.json").toString()) as { version: string };

/**
 * Stands in manifests/teams/manifest.json, to be read; an installation has its own app id and host.
 */
export const example = {
  appId: "00000000-0000-0000-0000-000000000000",
  host: "https://entwine.example.com",
  version,
};

/** The first day that a zip file can name: the same files always give the same archive. */
const firstDay = new Date(1980, 0, 1);

/** Returns the zip file of an app. */
export function teamsApp(
  commands: readonly CommandSpec[],
  words: Words,
  app: Omit<TeamsApp, "version">,
): Buffer {
  const texts = Object.entries(teamsManifestFiles(commands, words, { ...app, version }));
  const files = {
    ...Object.fromEntries(
      texts.map(([name, content]) => [name, Buffer.from(JSON.stringify(content, null, 2))]),
    ),
    "color.png": file("teams/color.png"),
    "outline.png": file("teams/outline.png"),
  };
  return Buffer.from(zipSync(files, { level: 0, mtime: firstDay }));
}
