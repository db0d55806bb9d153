/**
 * Attacker who copies the database, rows and files, at each step of a retrospective, and wants to
 * know who wrote, what, and in which round.
 */

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createRetrospectivesFeature } from "../../../src/features/retrospectives/feature.ts";
import { createNoteCipher } from "../../../src/features/retrospectives/notes/note-encryption.ts";
import { type ConversationRef, messageKey } from "../../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import type { RichText } from "../../../src/platform/rich-text.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { eventually } from "../../harness/eventually.ts";
import { filesContaining } from "../../harness/storage/file-search.ts";
import { sentence } from "../../harness/words.ts";
import { copyAllRows, searchDatabaseCopy, withoutRandomValues } from "./database-attacker.ts";
import { openRetroTeam, type RetroTeam, testSecret } from "./retro-team.ts";

const facilitator = "UFACIL";
const early = ["UEARLY1", "UEARLY2", "UEARLY3", "UEARLY4"];

/** Used for what comes some time after a turn. */

let team: RetroTeam;
afterEach(() => team?.close());

/** Returns a person's message, which can be edited and deleted later. */
function writing(
  person: string,
  place: ConversationRef = team.direct(person),
  { addressed = true } = {},
) {
  const message = `ts.${randomUUID()}`;
  const of = () => ({ ...team.event(person), place, message });
  return {
    says: (...text: RichText) => team.accept({ ...of(), kind: "message", text, addressed }),
    edits: (...text: RichText) => team.accept({ ...of(), kind: "edited", text }),
    deletes: () => team.accept({ ...of(), kind: "deleted" }),
  };
}

async function begin(url: string): Promise<void> {
  // its own store: a late pass of an earlier test would rewrite the files searched by this one
  const opened: RetroTeam = await openRetroTeam(url, {
    features: [
      createRetrospectivesFeature({
        secret: testSecret,
        scrubTables: (tables) => opened.coreHarness.store.purgeDeletedRows({ tables }),
      }),
    ],
  });
  team = opened;
  await team.types(facilitator, "start sailboat");
  for (const person of early) await team.press(person, "I’m in");
}

const sealedNotes = async (): Promise<string[]> => {
  const { db, t } = team.coreHarness.store.read;
  const boxes = (await db.select({ box: t.retrospectives.box }).from(t.retrospectives)).flatMap(
    ({ box }) => box ?? [],
  );
  return boxes
    .flatMap((box) =>
      createNoteCipher(testSecret)
        .open<{ sealed: { text: string }[] }>(box)
        .sealed.map(({ text }) => text),
    )
    .sort();
};

/** Each way to write a note, here about a zebra. */
const ways: [string, (person: string, zebra: string) => Promise<unknown>][] = [
  ["a command in the channel", (person, zebra) => team.types(person, `add wind: ${zebra}`)],
  [
    "a command in capitals, with a colon",
    (person, zebra) => team.types(person, `ADD: wind: ${zebra}`),
  ],
  [
    "a command with the name again",
    (person, zebra) => team.types(person, `/retro add wind: ${zebra}`),
  ],
  [
    "another command",
    (person, zebra) => team.accept(otherCommand(person, `retro add wind: ${zebra}`)),
  ],
  ["a direct message", (person, zebra) => writing(person).says(`retro add wind: ${zebra}`)],
  [
    "a mention in the channel",
    (person, zebra) =>
      writing(person, { ...team.channel, thread: "t1" }).says(`retro add wind: ${zebra}`),
  ],
  [
    "a sentence before the command",
    (person, zebra) => writing(person).says(`Hi Entwine, /retro add wind: ${zebra}`),
  ],
  ["the command in one word", (person, zebra) => writing(person).says(`retro_add wind: ${zebra}`)],
  ["lookalike letters", (person, zebra) => writing(person).says(`rеtrо аdd wind: ${zebra}`)],
  ["a column alone", (person, zebra) => writing(person).says(`wind: ${zebra}`)],
  [
    "a sentence for a command",
    (person, zebra) => writing(person).says(`add to the retro: ${zebra}`),
  ],
  ["bold words", (person, zebra) => writing(person).says({ bold: "retro add" }, ` wind: ${zebra}`)],
  ["code", (person, zebra) => writing(person).says({ code: `/retro add wind: ${zebra}` })],
  ["words in quotes", (person, zebra) => writing(person).says(`> “Retro:   ADD – wind: ${zebra}`)],
  ["lines", (person, zebra) => writing(person).says(`retro\nadd\nwind: ${zebra}`)],
  ["a second line", (person, zebra) => writing(person).says(`Hello!\nretro add wind: ${zebra}`)],
  [
    "invisible characters",
    (person, zebra) => writing(person).says(`re\u200btro\u00a0a\u2060dd wind: ${zebra}`),
  ],
  ["full width", (person, zebra) => writing(person).says(`ｒｅｔｒｏ ａｄｄ wind: ${zebra}`)],
  ["the bot's name", (person, zebra) => writing(person).says(`@Entwine, retro add wind: ${zebra}`)],
  [
    "somebody's name",
    (person, zebra) => writing(person).says({ person: "ULEA" }, ` retro add wind: ${zebra}`),
  ],
  ["German", (person, zebra) => writing(person).says(`Retrospektive Notiz: wind: ${zebra}`)],
  ["French", (person, zebra) => writing(person).says(`rétro ajouter wind: ${zebra}`)],
  ["Spanish", (person, zebra) => writing(person).says(`retro añadir wind: ${zebra}`)],
  ["no verb", (person, zebra) => writing(person).says(`retro wind: ${zebra}`)],
  ["a verb misspelt", (person, zebra) => writing(person).says(`retro ad wind: ${zebra}`)],
  ["a column's name in German", (person, zebra) => writing(person).says(`Retro Anker: ${zebra}`)],
  ["a command without a verb", (person, zebra) => team.types(person, `wind: ${zebra}`)],
  ["a form", (person, zebra) => team.fills(person, "Write", { "column.rocks": zebra })],
  ["another form", (person, zebra) => team.accept(otherForm(person, `retro add wind: ${zebra}`))],
  [
    "a message that was something else",
    async (person, zebra) => {
      const message = writing(person);
      await message.says("wind: giraffe");
      await message.edits(`retro add wind: ${zebra}`);
    },
  ],
];

const otherCommand = (person: string, text: string): InboundEvent => ({
  ...team.event(person),
  place: team.direct(person),
  kind: "command",
  command: "request",
  text: [text],
});
const otherForm = (person: string, text: string): InboundEvent => ({
  ...team.event(person),
  place: team.direct(person),
  kind: "submitted",
  form: "ask",
  values: { text },
});

onBothEngines("note", (newUrl) => {
  it("is stored only encrypted, in each way of writing it", async () => {
    const url = await newUrl();
    await begin(url);
    await team.press("UWAY", "I’m in");
    for (const [index, [way, write]] of ways.entries()) {
      await write("UWAY", `zebra ${index}`);
      const notes = await sealedNotes();
      expect(notes.filter((text) => text.includes("zebra")).length, `${way}: ${notes}`).toBe(
        index + 1,
      );
    }
    expect(await searchDatabaseCopy(team.coreHarness.store, url, "zebra")).toEqual([]);
  });

  it("leaves no trace of a person who only wrote, before or after the reveal", async () => {
    const url = await newUrl();
    await begin(url);
    const ghost = "UGHOST";
    const [, , , , , , ...others] = ways;
    const typed = ways
      .slice(0, 6)
      .concat(
        others.filter(
          ([way]) => way !== "a message that was something else" && way !== "a column alone",
        ),
      );
    for (const [index, [, write]] of typed.entries()) await write(ghost, `zebra ${index}`);
    const message = writing(ghost);
    await message.says("retro add wind: zebra and lion");
    await message.edits("retro add wind: zebra and tiger");
    const taken = writing(ghost);
    await taken.says("retro add wind: zebra and bear");
    await taken.deletes();
    expect(await searchDatabaseCopy(team.coreHarness.store, url, ghost)).toEqual([]);
    await team.press(facilitator, "Reveal");
    await message.edits("zebra, after all");
    await message.deletes();
    await team.press(facilitator, "One step back");
    await team.types(ghost, "add wind: zebra, late");
    expect(await searchDatabaseCopy(team.coreHarness.store, url, ghost)).toEqual([]);
    await team.press(facilitator, "Reveal");
    expect(await searchDatabaseCopy(team.coreHarness.store, url, ghost)).toEqual([]);
    const { db, t } = team.coreHarness.store.read;
    expect((await db.select().from(t.retroNotes)).map(({ text }) => text)).toContain("zebra, late");
  });

  it("changes and is deleted with its message until the reveal, and not after", async () => {
    const url = await newUrl();
    await begin(url);
    const [first, second, third, fourth] = early.map((person) => writing(person));
    await first!.says("retro add wind: zebra one");
    await first!.edits("retro add anchor: zebra two");
    expect(await sealedNotes()).toEqual(["zebra two"]);
    await second!.says("retro add wind: zebra three");
    await second!.edits("never mind the zebra");
    await third!.says("retro add wind: zebra four");
    await third!.deletes();
    expect(await sealedNotes()).toEqual(["zebra two"]);
    await fourth!.says("retro add wind: zebra five");
    await team.press(facilitator, "Reveal");
    const before = await copyAllRows(team.coreHarness.store);
    const still = async () =>
      (await copyAllRows(team.coreHarness.store)).filter(
        ({ row }) => !before.some((one) => one.row === row),
      );
    await first!.edits("retro add wind: zebra six");
    await second!.edits("zebra seven");
    await fourth!.edits("zebra eight");
    await fourth!.deletes();
    expect(await still()).toEqual([]);
    expect(
      await searchDatabaseCopy(
        team.coreHarness.store,
        url,
        ...["one", "three", "four", "six", "seven", "eight"].map((word) => `zebra ${word}`),
        "never mind",
      ),
    ).toEqual([]);
    expect(team.board()).toContain("zebra two");
  });

  it("follows its message where commands are messages, as in Teams", async () => {
    const url = await newUrl();
    await begin(url);
    const of = (person: string) => ({
      ...team.event(person),
      place: team.direct(person),
      message: `activity of ${person}`,
    });
    for (const person of early.slice(0, 2))
      await team.accept({
        ...of(person),
        kind: "command",
        command: "retro",
        text: ["add wind: zebra"],
      });
    await team.accept({ ...of(early[0]!), kind: "edited", text: ["retro add wind: lion"] });
    await team.accept({ ...of(early[1]!), kind: "edited", text: ["the tiger is no note"] });
    expect(await sealedNotes()).toEqual(["lion"]);
    await team.press(facilitator, "Reveal");
    await team.accept({ ...of(early[0]!), kind: "edited", text: ["the bear is no note"] });
    expect(await searchDatabaseCopy(team.coreHarness.store, url, "zebra", "tiger", "bear")).toEqual(
      [],
    );
  });

  it("is not quoted when a person points at its message", async () => {
    const url = await newUrl();
    await begin(url);
    const said = {
      ...team.event("UOTHER"),
      place: { ...team.channel, thread: "t9" },
      kind: "pointed" as const,
      message: "t9",
    };
    await team.accept({ ...said, author: { id: early[0]! }, text: ["retro add wind: zebra"] });
    expect(await searchDatabaseCopy(team.coreHarness.store, url, "zebra")).toEqual([]);
  });

  it("is not taken from people who talk to each other in a thread of the bot", async () => {
    const url = await newUrl();
    await begin(url);
    const thread = { ...team.channel, thread: "t2" };
    await writing("UASKS", thread).says("We need a crane");
    await writing(early[0]!, thread, { addressed: false }).says("retro add wind: zebra");
    await writing(early[1]!, { ...team.channel, thread: "t3" }, { addressed: false }).says(
      "retro add wind: zebra elsewhere",
    );
    expect(await sealedNotes()).toEqual(["zebra"]);
    expect(await searchDatabaseCopy(team.coreHarness.store, url, "zebra")).toEqual([]);
  });

  it("is discarded when the command is not understood", async () => {
    const url = await newUrl();
    await begin(url);
    await team.types("UTYPO", "ad: zebra");
    await team.types("UTYPO", "zebra");
    expect(team.last(team.direct("UTYPO"))).toContain("/retro");
    expect(await searchDatabaseCopy(team.coreHarness.store, url, "zebra")).toEqual([]);
  });

  it("is stored once, however often and wherever delivered, and confirmed once", async () => {
    const url = await newUrl();
    await begin(url);
    const other = await team.beside();
    const place = { ...team.channel, thread: "t4" };
    const said = {
      ...team.event(early[0]!),
      place,
      kind: "message" as const,
      message: "t4",
      text: ["retro add wind: zebra"],
      addressed: true,
    };
    const filled: InboundEvent = {
      ...team.event(early[1]!),
      place: team.channel,
      kind: "submitted",
      form: await writeForm(),
      values: { "column.wind": "lion" },
    };
    for (const event of [said, { ...said, id: "the same by another event" }, filled]) {
      await Promise.all([
        team.coreHarness.core.ingest([event]),
        team.coreHarness.core.ingest([event]),
      ]);
      await other.core.ingest([event]);
      await team.settle();
    }
    expect(await sealedNotes()).toEqual(["lion", "zebra"]);
    await team.press(facilitator, "Reveal");
    await team.press(facilitator, "One step back");
    for (const event of [said, filled]) await other.core.ingest([event]);
    await team.settle();
    expect(await sealedNotes()).toEqual([]);
    await other.close();
  });

  it("can be changed by its author after a restart", async () => {
    const url = await newUrl();
    await begin(url);
    const message = writing(early[0]!);
    await message.says("retro add wind: zebra");
    await team.crash();
    await message.edits("retro add wind: lion");
    expect(await sealedNotes()).toEqual(["lion"]);
  });
});

async function writeForm(): Promise<string> {
  return (await team.open(early[1]!, "Write"))!.id;
}

onBothEngines("two worlds that differ in the authors", (newUrl) => {
  /**
   * Returns the copies of one world, at each step. It has two rounds; in the second one a person
   * wrote later than the rest.
   */
  async function world(late: string, reminded: boolean): Promise<string[][]> {
    await begin(await newUrl());
    const copies: string[][] = [];
    const look = async () =>
      void copies.push(withoutRandomValues(await copyAllRows(team.coreHarness.store)));
    if (reminded) await team.types(facilitator, "until friday");
    const words = ["builds take an hour", "cold coffee again", "customers sang for us"];
    for (const [index, person] of early.filter((one) => one !== late).entries())
      await team.types(person, `add wind: ${words[index]}`);
    await look();
    if (reminded) await team.moveTo("2027-03-04T17:00:00Z");
    await look();
    await team.press(facilitator, "Reveal");
    await look();
    await team.press(facilitator, "One step back");
    team.clock.move("2027-03-04T18:00:00Z");
    const message = writing(late);
    await message.says("retro add wind: no parking lot");
    await look();
    await message.edits("retro add wind: nobody mows the lawn");
    await team.fills(late, "Write", { "column.anchor": "seven meetings on Monday" });
    await look();
    await team.press(facilitator, "Reveal");
    await look();
    return copies;
  }

  it.each([
    ["live", false],
    ["with a reminder", true],
  ])("are the same in every row, %s", async (_, reminded) => {
    const one = await world(early[0]!, reminded);
    await team.close();
    const two = await world(early[3]!, reminded);
    const only = (these: string[][], others: string[][]) =>
      these.map((copy, step) => copy.filter((row) => !others[step]!.includes(row)));
    expect(only(one, two)).toEqual(one.map(() => []));
    expect(only(two, one)).toEqual(one.map(() => []));
    expect(one.at(-1)!.join("\n")).toContain("lawn");
  });
});

onBothEngines("copy from after the reveal", (newUrl) => {
  it("reveals nothing even with the key: no token, no digest, no ciphertext", async () => {
    const url = await newUrl();
    await begin(url);
    const seals = createNoteCipher(testSecret);
    const ids: string[] = [];
    for (const person of early) {
      const said = {
        ...team.event(person),
        place: team.direct(person),
        kind: "message" as const,
        message: `m of ${person}`,
      };
      ids.push(said.id, messageKey(said.place, said.message));
      await team.accept({ ...said, text: ["retro add wind: zebra"], addressed: true });
    }
    const [retrospective] = await team.coreHarness.store.read.db
      .select()
      .from(team.coreHarness.store.read.t.retrospectives);
    await team.press(facilitator, "Reveal");
    const derived = [
      ...ids.map((id) => seals.digestId(id)),
      ...early.map((person) => seals.authorToken(retrospective!.id, person)),
    ];
    const rows = await copyAllRows(team.coreHarness.store);
    expect(
      rows.filter(({ row }) => [...ids, ...derived].some((text) => row.includes(text))),
    ).toEqual([]);
    const [after] = await team.coreHarness.store.read.db
      .select()
      .from(team.coreHarness.store.read.t.retrospectives);
    expect(after!.box).toBe(null);
  });

  it("contains no encrypted notes of earlier rounds in its files", async () => {
    const url = await newUrl();
    await begin(url);
    for (const person of early) await team.types(person, "add wind: zebra");
    const { db, t } = team.coreHarness.store.read;
    const [{ box } = { box: "" }] = await db
      .select({ box: t.retrospectives.box })
      .from(t.retrospectives);
    const key = box!.split(".").slice(0, 2).join(".");
    expect(await filesContaining(url, key)).not.toEqual([]);
    await team.press(facilitator, "Reveal");
    await eventually(async () => expect(await filesContaining(url, key)).toEqual([]));
  });

  it("does not reveal by number, order or position which notes came last", async () => {
    await begin(await newUrl());
    for (const person of early)
      for (const word of ["lion", "tiger", "bear"])
        await team.types(person, `add wind: ${word} of ${person}`);
    await team.press(facilitator, "Reveal");
    const { db, t } = team.coreHarness.store.read;
    const stored = async (): Promise<string[]> =>
      (await db.select().from(t.retroNotes)).map(({ text }) => text);
    const before = await stored();
    await team.press(facilitator, "One step back");
    await team.types(early[0]!, "add wind: zebra");
    await team.press(facilitator, "Reveal");
    const after = await stored();
    expect(after.filter((text) => text !== "zebra")).not.toEqual(before);
    expect(after.toSorted()).toEqual([...before, "zebra"].sort());
    const numbers = (await db.select().from(t.retroTopics)).map(({ number }) => number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    );
  });

  it("was preceded by a warning when fewer than three people wrote since the last one", async () => {
    await begin(await newUrl());
    for (const person of early) await team.types(person, "add wind: zebra");
    await team.press(facilitator, "Reveal");
    await team.press(facilitator, "One step back");
    for (const [index, person] of early.slice(0, 3).entries()) {
      await team.types(person, "add wind: lion");
      const warning = sentence("retro.collect.few.since", { count: index + 1 });
      expect(team.board().includes(warning)).toBe(index < 2);
      expect(team.last(team.direct(person)).includes(warning)).toBe(index < 2);
    }
  });
});

describe("words to the bot that are no note", () => {
  it.each([
    "We need retro furniture for the lobby",
    "Retroactive access to the archive, please",
    "retro furniture: wind chimes",
  ])("are read: %s", async (text) => {
    team = await openRetroTeam("file::memory:");
    await writing("UASKS").says(text);
    const { db, t } = team.coreHarness.store.read;
    expect(
      (await db.select().from(t.inbox)).map(({ kind, workspace: where }) => [kind, where]),
    ).toEqual([["message", testWorkspace]]);
  });
});
