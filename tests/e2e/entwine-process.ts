/** Runs Entwine as a process that is configured only by its environment. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { atFileEnd } from "../harness/file-end.ts";
import { freshFolder } from "../harness/storage/sqlite.ts";

const main = fileURLToPath(new URL("../../src/app/cli.ts", import.meta.url));

interface Run {
  args?: string[];
  env?: Record<string, string>;
  /** Options of Node. */
  node?: string[];
  /** Command that runs the process, and its arguments. */
  under?: string[];
  input?: string;
  /** Working folder; an empty one by default. */
  cwd?: string;
}

/** Starts Entwine in an empty folder. It is stopped when the test file ends. */
export function startEntwine({
  args = [],
  env = {},
  node = [],
  under = [],
  input,
  cwd = freshFolder(),
}: Run = {}) {
  const [command = "", ...rest] = [...under, process.execPath, ...node, main, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0", ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  atFileEnd(() => child.kill("SIGKILL"));
  if (input !== undefined) child.stdin!.end(input);
  const said = Promise.all([text(child.stdout!), text(child.stderr!)]);
  const ended = once(child, "exit").then(async ([code, signal]) => {
    const [out, err] = await said;
    return { code: code as number | null, signal: signal as string | null, out, err };
  });
  return { child, ended, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

/** Starts Entwine as a service, and resolves once it can receive events. */
export async function serveEntwine(
  port: number,
  env: Record<string, string>,
  { args = [], node = [], under = [] }: Pick<Run, "args" | "node" | "under"> = {},
) {
  const process = startEntwine({
    args: ["serve", ...args],
    env: { PORT: String(port), ...env },
    node,
    under,
  });
  const ready = async (): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (!response.ok) throw new Error(`not ready: ${response.status}`);
  };
  const died = process.ended.then(({ code, signal, err }) => {
    throw new Error(`ended before it was ready (${code ?? signal}): ${err}`);
  });
  await Promise.race([died, eventually(ready)]);
  died.catch(() => {});
  return process;
}

/** Standard error of a command without problems: empty, or progress lines on a busy machine. */
export const onlyProgress: string = expect.stringMatching(/^(?:(?:Copying|Restoring): .*\n)*$/);

export interface ExportLine {
  type: string;
  request: string;
  [field: string]: unknown;
}

/** Returns the ledger as printed by `entwine export`. */
export async function exportLines(database: string): Promise<ExportLine[]> {
  const { code, out, err } = await startEntwine({
    args: ["export", "--format", "jsonl"],
    env: { DATABASE_URL: database },
  }).ended;
  if (code !== 0) throw new Error(err);
  return out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ExportLine);
}
