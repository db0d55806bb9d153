import { readFileSync } from "node:fs";
import { AppManifestUtils } from "@microsoft/app-manifest";
import { describe, expect, it } from "vitest";
import { example, teamsApp } from "../../../manifests/teams-app.ts";
import { featureCommands } from "../../../src/app/registry.ts";
import { teamsManifest } from "../../../src/platforms/teams/manifest.ts";
import { parseTeamsCommand } from "../../../src/platforms/teams/to-inbound-events.ts";
import { words } from "../../harness/teams/teams-harness.ts";

const manifest = teamsManifest(featureCommands, words, example);
const file = (name: string): Buffer =>
  readFileSync(new URL(`../../../manifests/teams/${name}`, import.meta.url));

describe("Teams app package", () => {
  it("is valid by Microsoft's schema", async () => {
    expect(await AppManifestUtils.validateAgainstSchema(manifest as never)).toEqual([]);
  });

  it("equals the files in manifests/", () => {
    expect(JSON.parse(file("manifest.json").toString())).toEqual(manifest);
  });

  it("lists commands that the bot reads", () => {
    const titles = manifest.bots[0]!.commandLists[0]!.commands.map(({ title }) => title);
    expect(titles).toEqual(["request", "check", "retro", "entwine"]);
    for (const title of titles)
      expect(parseTeamsCommand(featureCommands, [title])).toEqual({ command: title, text: [] });
  });

  it.each([
    ["color.png", 192],
    ["outline.png", 32],
  ])("has %s in the size that Teams requires", (name, size) => {
    const png = file(name);
    expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      "PNG",
      size,
      size,
    ]);
  });

  it("has an outline icon with a transparent background", () => {
    const redGreenBlueAndAlpha = 6;
    expect(file("outline.png")[25]).toBe(redGreenBlueAndAlpha);
  });

  it("contains its icons, and one's own app id and host", () => {
    const packed = teamsApp(featureCommands, words, {
      appId: "11111111-2222-4333-8444-555555555555",
      host: "https://bot.example.com",
    });
    expect(packed.readUInt32LE(0)).toBe(0x04034b50);
    expect(packed.readUInt16LE(packed.length - 12)).toBe(3);
    const text = packed.toString("latin1");
    for (const part of [
      "manifest.json",
      "color.png",
      "outline.png",
      '"botId": "11111111-2222-4333-8444-555555555555"',
      "https://bot.example.com/",
    ])
      expect(text).toContain(part);
  });
});
