/** Real faults of a SQLite file: full or failing disk, foreign lock, read-only file, damage. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { defineTables } from "../../src/app/registry.ts";
import { connectSqlite } from "../../src/storage/engine/sqlite/database-file.ts";
import { openSqlite } from "../../src/storage/engine/sqlite/sqlite-store.ts";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { openMigratedTestStore } from "../harness/storage/open-store.ts";
import { freshFolder, freshSqlite } from "../harness/storage/sqlite.ts";
import { testEndures } from "./database-faults.ts";
import { onlyProgress, serveEntwine, startEntwine } from "./entwine-process.ts";
import { directMessageDelivery, messagesHeard, wishOf } from "./slack-colleague.ts";

const fileOf = (url: string): string => url.replace("file:", "");

/** Whether a process can have its own mount here (Linux, where user namespaces are allowed). */
const ownDisks =
  spawnSync("unshare", [
    "--user",
    "--map-root-user",
    "--mount",
    "mount",
    "-t",
    "tmpfs",
    "tmpfs",
    "/mnt",
  ]).status === 0;
const limits = spawnSync("prlimit", ["--version"]).status === 0;
if (!ownDisks)
  console.warn(
    "\n\n  *** No disk of our own can be mounted on this machine: FULL AND READ-ONLY DISKS ARE NOT TESTED ***\n\n",
  );
if (!limits)
  console.warn(
    "\n\n  *** There is no prlimit on this machine: A FAILING DISK IS NOT TESTED ***\n\n",
  );

/**
 * Mounts a small disk that only some processes see: `under` is the command that runs such a
 * process, `seen` the path for all others.
 */
async function smallDisk(
  megabytes: number,
): Promise<{ folder: string; under: string[]; seen: string; mount(...how: string[]): void }> {
  const folder = freshFolder();
  const holder: ChildProcess = spawn(
    "unshare",
    [
      "--user",
      "--map-root-user",
      "--mount",
      "sh",
      "-c",
      `mount -t tmpfs -o size=${megabytes}m tmpfs ${folder} && echo mounted && exec sleep 600`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout!, "data");
  const under = [
    "nsenter",
    "--target",
    String(holder.pid),
    "--user",
    "--mount",
    "--preserve-credentials",
  ];
  const mount = (...how: string[]): void =>
    void execFileSync(under[0]!, [...under.slice(1), "mount", ...how, folder]);
  return { folder, under, seen: `/proc/${holder.pid}/root${folder}`, mount };
}

/** Fills all remaining space. */
function fill(ballast: string): void {
  const file = openSync(ballast, "w");
  for (let size = 1024 * 1024; size >= 1024; )
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size /= 2;
    }
  closeSync(file);
}

it("acknowledges nothing while the disk is full, and stores it afterwards", {
  skip: !ownDisks,
}, async () => {
  const { folder, under, seen } = await smallDisk(8);
  const ballast = `${seen}/ballast`;
  await testEndures({
    url: `file:${folder}/entwine.db`,
    under,
    code: "database_full",
    alone: true,
    begin: () => fill(ballast),
    end: () => rmSync(ballast),
  });
});

it("changes nothing when the disk has no space for a backup or restore", {
  skip: !ownDisks,
}, async () => {
  const { folder, under, seen } = await smallDisk(12);
  const elsewhere = await freshSqlite();
  await (await openMigratedTestStore(elsewhere)).close();
  const run = (...args: string[]) =>
    startEntwine({ args, env: { DATABASE_URL: `file:${folder}/entwine.db` }, under }).ended;
  expect((await run("export")).code).toBe(0);
  const copy = `${freshFolder()}/copy.jsonl.gz`;
  expect((await run("backup", "--to", copy)).code).toBe(0);
  const before = readFileSync(`${seen}/entwine.db`);
  fill(`${seen}/ballast`);
  const full = {
    code: 1,
    out: "",
    err: expect.stringMatching(/^error: the database's disk is full .*\nFree some space/m),
  };
  expect(await run("backup")).toMatchObject(full);
  expect(await run("restore", copy)).toMatchObject(full);
  expect(
    await startEntwine({
      args: ["backup", "--to", `${folder}/`],
      env: { DATABASE_URL: elsewhere },
      under,
    }).ended,
  ).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^error: the disk is full; .*\nFree some space/m),
  });
  rmSync(`${seen}/ballast`);
  expect(readFileSync(`${seen}/entwine.db`).equals(before)).toBe(true);
  expect(
    readdirSync(seen, { recursive: true }).filter(
      (name) => !String(name).startsWith("entwine.db") || /restoring|replaced/.test(String(name)),
    ),
  ).toEqual(["entwine.ledger"]);
  expect(await run("restore", copy)).toMatchObject({ code: 0, err: onlyProgress });
  expect((await run("export")).code).toBe(0);
});

it("keeps the schema when the disk has no space for a migration", {
  skip: !ownDisks,
}, async () => {
  const { folder, under, seen } = await smallDisk(8);
  const url = await freshSqlite();
  const old = openSqlite(url, { tables: defineTables });
  await old.migrate("0000_first");
  await old.close();
  copyFileSync(fileOf(url), `${seen}/entwine.db`);
  const run = () =>
    startEntwine({ args: ["export"], env: { DATABASE_URL: `file:${folder}/entwine.db` }, under })
      .ended;
  fill(`${seen}/ballast`);
  expect(await run()).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^error: the database's disk is full .*\nFree some space/m),
  });
  rmSync(`${seen}/ballast`);
  expect(readdirSync(seen).filter((name) => /before|part/.test(name))).toEqual([]);
  expect(await run()).toMatchObject({ code: 0, err: "" });
});

it("acknowledges nothing while the disk fails, and stores it afterwards", {
  skip: !limits,
}, async () => {
  const limit = (pid: number, size: string) =>
    execFileSync("prlimit", ["--pid", String(pid), `--fsize=${size}:unlimited`]);
  await testEndures({
    url: await freshSqlite(),
    code: "database_unreadable",
    begin: (pid) => limit(pid, "1"),
    end: (pid) => limit(pid, "unlimited"),
  });
});

it("refuses within Slack's time limit while another process locks the file", async () => {
  const url = await freshSqlite();
  let other: ReturnType<typeof connectSqlite> | undefined;
  await testEndures({
    url,
    code: "database_locked",
    begin() {
      other = connectSqlite(fileOf(url));
      other.exec("begin immediate");
    },
    end: () => other?.close(),
  });
});

it("ends the start with advice when the disk is read-only", {
  skip: !ownDisks,
}, async () => {
  const { folder, under, mount } = await smallDisk(8);
  const env = { DATABASE_URL: `file:${folder}/entwine.db` };
  expect((await startEntwine({ args: ["export"], env, under }).ended).code).toBe(0);
  mount("-o", "remount,ro");
  for (const args of [["serve"], ["export"]]) {
    const { code, err } = await startEntwine({ args, env, under }).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/database's? .*(cannot be read or written|is read-only)/);
    expect(err.trim().split("\n").length).toBeLessThan(4);
  }
  mount("-o", "remount,rw");
  expect((await startEntwine({ args: ["export"], env, under }).ended).code).toBe(0);
});

/** Overwrites the middle of every third page, from page `first` on. */
function damage(file: string, first: number): void {
  const page = 4096;
  const descriptor = openSync(file, "r+");
  for (let at = first; at < statSync(file).size / page; at += 3)
    writeSync(descriptor, Buffer.alloc(200, 0x5a), 0, 200, at * page);
  closeSync(descriptor);
}

it("reports damage at start, in the doctor and in a backup; a restore repairs it", async () => {
  const url = await freshSqlite();
  await (await openMigratedTestStore(url)).close();
  const env = { DATABASE_URL: url };
  const [backup] = [`${freshFolder()}/good.jsonl.gz`];
  expect((await startEntwine({ args: ["backup", "--to", backup], env }).ended).code).toBe(0);
  const good = readFileSync(fileOf(url));
  damage(fileOf(url), 5);
  expect((await startEntwine({ args: ["doctor"], env }).ended).out).toContain(
    "the database is damaged",
  );
  for (const args of [["backup"], ["serve"], ["export"]]) {
    const before = readFileSync(fileOf(url));
    expect(await startEntwine({ args, env }).ended).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/^error: the database is damaged: .*\n.*restore a backup/),
    });
    expect(readFileSync(fileOf(url)).equals(before)).toBe(true);
  }

  writeFileSync(fileOf(url), good.fill(0x5a, 0, 4096 * 2));
  expect(await startEntwine({ args: ["serve"], env }).ended).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^error: the database is damaged.*\n.*restore a backup/),
  });
  expect((await startEntwine({ args: ["restore", backup], env }).ended).code).toBe(0);
  const healthy = await startEntwine({ args: ["doctor"], env }).ended;
  expect(healthy.out).not.toContain("damaged");
});

it("starts no new ledger when the file is missing, and accepts a restore", async () => {
  for (const lose of [rmSync, truncateSync]) {
    const url = await freshSqlite();
    const run = (...args: string[]) => startEntwine({ args, env: { DATABASE_URL: url } }).ended;
    const port = await freePort();
    const bot = await serveEntwine(port, { DATABASE_URL: url });
    expect((await run("backup")).code).toBe(0);
    bot.kill("SIGTERM");
    expect((await bot.ended).code).toBe(0);
    lose(fileOf(url));
    const left = readdirSync(dirname(fileOf(url)));
    const [backup] = readdirSync(join(dirname(fileOf(url)), "backups"));
    for (const command of ["serve", "export"])
      expect(await run(command)).toMatchObject({
        ...{ code: 1, out: "" },
        err: expect.stringMatching(
          new RegExp(
            `^error: the database entwine.db is .*\\n.*restore .*${backup}.*entwine\\.ledger`,
          ),
        ),
      });
    expect((await run("doctor")).out).toContain("Entwine has used it before");
    expect(readdirSync(dirname(fileOf(url)))).toEqual(left);
    expect(await run("restore", join(dirname(fileOf(url)), "backups", backup!))).toMatchObject({
      code: 0,
      err: onlyProgress,
    });
    expect(await run("export")).toMatchObject({ code: 0, err: "" });
  }
});

it("acknowledges nothing, is not ready and logs once when the file is damaged", async () => {
  const url = await freshSqlite();
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  const env = {
    DATABASE_URL: url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
  };
  const bot = await serveEntwine(port, env);
  expect(
    await directMessageDelivery(
      slack,
      "U0ANA",
      wishOf("U0ANA"),
    )(`http://127.0.0.1:${port}/slack/events`, 0),
  ).toBe(true);
  await eventually(() => expect(messagesHeard(slack, "U0ANA")).toHaveLength(1));
  const other = connectSqlite(fileOf(url));
  other.pragma("wal_checkpoint(truncate)");
  other.close();
  const size = statSync(fileOf(url)).size;
  writeFileSync(fileOf(url), Buffer.alloc(size - 4096 * 2, 0x5a), { flag: "r+" });
  const send = directMessageDelivery(slack, "U0BEN", wishOf("U0BEN"));
  for (let attempt = 0; attempt < 3; attempt++)
    expect(await send(`http://127.0.0.1:${port}/slack/events`, attempt)).toBe(false);
  await eventually(async () =>
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503),
  );
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  bot.kill("SIGTERM");
  const { code, err } = await bot.ended;
  expect(code).toBe(0);
  expect(err.match(/cannot store events/g)).toHaveLength(1);
  expect(err).toContain("database_damaged");
  expect(err.split("\n").length, err).toBeLessThan(20);
});
