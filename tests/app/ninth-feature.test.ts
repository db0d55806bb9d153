/**
 * Proof that a feature needs its folder, its words and one line of the registry. The example
 * feature is in `ninth-feature/`; `entry` is its line, and no file of src names it.
 */
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  generateDrizzleJson,
  generateMigration,
  generateSQLiteDrizzleJson,
  generateSQLiteMigration,
} from "drizzle-kit/api";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  commandsOf,
  composeTables,
  dataOf,
  defineTables,
  featureRegistry,
  openFeatures,
  type RegistryEntry,
} from "../../src/app/registry.ts";
import { exportAllRows, exportPersonalRows } from "../../src/core/feature-data.ts";
import { renderExport } from "../../src/features/insights/render-export.ts";
import { describeRetention } from "../../src/features/privacy/cards.ts";
import { erasePerson } from "../../src/features/privacy/erasure/erase-person.ts";
import { runRetentionBatch } from "../../src/features/privacy/retention-job.ts";
import { slackManifest } from "../../src/platforms/slack/manifest.ts";
import { parseTeamsCommand } from "../../src/platforms/teams/inbound/to-inbound-events.ts";
import { teamsManifest } from "../../src/platforms/teams/manifest.ts";
import { columnDialects } from "../../src/storage/engine/columns.ts";
import { openStore } from "../../src/storage/engine/open-store.ts";
import {
  personalDataSections,
  readPersonalDataSection,
} from "../../src/web/personal-data-pages.ts";
import { manualClock, onBothEngines, openCoreHarness, words } from "../harness/core-harness.ts";
import { commandEvent, pressEvent, submittedEvent, testWorkspace } from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";
import { freshFolder } from "../harness/storage/sqlite.ts";
import { lunchData } from "./ninth-feature/data.ts";
import { lunchActions, lunchCommand, lunchFeature } from "./ninth-feature/feature.ts";

const entry: RegistryEntry = {
  command: lunchCommand,
  data: lunchData,
  helpButtons: [{ label: "lunch.button.plan", press: lunchActions.encode("overview") }],
  open: () => [lunchFeature],
};
const registry = [...featureRegistry, entry];
const data = dataOf(registry);
const tables = composeTables(data);
const commands = commandsOf(registry);
const secrets: [string] = ["a secret of the tests"];

/** Writes the migration that drizzle-kit generates for the new table, after this release's. */
async function migrationsWithLunch(engine: "sqlite" | "postgres"): Promise<URL> {
  const columns = columnDialects[engine]();
  const [before, after] = [{ ...defineTables(columns) }, { ...tables(columns) }];
  const statements =
    engine === "sqlite"
      ? await generateSQLiteMigration(
          await generateSQLiteDrizzleJson(before, undefined, "snake_case"),
          await generateSQLiteDrizzleJson(after, undefined, "snake_case"),
        )
      : await generateMigration(
          generateDrizzleJson(before, undefined, undefined, "snake_case"),
          generateDrizzleJson(after, undefined, undefined, "snake_case"),
        );
  expect(statements.join("\n")).toMatch(/^CREATE TABLE [`"]lunch_plans[`"]/);
  const folder = join(freshFolder(), engine);
  mkdirSync(folder);
  cpSync(`src/storage/migrations/${engine}`, folder, { recursive: true });
  writeFileSync(join(folder, "9000_lunch.sql"), statements.join("--> statement-breakpoint\n"));
  const journal = join(folder, "meta/_journal.json");
  const { entries, ...rest } = JSON.parse(readFileSync(journal, "utf8"));
  writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, { tag: "9000_lunch" }] }));
  return pathToFileURL(`${folder}/`);
}

onBothEngines("ninth feature", (newUrl) => {
  async function open() {
    const url = await newUrl();
    const migrations = await migrationsWithLunch(url.startsWith("file:") ? "sqlite" : "postgres");
    const platform = createMemoryPlatform();
    const clock = manualClock("2027-03-02T10:00:00Z");
    const harness = await openCoreHarness({
      url,
      open: () => openStore(url, { tables, migrations }),
      adapter: platform.adapter(),
      clock,
      features: openFeatures({ secrets }, registry),
    });
    onTestFinished(() => harness.close());
    return { ...harness, platform, clock };
  }

  it("has a command, a button with a form, a job and a table of its own", async () => {
    const { core, store, platform, clock } = await open();
    await core.ingest([commandEvent("ana", "lunch", "")]);
    await core.settled();
    expect(platform.said.at(-1)?.words).toContain(words.plain("lunch.overview"));
    const press = lunchActions.encode("plan");
    const place = { platform: "slack", kind: "personal", id: "ana" } as const;
    const form = await core.buildForm({
      workspace: testWorkspace,
      by: { id: "ana" },
      place,
      press,
    });
    expect(form).toMatchObject({ id: press, fields: [{ name: "meal" }] });
    await core.ingest([submittedEvent("ana", press, { meal: "soup" })]);
    await core.settled();
    clock.move("2027-03-02T11:00:00Z");
    await core.poll();
    await core.settled();
    const reminder = platform.said.at(-1);
    expect(reminder?.words).toContain("soup");
    const [plan] = await store.read.db.select().from(store.read.t.lunchPlans);
    const eaten = lunchActions.encode("eaten", plan!.id);
    await core.ingest([pressEvent("ana", eaten, reminder!.message)]);
    await core.settled();
    expect(await store.read.db.select().from(store.read.t.lunchPlans)).toMatchObject([
      { person: "ana", meal: "soup", eatenAt: new Date("2027-03-02T11:00:00Z") },
    ]);
  });

  it("is on the help card", async () => {
    const { core, platform } = await open();
    await core.ingest([commandEvent("ana", "entwine", "help")]);
    await core.settled();
    expect(JSON.stringify(platform.said.at(-1)?.card)).toContain(lunchActions.encode("overview"));
  });

  it("is exported, shown on the web, retained and erased", async () => {
    const { store } = await open();
    const at = new Date("2027-03-02T10:00:00Z");
    await store.write(async ({ db, t }) => {
      await db.insert(t.workspaces).values({ id: testWorkspace, createdAt: at });
      const common = { workspace: testWorkspace, plannedAt: at };
      await db.insert(t.lunchPlans).values([
        { ...common, id: "1", person: "ana", meal: "soup", eatenAt: at },
        { ...common, id: "2", person: "ana", meal: "salad" },
        { ...common, id: "3", person: "ben", meal: "bread" },
      ]);
    });
    const { read } = store;
    const csv = renderExport(data, exportAllRows(data, read), "csv");
    expect((await Array.fromAsync(csv)).join("")).toMatch(/meal,eaten_at\r?\n.*lunch_plan.*soup/);
    const markdown = renderExport(data, exportAllRows(data, read), "md");
    expect(await Array.fromAsync(markdown)).toContain("- lunch: soup\n");
    const own = await Array.fromAsync(exportPersonalRows(data, read, testWorkspace, "ana"));
    expect(own.map(({ meal }) => meal)).toEqual(["soup", "salad"]);

    expect(personalDataSections(data)).toContain("lunch");
    const visitor = { workspace: testWorkspace, person: "ana" };
    const { rows } = await readPersonalDataSection({ data, read }, visitor, "lunch", 1);
    expect(rows).toHaveLength(2);

    const meals = async () =>
      (await read.db.select().from(read.t.lunchPlans)).map(({ meal }) => meal).sort();
    const now = new Date("2027-04-03T10:00:00Z");
    await store.write((w) => runRetentionBatch(data, w, now, { limit: 100 }));
    expect(await meals()).toEqual(["bread", "salad"]);

    const erasure = { data, secrets, words, newId: () => "id", at: now, scope: "name" } as const;
    await store.write((w) => erasePerson(w, { ...erasure, ...visitor }));
    expect(await meals()).toEqual(["bread"]);
  });
});

describe("ninth feature in generated files", () => {
  it("is in both manifests, in Teams' commands and in the retention policy", () => {
    const { slash_commands } = slackManifest(commands, words).features;
    expect(slash_commands.map(({ command }) => command)).toContain("/lunch");
    const app = { appId: "id", host: "https://entwine.example.com", version: "1.0.0" };
    expect(JSON.stringify(teamsManifest(commands, words, app))).toContain('"title":"lunch"');
    expect(parseTeamsCommand(commands, ["lunch plan"])).toEqual({
      command: "lunch",
      text: ["plan"],
    });
    expect(describeRetention(data, words).map(({ subject }) => subject)).toContain("lunch");
  });

  it("changes no file of src", () => {
    const naming = globSync("src/**/*.ts").filter((file) =>
      /lunch[A-Z_]|"lunch[".]/.test(readFileSync(file, "utf8")),
    );
    expect(naming).toEqual([]);
  });
});
