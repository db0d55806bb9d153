/** Deployment files: they parse, refer to existing things, and give the bot enough time to stop. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { shutdownLimitMs } from "../../src/app/serve.ts";
import { validateSetting } from "../../src/app/settings.ts";
import { createTelemetry } from "../../src/app/telemetry.ts";
import { loadWords } from "../../src/lib/i18n.ts";
import { openLog } from "../../src/lib/log.ts";
import { openSlack } from "../../src/platforms/slack/adapter.ts";
import { startWebServer } from "../../src/web/server.ts";
import { openTestStore } from "../harness/storage/open-store.ts";
import { freshFolder, freshSqlite } from "../harness/storage/sqlite.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../manifests/deploy/${name}`, import.meta.url), "utf8");

/** Seconds until the bot has stopped, with a margin for a busy machine. */
const drain = shutdownLimitMs / 1_000 + 10;

/** Returns every metric of /metrics, once everything that can be measured has happened. */
async function metrics(): Promise<string> {
  const database = await freshSqlite();
  const store = await openTestStore(database);
  await store.migrate();
  const log = openLog("silent");
  const { readings } = createTelemetry(log);
  const slack = openSlack({ commands: [], botToken: "xoxb-1", appToken: "xapp-1", log });
  const web = await startWebServer({
    host: "127.0.0.1",
    port: 0,
    ready: () => ({}),
    readings: readings(store, [slack], database),
    words: loadWords("en"),
    log,
  });
  const text = await (await fetch(`http://127.0.0.1:${web.port}/metrics`)).text();
  await web.close();
  await store.close();
  return text;
}

/** Returns the names of series in these expressions, without `up`, which Prometheus creates. */
const namesIn = (expressions: string): string[] => [
  ...new Set(expressions.match(/\b(?:entwine|nodejs|process)_\w+|\bup(?=\{)/g)),
];

describe("alerts and dashboard", () => {
  it("use only metrics and labels that /metrics has", async () => {
    const shown = await metrics();
    const types = [...shown.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const series = new Set([
      "up",
      ...types.flatMap(([, name, type]) =>
        type === "histogram" ? ["bucket", "sum", "count"].map((end) => `${name}_${end}`) : [name!],
      ),
    ]);
    const rules = parse(read("alerts.yaml")).groups.flatMap(
      (group: { rules: { expr: string }[] }) => group.rules.map(({ expr }) => expr),
    ) as string[];
    const panels = JSON.parse(read("dashboard.json")).panels.flatMap(
      (panel: { targets: { expr: string }[] }) => panel.targets.map(({ expr }) => expr),
    ) as string[];
    expect([rules.length, panels.length].every((count) => count >= 10)).toBe(true);
    for (const expressions of [rules, panels])
      expect(namesIn(expressions.join("\n")).filter((name) => !series.has(name))).toEqual([]);
    for (const [, name, label, values] of [...rules, ...panels]
      .join("\n")
      .matchAll(/(entwine_\w+)\{[^}]*?(\w+)=~?"([\w|]+)"/g))
      for (const value of values!.split("|"))
        expect(shown).toMatch(new RegExp(`^${name}\\{${label}="${value}"\\}`, "m"));
  });

  it("have a description and an action for each alert", () => {
    for (const { rules } of parse(read("alerts.yaml")).groups)
      for (const { alert, labels, annotations } of rules)
        expect({ alert, labels, annotations }).toMatchObject({
          labels: { severity: expect.stringMatching(/^(critical|warning)$/) },
          annotations: { summary: expect.any(String), todo: expect.any(String) },
        });
  });
});

describe("deployment handbook", () => {
  const handbook = read("README.md");
  const [untilUpgrades = ""] = handbook.split("\n## Upgrades");

  it("explains each metric of Entwine, and no other", async () => {
    const shown = [...(await metrics()).matchAll(/^# TYPE (entwine_\w+)/gm)].map(
      ([, name]) => name!,
    );
    expect([...untilUpgrades.matchAll(/`(entwine_\w+)/g)].map(([, name]) => name).sort()).toEqual(
      shown.sort(),
    );
  });

  it("explains each log code that an operator can act on", () => {
    const thrown = globSync("src/**/*.ts").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/new EntwineError\(\s*"(\w+)"/g)].map(
        ([, code]) => code!,
      ),
    );
    expect(thrown.length).toBeGreaterThan(10);
    expect(thrown.filter((code) => !untilUpgrades.includes(`\`${code}\``))).toEqual([]);
  });
});

describe("compose file", () => {
  const { services, volumes } = parse(read("compose.yaml"));

  it("names only existing settings", () => {
    for (const [name, value] of Object.entries(services.entwine.environment))
      expect(validateSetting(name, String(value).replaceAll(/\$\{.*?\}/g, "x"))).toBeUndefined();
  });

  it("names only existing volumes, and a Containerfile", () => {
    for (const { volumes: mounts } of Object.values(services) as { volumes: string[] }[])
      for (const mount of mounts) expect(volumes).toHaveProperty(mount.split(":")[0]!);
    expect(read(services.entwine.build.dockerfile.split("/").at(-1))).toContain("HEALTHCHECK");
  });

  it("runs Entwine without rights on a read-only system, with time to end", () => {
    expect(services.entwine).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    expect(Number.parseInt(services.entwine.stop_grace_period, 10)).toBeGreaterThan(drain);
    expect(services.entwine.healthcheck.test.join(" ")).toContain("/livez");
  });
});

describe("Containerfile", () => {
  const lines = read("Containerfile");

  it("copies only existing files, without .env and data", () => {
    const copied = [...lines.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files!.split(" "),
    );
    expect(copied.length).toBeGreaterThan(4);
    for (const file of copied)
      expect(existsSync(new URL(`../../${file}`, import.meta.url))).toBe(true);
    expect(copied).not.toContain(".");
    for (const file of copied) expect(read("Containerfile.dockerignore")).toContain(`!${file}\n`);
  });

  it("starts an existing script", () => {
    const [, start] = /^ENTRYPOINT (\[.*\])$/m.exec(lines) ?? [];
    const [, script] = JSON.parse(start!) as string[];
    expect(existsSync(new URL(`../../${script}`, import.meta.url))).toBe(true);
  });

  it("runs as an ordinary user, with a working health check", () => {
    expect(lines).toMatch(/^USER node$/m);
    const [, probe] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(lines) ?? [];
    const [, ...args] = JSON.parse(probe!) as string[];
    expect(spawnSync(process.execPath, args, { env: { PORT: "1" } }).status).toBe(1);
  });

  it("sets only existing settings", () => {
    for (const [, name, value] of lines.matchAll(/\b((?!NODE_)[A-Z_]+)=(\S+)/g))
      expect(validateSetting(name!, value!)).toBeUndefined();
  });
});

describe("systemd unit", () => {
  const unit = read("entwine.service");

  it("gives Entwine time to end, and starts Node directly", () => {
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(drain);
    const [, script] = /^ExecStart=\S+\/node (\S+) serve$/m.exec(unit) ?? [];
    expect(existsSync(new URL(`../../${script}`, import.meta.url))).toBe(true);
  });

  const systemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  it.skipIf(!systemd)("is valid for systemd", () => {
    const file = join(freshFolder(), "entwine.service");
    writeFileSync(
      file,
      unit
        .replaceAll("/opt/entwine/node_modules/.bin/node", process.execPath)
        .replaceAll("=/opt/entwine", `=${process.cwd()}`),
    );
    expect(
      execFileSync("systemd-analyze", ["verify", "--man=no", file], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }),
    ).toBe("");
    const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", file], {
      encoding: "utf8",
    });
    expect(stderr.split("\n").filter((line) => line.includes("entwine.service"))).toEqual([]);
  });
});
