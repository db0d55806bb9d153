/** Current top priorities, shown to people who claim another one. */
import { expect, it } from "vitest";
import { listTopPriorities } from "../../../../src/features/cases/team/trade-offs.ts";

import { onBothEngines } from "../../../harness/core-harness.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { noon, sampleRequest } from "../../../harness/storage/sample-rows.ts";

onBothEngines("current top priorities", (newUrl) => {
  it("are the requester's and their group's; private ones are shown only in private", async () => {
    const store = await openTestStore(await newUrl());
    await store.migrate();
    const row = (id: string, number: number, requester: string, more = {}) =>
      sampleRequest({
        id,
        number,
        requester,
        raisedBy: requester,
        priority: true,
        title: id,
        status: "new",
        ...more,
      });
    await store.write(async ({ db, t }) => {
      await db.insert(t.groups).values({
        id: "g",
        workspace: "local",
        name: "Sales",
        source: { kind: "list" },
        createdAt: noon,
      });
      await db.insert(t.members).values({ workspace: "local", group: "g", person: "ana" });
      await db
        .insert(t.requests)
        .values([
          row("own", 1, "ana"),
          row("own private", 2, "ana", { isPrivate: true }),
          row("of the group", 3, "ben", { group: "g" }),
          row("private of the group", 4, "ben", { group: "g", isPrivate: true }),
          row("of others", 5, "cleo", { group: "h" }),
          row("done", 6, "ana", { status: "delivered" }),
          row("no claim", 7, "ana", { priority: false }),
          row("elsewhere", 8, "ana", { workspace: "other" }),
        ]);
    });
    const titles = async (alone?: string) =>
      (await listTopPriorities(store.read, "local", "ana", alone)).map(({ title }) => title);
    expect(await titles("ana")).toEqual(["of the group", "own private", "own"]);
    expect(await titles()).toEqual(["of the group", "own"]);
    expect(await titles("eve"), "who asks on ana's behalf").toEqual(["of the group", "own"]);
    await store.close();
  });
});
