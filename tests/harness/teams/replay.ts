/** Recorded Teams payloads. */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

const folder = new URL("../../replay/teams/", import.meta.url);

/** Names of all payloads. */
export const teamsReplays = globSync("*.json", { cwd: folder }).map((name) =>
  basename(name, ".json"),
);

export const readTeamsReplay = (name: string): object =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
