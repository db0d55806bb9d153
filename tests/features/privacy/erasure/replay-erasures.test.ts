/** Replay of erasures after a restore, and erasure by an operator. */
import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { defineTables, featureData } from "../../../../src/app/registry.ts";
import {
  type ErasureDependencies,
  replayErasures,
  runErase,
} from "../../../../src/features/privacy/erasure/erase-command.ts";
import { openErasureJournal } from "../../../../src/features/privacy/erasure/erasure-journal.ts";
import { backUpDatabase } from "../../../../src/storage/backup/backup.ts";
import { restoreDatabase } from "../../../../src/storage/backup/restore.ts";
import type { Store } from "../../../../src/storage/store.ts";
import { onBothEngines, testWorkspace } from "../../../harness/core-harness.ts";
import { filesContaining } from "../../../harness/storage/file-search.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { freshFolder, freshSqlite } from "../../../harness/storage/sqlite.ts";
import { words } from "../../../harness/words.ts";
import {
  directMessages,
  fillEveryTable,
  maria,
  mariaMarker,
  mariaTraces,
  openPrivacyHarness,
  type PrivacyHarness,
  rowsWithTraces,
  tom,
} from "../privacy-harness.ts";

const secret = "a secret of the tests";
const eraserOf = (store: Store): ErasureDependencies => ({
  store,
  data: featureData,
  secrets: [secret],
  newId: randomUUID,
});

let life: PrivacyHarness | undefined;
afterEach(async () => {
  await life?.close();
  life = undefined;
});

onBothEngines("restore of a backup from before an erasure", (newUrl) => {
  it("restores everybody except those erased since, whose erasure is repeated", async () => {
    const url = await newUrl();
    const folder = freshFolder();
    const journal = openErasureJournal(join(folder, "entwine.erased"), secret);
    life = await openPrivacyHarness(url, {
      journal,
      purgeDeletedRows: () => life!.team.coreHarness.store.purgeDeletedRows({ copies: true }),
    });
    await fillEveryTable(life);
    const backup = await backUpDatabase(url, {
      to: join(folder, "backup.jsonl.gz"),
      keep: 1,
      at: new Date(),
      step: () => {},
    });
    await life.erases("words");
    await life.close();
    life = undefined;
    expect(readFileSync(join(folder, "entwine.erased"), "utf8")).not.toMatch(mariaTraces);

    let done: unknown;
    await restoreDatabase(url, backup.file, {
      tables: defineTables,
      at: new Date(),
      onProgress: () => {},
      finish: async (store, made) => {
        done = await replayErasures(eraserOf(store), journal, made);
      },
    });
    expect(done).toEqual({ noted: 1, again: 1 });
    const store = await openTestStore(url);
    expect(await rowsWithTraces(store)).toEqual([]);
    expect(await rowsWithTraces(store, new RegExp(mariaMarker))).toEqual([]);
    expect((await rowsWithTraces(store, new RegExp(tom.id))).length).toBeGreaterThan(0);
    await store.close();
  });
});

describe("erasure journal", () => {
  const at = new Date("2027-03-02T10:00:00Z");
  const day = 86_400_000;

  it("reveals nothing without the secret, and is readable after a truncated line", () => {
    const file = join(freshFolder(), "entwine.erased");
    const journal = openErasureJournal(file, secret);
    journal.recordErasure(testWorkspace, maria.id, "name", at);
    appendFileSync(file, '{"at":"2027-03-0');
    expect(journal.erasedSince(new Date(at.getTime() - day)).of(testWorkspace, maria.id)).toBe(
      "name",
    );
    expect(
      journal.erasedSince(new Date(at.getTime() + day)).of(testWorkspace, maria.id),
    ).toBeUndefined();
    expect(journal.erasedSince(at).of("slack:T2", maria.id)).toBeUndefined();
    expect(
      openErasureJournal(file, "another").erasedSince(at).of(testWorkspace, maria.id),
    ).toBeUndefined();
    expect(
      openErasureJournal(file, "another", [secret]).erasedSince(at).of(testWorkspace, maria.id),
    ).toBe("name");
  });
});

describe("requested erasure", () => {
  it("is completed by the next process when the first one ended before", async () => {
    life = await openPrivacyHarness(await freshSqlite());
    await life.team.brings(maria.id);
    await life.types(maria, "entwine", "privacy");
    await life.presses(maria, words.plain("privacy.button.erase"));
    await life.presses(maria, words.plain("privacy.button.name"));
    await life.team.restart();
    await life.later(3);
    expect(await rowsWithTraces(life.team.coreHarness.store)).toEqual([]);
  });
});

describe("entwine erase", () => {
  const run = async (
    person: string,
    { yes = true, terminal = false, typed = "" } = {},
  ): Promise<string> => {
    const { store } = life!.team.coreHarness;
    const stdout = new PassThrough();
    const stdin = Object.assign(new PassThrough(), { isTTY: terminal });
    if (typed) stdin.end(`${typed}\n`);
    await runErase(
      eraserOf(store),
      openErasureJournal(undefined, secret),
      { workspace: testWorkspace, person, scope: "name", yes },
      { stdin, stdout },
    ).finally(() => stdout.end());
    return text(stdout);
  };

  it("says what exists, erases it, and records it without a name", async () => {
    const url = await freshSqlite();
    life = await openPrivacyHarness(url);
    await life.team.brings(maria.id);
    expect(await run(maria.id)).toMatch(
      /Data of this person: 1 request, .*\nErased: \d+ rows deleted, \d+ kept without the name\.\n1 messages on the platform/,
    );
    expect(await rowsWithTraces(life.team.coreHarness.store)).toEqual([]);
    expect(await filesContaining(url, maria.id)).toEqual([]);
    const { db, t } = life.team.coreHarness.store.read;
    expect(await db.select().from(t.auditEntries)).toMatchObject([
      { what: "erase", by: "operator", after: "name" },
    ]);
    await life.later(1);
    expect(life.team.platform.words("slack/channel/CINTAKE").join()).toContain(
      words.plain("privacy.erased"),
    );
    expect(await run("U0NOBODY1")).toContain("has no data of a person with that id");
  });

  it("does nothing without a terminal for confirmation, or when another id is typed", async () => {
    life = await openPrivacyHarness(await freshSqlite());
    await life.says(maria, "hello", directMessages(maria));
    await expect(run(maria.id, { yes: false })).rejects.toThrow(/no terminal to confirm/);
    await expect(run(maria.id, { yes: false, terminal: true, typed: "U0MARIA78" })).rejects.toThrow(
      /nothing was erased/,
    );
    expect((await rowsWithTraces(life.team.coreHarness.store)).length).toBeGreaterThan(0);
    expect(await run(maria.id, { yes: false, terminal: true, typed: maria.id })).toContain(
      "Erased:",
    );
  });
});
