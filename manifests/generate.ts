/**
 * Writes the manifests that the code describes, and the list of licences: `npm run manifests`. With
 * `MICROSOFT_APP_ID` and `ENTWINE_URL` (`https://…`, where Teams reaches the bot) also the Teams
 * app, ready to be uploaded; `ENTWINE_TEAMS_MENTION_ONLY=true` makes one without permissions.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { featureCommands } from "../src/app/registry.ts";
import { loadWords } from "../src/lib/i18n.ts";
import { slackManifestFiles } from "../src/platforms/slack/manifest.ts";
import { teamsManifestFiles } from "../src/platforms/teams/manifest.ts";
import { example, teamsApp } from "./teams-app.ts";
import { thirdParty } from "./third-party.ts";

const words = loadWords("en");
const manifests = {
  ...slackManifestFiles(featureCommands, words),
  ...Object.fromEntries(
    Object.entries(teamsManifestFiles(featureCommands, words, example)).map(([name, content]) => [
      `teams/${name}`,
      content,
    ]),
  ),
};
for (const [name, manifest] of Object.entries(manifests))
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(new URL("THIRD-PARTY.md", import.meta.url), thirdParty());

const {
  MICROSOFT_APP_ID: appId,
  ENTWINE_URL: host,
  ENTWINE_TEAMS_MENTION_ONLY: mentionOnly,
} = process.env;
if (appId && host) {
  mkdirSync("data", { recursive: true });
  writeFileSync(
    "data/entwine-teams.zip",
    teamsApp(featureCommands, words, {
      appId,
      host: new URL(host).origin,
      mentionOnly: mentionOnly === "true",
    }),
  );
  console.log("data/entwine-teams.zip is ready: upload it in Teams, Apps, Manage your apps.");
}
