/** Templates in files, and the errors of invalid ones. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import {
  findRetroTemplate,
  loadRetroTemplates,
  localiseTemplate,
  type RetroTemplate,
} from "../../../src/features/retrospectives/templates.ts";

function written(source: string) {
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  writeFileSync(join(folder, "ours.md"), source);
  return () => loadRetroTemplates(pathToFileURL(`${folder}/`));
}

describe("findRetroTemplate", () => {
  it("knows the seven common templates", () => {
    expect(loadRetroTemplates().map(({ name }) => name)).toEqual([
      "4ls",
      "mad-sad-glad",
      "partner",
      "paying-customer",
      "sailboat",
      "start-stop-continue",
      "value-stream",
    ]);
  });

  it("finds a template by its usual names", () => {
    const names = (said: string) => findRetroTemplate(loadRetroTemplates(), said)?.template.name;
    expect([
      names("sailboat"),
      names("Mad, sad, glad until friday"),
      names("start stop continue"),
      names("4Ls"),
      names("paying customer"),
    ]).toEqual(["sailboat", "mad-sad-glad", "start-stop-continue", "4ls", "paying-customer"]);
    expect(findRetroTemplate(loadRetroTemplates(), "mad sad glad until friday")?.rest).toBe(
      "until friday",
    );
    expect(names("lean coffee")).toBeUndefined();
  });
});

describe("localiseTemplate", () => {
  it.each(["de", "es", "fr"])(
    "has all columns and a place for notes from checks, for each of the seven in %s",
    (language) => {
      for (const usual of loadRetroTemplates()) {
        const template = localiseTemplate(usual, language);
        expect(template, usual.name).not.toBe(usual);
        expect(template.columns).toHaveLength(usual.columns.length);
        const at = ({ columns, checks }: RetroTemplate) =>
          columns.findIndex(({ key }) => key === checks);
        expect(at(template), usual.name).toBe(at(usual));
      }
    },
  );

  it("is found by its title, and is the default one where it is missing", () => {
    const sailboat = findRetroTemplate(loadRetroTemplates(), "Segelboot bis Freitag")?.template;
    expect(sailboat?.name).toBe("sailboat");
    expect(localiseTemplate(sailboat!, "de").columns.map(({ title }) => title)).toEqual([
      "Wind",
      "Anker",
      "Klippen",
      "Insel",
    ]);
    expect(localiseTemplate(sailboat!, "nl").title).toBe("Sailboat");
  });
});

describe("template of an organisation", () => {
  const front = "---\ntitle: Ours\nabout: What we ask.\n---\n";

  it("is read with its columns", () => {
    expect(written(`${front}## Kept\nWhat stays?\n\n## Changed\nWhat\ngoes?\n`)()).toMatchObject([
      {
        name: "ours",
        votes: 5,
        columns: [
          { key: "kept", title: "Kept", hint: "What stays?" },
          { key: "changed", hint: "What goes?" },
        ],
        checks: "kept",
      },
    ]);
  });

  it.each([
    ["no front matter", "## Kept\nWhat?", /begins with "---"/],
    ["no title", "---\nabout: x\n---\n## A\nb", /title/],
    ["an unknown key", "---\ntitle: x\nabout: y\ncolour: red\n---\n## A\nb", /colour/],
    ["too many votes", "---\ntitle: x\nabout: y\nvotes: 99\n---\n## A\nb", /votes/],
    ["no columns", front, /0 columns/],
    [
      "seven columns",
      front + Array.from({ length: 7 }, (_, at) => `## C${at}\nwhat?\n`).join("\n"),
      /7 columns/,
    ],
    [
      "a column without a hint",
      `${front}## Kept\n\n## Changed\nWhat?`,
      /has no text under "## Kept"/,
    ],
    ["a column twice", `${front}## Kept\na\n\n## kept\nb`, /twice/],
    ["text before the columns", `${front}Hello\n\n## Kept\na`, /words before/],
    [
      "an unknown column for checks",
      "---\ntitle: x\nabout: y\nchecks: Nowhere\n---\n## A\nb",
      /"Nowhere"/,
    ],
  ])("is refused by its name when it has %s", (_, source, message) => {
    expect(written(source)).toThrow(message);
    expect(written(source)).toThrow(/prompts\/retrospectives\/ours\.md/);
  });
});
