import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveNeedEmbedding } from "../../../../src/features/cases/similar/need-embedding.ts";
import { sharedNeeds } from "../../../../src/features/cases/similar/shared-needs.ts";
import { findSimilarRequests } from "../../../../src/features/cases/similar/similar-requests.ts";
import { eq } from "../../../../src/storage/drizzle.ts";
import type { Store } from "../../../../src/storage/store.ts";
import { onBothEngines } from "../../../harness/core-harness.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../../harness/storage/postgres.ts";
import { afterNoon, noon, sampleRequest } from "../../../harness/storage/sample-rows.ts";

const orders = "see at the dealer what he ordered last month";
const alsoOrders = "look up previous orders of a customer during a visit";
const shifts = "swap shifts so that the rota is covered at night";

type Row = Partial<Parameters<typeof sampleRequest>[0]>;

/** Stores a request, Ana's by default, with its need. */
async function ask(store: Store, number: number, text: string, more: Row = {}): Promise<string> {
  const id = `r${number}`;
  await store.write(async (w) => {
    await w.db
      .insert(w.t.requests)
      .values(sampleRequest({ id, number, title: text, status: "new", ...more }));
    await saveNeedEmbedding(w, more.workspace ?? "local", id, { text });
  });
  return id;
}

const found = async (
  store: Store,
  text = orders,
  more: { request?: string; notBy?: string; limit?: number } = {},
) => {
  const { limit = 10, notBy, request } = more;
  const rows = await findSimilarRequests(
    store.read,
    "local",
    { text, request },
    { limit, excludedRequester: notBy },
  );
  return rows.map((row) => row.request);
};

onBothEngines("similar requests", (newUrl) => {
  let url: string;
  let store: Store;
  beforeEach(async () => {
    url = await newUrl();
    store = await openTestStore(url);
    await store.migrate();
  });
  afterEach(() => store.close());

  it("are found by their need, with the data to show", async () => {
    await ask(store, 1, alsoOrders, { requester: "tom", group: "service", status: "delivered" });
    await ask(store, 2, shifts);
    const [only, ...others] = await findSimilarRequests(
      store.read,
      "local",
      { text: orders },
      { limit: 5 },
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      request: "r1",
      number: 1,
      title: alsoOrders,
      requester: "tom",
      group: "service",
      status: "delivered",
      createdAt: noon,
    });
    expect(only!.similarity).toBeGreaterThan(0.5);
  });

  it("omit the request itself, those merged into it, and those that are no request", async () => {
    await ask(store, 1, orders);
    await ask(store, 2, orders, { status: "merged", mergedInto: "r1" });
    await ask(store, 3, orders, { status: "cancelled" });
    await ask(store, 4, orders, { status: "not_a_request" });
    await ask(store, 5, alsoOrders);
    expect(await found(store, orders, { request: "r1" })).toEqual(["r5"]);
  });

  it("never include a private one, also not one made private since", async () => {
    await ask(store, 1, orders, { isPrivate: true });
    await ask(store, 2, alsoOrders);
    expect(await found(store)).toEqual(["r2"]);
    await store.write(({ db, t }) =>
      db.update(t.requests).set({ isPrivate: true }).where(eq(t.requests.id, "r2")),
    );
    expect(await found(store)).toEqual([]);
  });

  it("omit the requester's own when those of others are wanted", async () => {
    await ask(store, 1, orders);
    await ask(store, 2, orders, { requester: "tom" });
    expect(await found(store, orders, { notBy: "ana" })).toEqual(["r2"]);
  });

  it("stay within their workspace", async () => {
    await ask(store, 1, orders, { workspace: "elsewhere" });
    expect(await found(store)).toEqual([]);
  });

  it("fill the limit with less similar ones when the most similar may not be shown", async () => {
    for (let number = 1; number <= 70; number += 1)
      await ask(store, number, orders, { isPrivate: true });
    await ask(store, 71, alsoOrders);
    expect(await found(store, orders, { limit: 1 })).toEqual(["r71"]);
  });

  it("are found once each when several are looked up together", async () => {
    await ask(store, 1, orders);
    await ask(store, 2, alsoOrders);
    const both = await Promise.all([found(store), found(store), found(store)]);
    expect(both).toEqual([
      ["r1", "r2"],
      ["r1", "r2"],
      ["r1", "r2"],
    ]);
  });

  it("follow a need that was changed, and forget one that was withdrawn", async () => {
    await ask(store, 1, shifts);
    expect(await found(store)).toEqual([]);
    await store.write((w) => saveNeedEmbedding(w, "local", "r1", { text: orders }));
    expect(await found(store)).toEqual(["r1"]);
    expect(await found(store, shifts)).toEqual([]);
    await store.write((w) => saveNeedEmbedding(w, "local", "r1", { text: "" }));
    expect(await found(store)).toEqual([]);
  });

  it("equal those of a fresh index after any writes by any replica", async () => {
    const other = await openTestStore(url);
    const texts = [orders, alsoOrders, shifts, ""];
    const act = fc.record({
      what: fc.constantFrom("ask", "retell", "remove", "cancel", "search"),
      which: fc.nat(11),
      text: fc.constantFrom(...texts),
      by: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        await store.write(({ db, t }) => db.delete(t.requests));
        const there = new Set<number>();
        for (const { what, which, text, by } of acts) {
          const writer = by ? store : other;
          const id = `r${which}`;
          if (what === "search") await found(store, text);
          else if (what === "ask" && !there.has(which)) await ask(writer, which, text);
          else if (!there.has(which)) continue;
          else if (what === "retell")
            await writer.write((w) => saveNeedEmbedding(w, "local", id, { text }));
          else if (what === "cancel")
            await writer.write(({ db, t }) =>
              db.update(t.requests).set({ status: "cancelled" }).where(eq(t.requests.id, id)),
            );
          else if (what === "remove")
            await writer.write(({ db, t }) => db.delete(t.requests).where(eq(t.requests.id, id)));
          if (what === "ask") there.add(which);
          if (what === "remove") there.delete(which);
        }
        const fresh = await openTestStore(url);
        for (const text of texts)
          expect(await found(store, text, { limit: 5 })).toEqual(
            await found(fresh, text, { limit: 5 }),
          );
        await fresh.close();
      }),
      { numRuns: 25 },
    );
    await other.close();
  });

  describe("shared need", () => {
    it("counts when two groups asked in the period, one of them possibly earlier", async () => {
      await ask(store, 1, alsoOrders, {
        group: "service",
        requester: "tom",
        createdAt: afterNoon(-1_000),
      });
      await ask(store, 2, orders, { group: "sales" });
      await ask(store, 3, shifts, { group: "ward" });
      await ask(store, 4, shifts, { group: "ward", requester: "ines" });
      const [only, ...others] = await sharedNeeds(store.read, "local", noon);
      expect(others).toEqual([]);
      expect(only).toMatchObject({
        need: orders,
        groups: ["sales", "service"],
        requests: [{ request: "r2" }, { request: "r1" }],
      });
    });

    it("counts for two people without a known group, but not for one", async () => {
      await ask(store, 1, orders);
      await ask(store, 2, alsoOrders);
      expect(await sharedNeeds(store.read, "local", noon)).toEqual([]);
      await ask(store, 3, alsoOrders, { requester: "tom" });
      expect(await sharedNeeds(store.read, "local", noon)).toMatchObject([
        { groups: [], requests: { length: 3 } },
      ]);
    });

    it("never counts private requests, nor requests outside the period", async () => {
      await ask(store, 1, orders, { group: "sales" });
      await ask(store, 2, orders, { group: "service", requester: "tom", isPrivate: true });
      expect(await sharedNeeds(store.read, "local", noon)).toEqual([]);
      await ask(store, 3, orders, { group: "service", requester: "ines" });
      expect(await sharedNeeds(store.read, "local", afterNoon(1))).toEqual([]);
    });
  });
});

describe.skipIf(!hasPostgres)("need that is committed late, on PostgreSQL", () => {
  it("is found although one with a later number was read before", async () => {
    const store = await openTestStore(await freshPostgres());
    await store.migrate();
    const [written, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = store.write(async (w) => {
      await w.db
        .insert(w.t.requests)
        .values(sampleRequest({ id: "late", number: 1, status: "new" }));
      await saveNeedEmbedding(w, "local", "late", { text: orders });
      written.resolve();
      await goOn.promise;
    });
    await written.promise;
    await ask(store, 2, orders);
    expect(await found(store)).toEqual(["r2"]);
    goOn.resolve();
    await late;
    expect(await found(store)).toEqual(["r2", "late"]);
    await store.close();
  });
});
