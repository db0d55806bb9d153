import { describe, expect, it } from "vitest";
import { defineTables } from "../../src/app/registry.ts";
import { readConversationRow, readConversationState } from "../../src/storage/conversations.ts";
import { openStore } from "../../src/storage/engine/open-store.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

const talks = [{ request: "R", phase: "asking", text: ['a \\\\ and a " and ✓'] }];
const doubt = { text: ["maybe"], message: "m1", by: { id: "maria" } };
const floor = { feature: "check", at: 7 };

/** States of release 0.1.0, and their current form. */
const states: [name: string, stored: unknown, today: Record<string, unknown>][] = [
  ["empty", { talks: [] }, { interview: { talks: [] } }],
  [
    "everything",
    { talks, doubt, open: [], home: true, floor, check: { drawing: null }, "a b": 1 },
    {
      interview: { talks, doubt, open: [], home: true },
      floor,
      check: { drawing: null },
      "a b": 1,
    },
  ],
  ["one feature", { check: { a: 1 } }, { check: { a: 1 } }],
  ["today's", { interview: { talks }, floor }, { interview: { talks }, floor }],
  [
    "text that PostgreSQL cannot unescape",
    { talks: [{ request: "R", text: ["\0", "\ud800"] }], floor },
    { interview: { talks: [{ request: "R", text: ["\0", "\ud800"] }] }, floor },
  ],
];

describe.each([
  ["SQLite", true, freshSqlite],
  ["PostgreSQL", hasPostgres, freshPostgres],
] as const)("a conversation of release 0.1.0 on %s", (_, runs, newUrl) => {
  it.runIf(runs)("has the interview's state under its name once migrated", async () => {
    const store = await openStore(await newUrl(), { tables: defineTables });
    await store.migrate("0003_membership_writers_aside");
    await store.write(async ({ db, t }) => {
      const place = { platform: "slack", kind: "personal", id: "maria" } as const;
      for (const [key, state] of states)
        await db
          .insert(t.conversations)
          .values({ workspace: "w", key, place, state, revision: 1, updatedAt: new Date(0) });
    });
    await store.migrate();
    const moved = await store.read.db.select().from(store.read.t.conversations);
    expect(moved.filter(({ state }) => "talks" in (state as object))).toHaveLength(
      newUrl === freshSqlite ? 0 : 1,
    );
    for (const [key, , today] of states)
      expect((await readConversationRow(store.read, "w", key))?.state, key).toEqual(today);
    await store.close();
  });
});

describe("readConversationState", () => {
  it("merges what an older replica wrote after the migration", () => {
    const [first, second] = [{ request: "1" }, { request: "2" }];
    expect(
      readConversationState({ interview: { talks: [first] }, talks: [second], doubt }),
    ).toEqual({
      interview: { talks: [first, second], doubt },
    });
  });
});
