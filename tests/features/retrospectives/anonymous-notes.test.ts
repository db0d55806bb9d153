/** Attacker with a copy of the database who wants to know the author of an anonymous note. */
import { globSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { featureData } from "../../../src/app/registry.ts";
import { exportAllRows, exportPersonalRows } from "../../../src/core/feature-data.ts";
import { parseRetroAction } from "../../../src/features/retrospectives/actions.ts";
import { createNoteCipher } from "../../../src/features/retrospectives/notes/note-encryption.ts";
import type { Store } from "../../../src/storage/store.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { openRetroTeam, type RetroTeam, testSecret } from "./retro-team.ts";

const people = Array.from({ length: 9 }, (_, index) => `UPERSON${index}`);
const words = people.map((_, index) => `zebra${index} crossed the quiet road`);
const facilitator = "UFACIL";

let team: RetroTeam;
afterEach(() => team?.close());

async function collect(url: string, naming = "anonymous"): Promise<RetroTeam> {
  team = await openRetroTeam(url);
  await team.types(facilitator, `start sailboat ${naming}`);
  for (const [index, person] of people.entries()) {
    if (index % 3 === 0) {
      await team.types(person, `add wind: ${words[index]}`);
    } else if (index % 3 === 1) {
      await team.press(person, "I’m in");
      await team.says(person, `retro add wind: ${words[index]}`, team.direct(person));
    } else await team.fills(person, "Write", { "column.wind": words[index]! });
  }
  return team;
}

/** Returns every row of every table, as text. */
async function rows({ read: { db, t } }: Store): Promise<{ table: string; row: string }[]> {
  const all = await Promise.all(
    Object.entries(t).map(async ([table, columns]) =>
      (await db.select().from(columns)).map((row) => ({ table, row: JSON.stringify(row) })),
    ),
  );
  return all.flat();
}

onBothEngines("copy of the database", (newUrl) => {
  it("contains no word of any note before the reveal", async () => {
    await collect(await newUrl());
    expect((await rows(team.coreHarness.store)).filter(({ row }) => row.includes("zebra"))).toEqual(
      [],
    );
  });

  it("contains no row with both a note and its author after the reveal", async () => {
    await collect(await newUrl());
    await team.press(facilitator, "Reveal");
    await team.press(facilitator, "Go on to voting");
    for (const person of people.slice(0, 5))
      await team.says(person, `retro vote ${team.numbers()[0]}`, team.direct(person));
    await team.press(facilitator, "Count, and talk");
    await team.press(facilitator, "Go on to actions");
    await team.press(facilitator, "Close");
    const found = (await rows(team.coreHarness.store)).filter(({ row }) => row.includes("zebra"));
    expect(found.length).toBeGreaterThan(people.length);
    expect(found.filter(({ row }) => people.some((person) => row.includes(person)))).toEqual([]);
    expect(
      found.filter(({ table, row }) => table === "retroNotes" && !row.includes('"by":null')),
    ).toEqual([]);
    const { db, t } = team.coreHarness.store.read;
    expect(await db.select().from(t.retroVotes)).toEqual([]);
    expect((await db.select().from(t.retrospectives)).map(({ box }) => box)).toEqual([null]);
  });

  it("reveals no author by the order, the ids or the times of its rows", async () => {
    await collect(await newUrl());
    await team.press(facilitator, "Reveal");
    const { db, t } = team.coreHarness.store.read;
    const notes = await db.select().from(t.retroNotes);
    const inOrder = notes.map(({ text }) => words.indexOf(text));
    expect(inOrder).not.toEqual(words.map((_, index) => index));
    expect(inOrder).not.toEqual(words.map((_, index) => words.length - 1 - index));
    // random, without a time in front as in version 7
    expect(notes.map(({ id }) => id[14])).toEqual(notes.map(() => "4"));
    expect(Object.keys(notes[0]!).sort()).toEqual([
      "by",
      "column",
      "id",
      "retrospective",
      "text",
      "topic",
    ]);
    expect(Object.keys((await db.select().from(t.retroPeople))[0]!).sort()).toEqual([
      "observer",
      "person",
      "ready",
      "retrospective",
    ]);
  });

  it("contains no id derived from the words: a digest would identify like a name", async () => {
    await collect(await newUrl());
    const { db, t } = team.coreHarness.store.read;
    const events = await db.select().from(t.inbox);
    expect(events.filter(({ body }) => body !== null)).toEqual([]);
    expect(
      events.filter(({ id, kind }) => kind === "submitted" && !id.startsWith("blind:")),
    ).toEqual([]);
  });

  it("has no author in the export of the ledger", async () => {
    await collect(await newUrl());
    await team.press(facilitator, "Reveal");
    const lines: string[] = [];
    for await (const line of exportAllRows(featureData, team.coreHarness.store.read))
      lines.push(JSON.stringify(line));
    const notes = lines.filter((line) => line.includes("zebra"));
    expect(notes).toHaveLength(words.length);
    expect(notes.filter((line) => people.some((person) => line.includes(person)))).toEqual([]);
  });

  it("has no notes in a person's export of their own data", async () => {
    await collect(await newUrl());
    const exported = async (): Promise<string[]> => {
      const lines: string[] = [];
      for (const person of [...people, facilitator])
        for await (const line of exportPersonalRows(
          featureData,
          team.coreHarness.store.read,
          testWorkspace,
          person,
        ))
          lines.push(JSON.stringify(line));
      return lines;
    };
    const before = await exported();
    await team.press(facilitator, "Reveal");
    const after = await exported();
    expect(before.length).toBeGreaterThan(people.length);
    expect(
      [...before, ...after].filter((line) => line.includes("zebra") || line.includes('"wrote"')),
    ).toEqual([]);
  });

  it("names people who chose to sign, and no others", async () => {
    await collect(await newUrl(), "choice");
    await team.fills(people[0]!, "Write", { "column.anchor": "I sign this", signed: "yes" });
    await team.press(facilitator, "Reveal");
    const { db, t } = team.coreHarness.store.read;
    const signed = (await db.select().from(t.retroNotes)).filter(({ by }) => by !== null);
    expect(signed.map(({ by, text }) => [by, text])).toEqual([[people[0], "I sign this"]]);
  });
});

describe("database file with its log", () => {
  it("never contained a word of a note before the reveal", async () => {
    const url = await freshSqlite();
    await collect(url);
    const path = url.slice("file:".length);
    const files = globSync(`${path}*`);
    expect(files.some((file) => file.endsWith("-wal"))).toBe(true);
    for (const file of files) expect(readFileSync(file).includes("zebra"), file).toBe(false);
  });
});

describe("createNoteCipher", () => {
  const seals = createNoteCipher(testSecret);

  it("opens only with its own key", () => {
    const sealed = seals.seal([{ text: "zebra" }]);
    expect(seals.open(sealed)).toEqual([{ text: "zebra" }]);
    expect(() => createNoteCipher("another").open(sealed)).toThrow(
      expect.objectContaining({ code: "encrypted_with_another_key" }),
    );
  });

  it("hides the length of the text", () => {
    expect(seals.seal(["a"]).length).toBe(seals.seal(["a".repeat(2_000)]).length);
    expect(seals.seal(["a"]).length).toBe(seals.seal(["ü".repeat(2_000)]).length);
  });

  it("differs each time", () => {
    expect(seals.seal(["a"])).not.toBe(seals.seal(["a"]));
  });
});

it("has its command recognised in words, and no other words", () => {
  const isCommand = (text: string) => parseRetroAction([text], "message") !== undefined;
  expect(
    ["retro", "/retro next", "Retro add wind: fast", "retrospective status"].map(isCommand),
  ).toEqual([true, true, true, true]);
  expect(
    ["retro furniture for the lobby", "we need a retro tool", "retroactive access please"].map(
      isCommand,
    ),
  ).toEqual([false, false, false]);
});
