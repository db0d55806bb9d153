/** The Teams app as it is uploaded: the manifest and its icons in one zip. */
import { readFileSync } from "node:fs";
import type { Words } from "../src/lib/i18n.ts";
import { type TeamsApp, teamsManifest } from "../src/platforms/teams/manifest.ts";
import { zip } from "./zip.ts";

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

export function teamsApp(words: Words, app: Omit<TeamsApp, "version">): Buffer {
  const manifest = teamsManifest(words, { ...app, version });
  return zip({
    "manifest.json": Buffer.from(JSON.stringify(manifest, null, 2)),
    "color.png": file("teams/color.png"),
    "outline.png": file("teams/outline.png"),
  });
}
