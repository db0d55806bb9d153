import { renameSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  createDatabaseProbe,
  databaseProbeLimitMs,
} from "../../../src/storage/engine/health-probe.ts";
import { openTestStore } from "../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../harness/storage/postgres.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { openRelay } from "../../harness/tcp-relay.ts";

describe("openProbe", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("asks once for all who come within a second", async () => {
    const ask = vi.fn(async () => {});
    const probe = createDatabaseProbe(ask);
    expect(await Promise.all([probe(), probe(), probe()])).toEqual([true, true, true]);
    expect(await probe()).toBe(true);
    expect(ask).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_001);
    ask.mockRejectedValueOnce(new Error("away"));
    expect(await probe()).toBe(false);
    vi.advanceTimersByTime(1_001);
    expect(await probe()).toBe(true);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it("says no in time when nothing answers, and never asks twice at once", async () => {
    const hung = Promise.withResolvers<void>();
    const ask = vi.fn(() => hung.promise);
    const probe = createDatabaseProbe(ask);
    for (let count = 0; count < 5; count++) {
      const answer = probe();
      await vi.advanceTimersByTimeAsync(databaseProbeLimitMs);
      expect(await answer).toBe(false);
    }
    expect(ask).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    hung.resolve();
    expect(await probe()).toBe(true);
  });
});

describe("a store's probe", () => {
  it("rejects when the file is gone, and tells that nothing can be stored", async () => {
    const url = await freshSqlite();
    const told: (string | undefined)[] = [];
    const store = await openTestStore(url, { onTrouble: (trouble) => told.push(trouble?.code) });
    await store.probe();
    renameSync(url.replace("file:", ""), `${url.replace("file:", "")}.elsewhere`);
    await expect(store.probe()).rejects.toMatchObject({ code: "database_moved" });
    expect(told).toEqual(["database_moved"]);
    await store.close();
  });

  it.skipIf(!hasPostgres)("rejects in time when the server is gone without a word", async () => {
    const url = new URL(await freshPostgres());
    const relay = await openRelay(Number(url.port));
    onTestFinished(() => relay.close());
    url.port = String(relay.port);
    const told: (string | undefined)[] = [];
    const store = await openTestStore(url.href, {
      onTrouble: (trouble) => told.push(trouble?.code),
    });
    await store.probe();
    relay.silence();
    await expect(store.probe()).rejects.toMatchObject({ code: "database_unreachable" });
    expect(told).toEqual(["database_unreachable"]);
    relay.resume({ forget: true });
    await store.probe();
    expect(told).toEqual(["database_unreachable"]); // whether it can be written is not known yet
    await store.close();
  });
});
