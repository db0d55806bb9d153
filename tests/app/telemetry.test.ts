import { afterEach, expect, it } from "vitest";
import { createTelemetry } from "../../src/app/telemetry.ts";
import type { MessageIdentity } from "../../src/core/delivery/delivery.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { openLog } from "../../src/lib/log.ts";
import { createJudge } from "../../src/nlu/create-judge.ts";
import type { MetricReading } from "../../src/platform/adapter.ts";
import type { PlatformName } from "../../src/platform/conversation-ref.ts";
import type { Store } from "../../src/storage/store.ts";
import { fakeModel } from "../harness/fake-model.ts";
import { openTestStore } from "../harness/storage/open-store.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

let store: Store | undefined;
afterEach(() => store?.close());

const log = openLog("silent");

async function watching() {
  const database = await freshSqlite();
  store = await openTestStore(database);
  await store.migrate();
  const { watch, countFallback, readings } = createTelemetry(log);
  const all: MetricReading[] = readings(store, [], database);
  return {
    watch,
    countFallback,
    read: async (name: string) => all.find((reading) => reading.name === name)?.read(),
  };
}

const message = (platform: PlatformName): MessageIdentity => ({
  id: "outbox 1",
  workspace: "T1",
  place: { platform, kind: "personal", id: "maria" },
});
const [onSlack, inTeams] = [message("slack"), message("teams")];

it("counts a 429 for the platform that sent it, and nothing else as one", async () => {
  const { watch, read } = await watching();
  watch.sendFinished(onSlack, { kind: "refused", code: "ratelimited", retryAfterMs: 1000 });
  watch.sendFinished(onSlack, { kind: "refused", code: "channel_not_found" });
  watch.sendFinished(inTeams, { kind: "sent", message: "1" });
  expect(await read("entwine_rate_limited_total")).toEqual({
    slack: 1,
    teams: 0,
    terminal: 0,
    browser: 0,
  });
  expect(await read("entwine_sends_total")).toEqual({ sent: 1, refused: 2, unknown: 0 });
});

it("counts and logs a message that may arrive twice, with its id in the outbox", async () => {
  const lines: string[] = [];
  const { watch, readings } = createTelemetry(openLog("debug", (line) => lines.push(line)));
  watch.sendFinished(inTeams, { kind: "unknown", code: "http_500" });
  watch.messageResent(inTeams);
  watch.sendFinished(inTeams, { kind: "sent", message: "1" });
  const { read } = readings({} as Store, [], "").find(
    ({ name }) => name === "entwine_resends_total",
  )!;
  expect(await read()).toEqual({ slack: 0, teams: 1, terminal: 0, browser: 0 });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    ["warn", "warn", "debug"].map((level) => ({
      level,
      outbox: "outbox 1",
      workspace: "T1",
      platform: "teams",
    })),
  );
});

it("puts a turn into the bucket of its duration", async () => {
  const { watch, read } = await watching();
  for (const ms of [3, 30, 30_000]) watch.turnFinished(ms);
  const { bounds, counts, sum } = (await read("entwine_turn_seconds")) as {
    bounds: number[];
    counts: number[];
    sum: number;
  };
  expect(counts.flatMap((count, index) => (count > 0 ? [bounds[index] ?? "beyond"] : []))).toEqual([
    0.005,
    0.05,
    "beyond",
  ]);
  expect(sum).toBeCloseTo(30.033);
});

it("counts readings by the rules in place of the model, by reason", async () => {
  const { countFallback, read } = await watching();
  const model = await fakeModel();
  model.behave({ status: 400 });
  const judge = createJudge(
    { name: "fake", baseUrl: model.baseUrl },
    {
      clock: systemClock(),
      log,
      onFallback: countFallback,
      limits: { tokensPerDay: 1e6, maxConsecutiveFailures: 1, cooldownMs: 60_000 },
    },
  );
  for (const text of ["have a proper CRM", "see what a dealer ordered last month"])
    await judge.read({ text, wants: ["need"] });
  await model.close();
  expect(await read("entwine_model_fallbacks_total")).toEqual({ failed: 1, paused: 1 });
});

it("counts expired rows, by table", async () => {
  const { watch, read } = await watching();
  watch.rowsDeleted({ outbox: 3, requests: 1 });
  watch.rowsDeleted({ outbox: 2 });
  expect(await read("entwine_expired_rows_total")).toEqual({ outbox: 5, requests: 1 });
});
