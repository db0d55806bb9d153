/**
 * Benchmark of a durable turn (event received, committed with synchronous=FULL, chat.postMessage
 * done) against a bare Bolt echo, alternating on the same machine.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchLoad, benchBotToken, benchSigningSecret, openSlackLoad } from "./slack-load.ts";

export interface TurnsBenchOptions {
  rounds: number;
  /** Parallel conversations. */
  width: number;
  seconds: number;
  print(line: string): void;
}

interface Measured extends BenchLoad {
  /** CPU time (µs) of a turn, all threads. */
  cpu: number;
  /** Memory (MB) at the end. */
  memory: number;
}

/** Turns after which V8 has compiled what a turn runs. */
const warmUpTurns = 3_000;

const root = new URL("../../../", import.meta.url).pathname;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Reads user and system time in clock ticks of 10 ms (Linux). */
function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error("a program of the benchmark ended at its start");
    const answered = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ status }) => status === 200 || status === 404,
      () => false,
    );
    if (answered) return;
    if (Date.now() > deadline) throw new Error("a program of the benchmark does not listen");
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const median = (values: readonly number[]): number =>
  at(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/**
 * Runs both programs in alternating rounds and prints the figures. The ratio to quote is the median
 * of the rounds.
 */
export async function benchTurns({
  rounds,
  width,
  seconds,
  print,
}: TurnsBenchOptions): Promise<{ ratio: number; cpu: number }> {
  const folder = mkdtempSync(join(tmpdir(), "entwine-bench-"));
  const slack = await openSlackLoad();
  const children: ChildProcess[] = [];
  async function start(name: string, args: string[], more: Record<string, string>) {
    const port = await freePort();
    const environment = {
      PATH: process.env.PATH ?? "",
      SLACK_BOT_TOKEN: benchBotToken,
      SLACK_SIGNING_SECRET: benchSigningSecret,
      SLACK_API_URL: slack.apiUrl,
      PORT: String(port),
      LOG_LEVEL: "error",
      ...more,
    };
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: environment,
      stdio: ["ignore", "ignore", "inherit"],
    });
    children.push(child);
    await untilListening(port, child);
    await slack.converse(port, width, { turns: warmUpTurns });
    return async (): Promise<Measured> => {
      const before = ticks(child.pid!);
      const load = await slack.converse(port, width, { milliseconds: seconds * 1_000 });
      const memory =
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) /
        1024;
      const measured = {
        ...load,
        cpu: ((ticks(child.pid!) - before) * 10_000) / load.turns,
        memory,
      };
      print(
        `${name.padEnd(14)} ${Math.round(load.turns / load.seconds)} turns/s   p50 ${at(load.latencies, 0.5).toFixed(1)} ms   p99 ${at(load.latencies, 0.99).toFixed(1)} ms   ${Math.round(measured.cpu)} µs CPU a turn   ${Math.round(memory)} MB`,
      );
      return measured;
    };
  }
  try {
    const echo = await start("bare Bolt echo", ["src/tools/bench/echo-app.ts"], {});
    const ours = await start("Entwine", ["src/app/cli.ts", "serve"], {
      DATABASE_URL: `file:${join(folder, "bench.db")}`,
    });
    const speed: number[] = [];
    const cost: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      print(`round ${round} of ${rounds}, ${width} conversations at once`);
      const [a, b] = [await echo(), await ours()];
      speed.push(b.turns / b.seconds / (a.turns / a.seconds));
      cost.push(b.cpu / a.cpu);
    }
    const result = { ratio: median(speed), cpu: median(cost) };
    print(
      `a durable turn against the echo: ${result.ratio.toFixed(2)} × its turns a second, ${result.cpu.toFixed(2)} × its CPU a turn`,
    );
    return result;
  } finally {
    for (const child of children) child.kill("SIGKILL");
    slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
