/** A backup from before an erasure is restored, and nobody comes back with it; and whoever runs Entwine erases somebody who cannot do it themselves. */
import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { type Eraser, eraseAgain } from "../../src/privacy/again.ts";
import { runErase } from "../../src/privacy/erase-command.ts";
import { openJournal } from "../../src/privacy/journal.ts";
import { backUp } from "../../src/storage/backup.ts";
import { restore } from "../../src/storage/restore.ts";
import { openStore, type Store } from "../../src/storage/store.ts";
import { freshFolder, freshSqlite } from "../harness/sqlite.ts";
import { onBothEngines, workspace } from "../turn/house.ts";
import { filesWith } from "./bytes.ts";
import { direct, hers, type Life, live, maria, openLife, tom, traces, withTraces } from "./life.ts";

const secret = "a secret of the tests";
const eraserOf = (store: Store): Eraser => ({ store, secret, former: [], newId: randomUUID });

let life: Life | undefined;
afterEach(async () => {
  await life?.close();
  life = undefined;
});

onBothEngines("a backup from before an erasure", (newUrl) => {
  it("brings back everybody but who was erased since, in the same way", async () => {
    const url = await newUrl();
    const folder = freshFolder();
    const journal = openJournal(join(folder, "entwine.erased"), secret);
    life = await openLife(url, { journal, scrub: () => life!.team.house.store.scrub({ copies: true }) });
    await live(life);
    const backup = await backUp(url, { to: join(folder, "backup.jsonl.gz"), keep: 1, at: new Date(), step: () => {} });
    await life.erases("words");
    await life.close();
    life = undefined;
    expect(readFileSync(join(folder, "entwine.erased"), "utf8")).not.toMatch(traces);

    let done: unknown;
    await restore(url, backup.file, {
      at: new Date(),
      step: () => {},
      finish: async (store, made) => {
        done = await eraseAgain(eraserOf(store), journal, made);
      },
    });
    expect(done).toEqual({ noted: 1, again: 1 });
    const store = await openStore(url);
    expect(await withTraces(store)).toEqual([]);
    expect(await withTraces(store, new RegExp(hers))).toEqual([]);
    expect((await withTraces(store, new RegExp(tom.id))).length).toBeGreaterThan(0);
    await store.close();
  });
});

describe("the journal", () => {
  const at = new Date("2027-03-02T10:00:00Z");
  const day = 86_400_000;

  it("tells of nobody who was erased before, nor of anybody without the secret, and reads past a line that is cut off", () => {
    const file = join(freshFolder(), "entwine.erased");
    const journal = openJournal(file, secret);
    journal.note(workspace, maria.id, "name", at);
    appendFileSync(file, '{"at":"2027-03-0');
    expect(journal.since(new Date(at.getTime() - day)).of(workspace, maria.id)).toBe("name");
    expect(journal.since(new Date(at.getTime() + day)).of(workspace, maria.id)).toBeUndefined();
    expect(journal.since(at).of("slack:T2", maria.id)).toBeUndefined();
    expect(openJournal(file, "another").since(at).of(workspace, maria.id)).toBeUndefined();
    expect(openJournal(file, "another", [secret]).since(at).of(workspace, maria.id)).toBe("name");
  });
});

describe("an erasure that somebody asked for", () => {
  it("is done by the next process, where the first one died before", async () => {
    life = await openLife(await freshSqlite());
    await life.team.brings(maria.id);
    await life.types(maria, "entwine", "privacy");
    await life.presses(maria, "Erase it");
    await life.presses(maria, "Erase my name");
    await life.team.restart();
    await life.later(3);
    expect(await withTraces(life.team.house.store)).toEqual([]);
  });
});

describe("entwine erase", () => {
  const run = async (person: string, { yes = true, terminal = false, typed = "" } = {}): Promise<string> => {
    const { store } = life!.team.house;
    const stdout = new PassThrough();
    const stdin = Object.assign(new PassThrough(), { isTTY: terminal });
    if (typed) stdin.end(`${typed}\n`);
    await runErase(eraserOf(store), openJournal(undefined, secret), { workspace, person, scope: "name", yes }, { stdin, stdout }).finally(() => stdout.end());
    return text(stdout);
  };

  it("says what there is, erases it, and has it on record without a name", async () => {
    const url = await freshSqlite();
    life = await openLife(url);
    await life.team.brings(maria.id);
    expect(await run(maria.id)).toMatch(/Of them there is: 1 request, .*\nErased: \d+ rows went, \d+ stay without the name\.\n1 messages on the platform/);
    expect(await withTraces(life.team.house.store)).toEqual([]);
    expect(await filesWith(url, maria.id)).toEqual([]);
    const { db, t } = life.team.house.store.read;
    expect(await db.select().from(t.changes)).toMatchObject([{ what: "erase", by: "operator", after: "name" }]);
    await life.later(1);
    expect(life.team.platform.words("slack/channel/CINTAKE").join()).toContain("a colleague (name erased)");
    expect(await run("U0NOBODY1")).toContain("Nothing is kept of anybody with that id");
  });

  it("does nothing where nobody can be asked, or somebody types another id", async () => {
    life = await openLife(await freshSqlite());
    await life.says(maria, "hello", direct(maria));
    await expect(run(maria.id, { yes: false })).rejects.toThrow(/nobody is here/);
    await expect(run(maria.id, { yes: false, terminal: true, typed: "U0MARIA78" })).rejects.toThrow(/nothing was erased/);
    expect((await withTraces(life.team.house.store)).length).toBeGreaterThan(0);
    expect(await run(maria.id, { yes: false, terminal: true, typed: maria.id })).toContain("Erased:");
  });
});
