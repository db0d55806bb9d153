import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AppManifestUtils } from "@microsoft/app-manifest";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { example, teamsApp } from "../../../manifests/teams-app.ts";
import { featureCommands } from "../../../src/app/registry.ts";
import { parseTeamsCommand } from "../../../src/platforms/teams/inbound/to-inbound-events.ts";
import { teamsManifest, teamsManifestFiles } from "../../../src/platforms/teams/manifest.ts";
import { words } from "../../harness/teams/teams-harness.ts";

const manifest = teamsManifest(featureCommands, words, example);
const files = teamsManifestFiles(featureCommands, words, example);
const languages = ["de", "es", "fr"];
/** Of draft 04, whose differences to Ajv's own it does not use. */
const { $schema: _, ...localizationSchema } = createRequire(import.meta.url)(
  `@microsoft/app-manifest/build/json-schemas/teams/v${manifest.manifestVersion}/MicrosoftTeams.Localization.schema.json`,
);
const localization = new Ajv({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(localizationSchema);
const file = (name: string): Buffer =>
  readFileSync(new URL(`../../../manifests/teams/${name}`, import.meta.url));

describe("Teams app package", () => {
  it("is valid by Microsoft's schema", async () => {
    expect(await AppManifestUtils.validateAgainstSchema(manifest as never)).toEqual([]);
  });

  it("equals the files in manifests/", () => {
    expect(Object.keys(files)).toEqual(["manifest.json", ...languages.map((tag) => `${tag}.json`)]);
    for (const [name, content] of Object.entries(files))
      expect(JSON.parse(file(name).toString())).toEqual(content);
  });

  it.each(languages)("has texts in %s that are valid by Microsoft's schema", (language) => {
    const texts = files[`${language}.json`]!;
    expect(localization(texts), JSON.stringify(localization.errors)).toBe(true);
    for (const command of ["description", "prompt", "title"])
      expect(texts).toHaveProperty([`bots[0].commandLists[0].commands[0].${command}`]);
    expect(Object.keys(texts).filter((path) => /url|Id$/i.test(path))).toEqual([]);
  });

  it("needs no permission where the bot hears only mentions", async () => {
    const modest = teamsManifest(featureCommands, words, { ...example, mentionOnly: true });
    expect(await AppManifestUtils.validateAgainstSchema(modest as never)).toEqual([]);
    expect(modest).not.toHaveProperty("authorization");
    expect(modest).not.toHaveProperty("webApplicationInfo");
    expect(manifest).toHaveProperty("authorization");
  });

  it.each([
    ["personal", ["request", "check", "retro", "entwine"]],
    ["team", ["request", "retro", "entwine"]],
    ["groupChat", ["request", "retro", "entwine"]],
  ])("lists the commands that the bot reads in %s scope, and prompt starters", (scope, titles) => {
    const list = manifest.bots[0]!.commandLists.find(({ scopes }) => scopes.includes(scope))!;
    const isStarter = (command: object) => "prompt" in command;
    const typed = list.commands.filter((command) => !isStarter(command));
    expect(typed.map(({ title }) => title)).toEqual(titles);
    for (const title of titles)
      expect(parseTeamsCommand(featureCommands, [title])).toEqual({ command: title, text: [] });
    expect(list.commands.filter(isStarter)).not.toEqual([]);
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
    expect(packed.readUInt16LE(packed.length - 12)).toBe(6);
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
