import { join } from "node:path";
import { expect, it } from "vitest";
import { formerSecrets, houseSecret } from "../../src/house-secret.ts";
import { openSeals } from "../../src/retrospectives/seal.ts";
import { freshFolder } from "../harness/sqlite.ts";

it("opens with the secret of before what was sealed then, and seals with today's", () => {
  const before = openSeals("before");
  const today = openSeals("today", "long ago", "before");
  expect(today.open(before.seal({ note: "slow" }))).toEqual({ note: "slow" });
  expect(openSeals("today").open(today.seal("new"))).toBe("new");
  expect(() => openSeals("today").open(before.seal("old"))).toThrow(expect.objectContaining({ code: "sealed_by_another_key" }));
});

it("knows the house's own secret of before where another one was set since", () => {
  const database = `file:${join(freshFolder(), "entwine.db")}`;
  expect(formerSecrets({ secret: "set", database })).toEqual([]);
  const own = houseSecret(undefined, database);
  expect(formerSecrets({ database })).toEqual([]);
  expect(formerSecrets({ secret: "set", previousSecret: "older", database })).toEqual(["older", own]);
});
