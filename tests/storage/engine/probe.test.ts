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

describe("createDatabaseProbe", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("asks once a second, however many callers there are", async () => {
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

  it("returns false in time when nothing answers, and never asks in parallel", async () => {
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

describe("Store.probe", () => {
  it("rejects when the file was deleted, and reports the error", async () => {
    const url = await freshSqlite();
    const told: (string | undefined)[] = [];
    const store = await openTestStore(url, { onTrouble: (trouble) => told.push(trouble?.code) });
    await store.probe();
    renameSync(url.replace("file:", ""), `${url.replace("file:", "")}.elsewhere`);
    await expect(store.probe()).rejects.toMatchObject({ code: "database_moved" });
    expect(told).toEqual(["database_moved"]);
    await store.close();
  });

  it.skipIf(!hasPostgres)("rejects in time when the server stops answering", async () => {
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
    // whether the database can be written is not known yet
    expect(told).toEqual(["database_unreachable"]);
    await store.close();
  });
});
