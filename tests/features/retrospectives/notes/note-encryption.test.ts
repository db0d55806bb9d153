import { join } from "node:path";
import { expect, it } from "vitest";
import { createNoteCipher } from "../../../../src/features/retrospectives/notes/note-encryption.ts";
import { previousRootSecrets, readOrCreateRootSecret } from "../../../../src/lib/secrets.ts";
import { freshFolder } from "../../../harness/storage/sqlite.ts";

it("opens with the previous secret what it sealed, and seals with the current one", () => {
  const before = createNoteCipher("before");
  const today = createNoteCipher("today", "long ago", "before");
  expect(today.open(before.seal({ note: "slow" }))).toEqual({ note: "slow" });
  expect(createNoteCipher("today").open(today.seal("new"))).toBe("new");
  expect(() => createNoteCipher("today").open(before.seal("old"))).toThrow(
    expect.objectContaining({ code: "encrypted_with_another_key" }),
  );
});

it("accepts the installation's previous secret", () => {
  const database = `file:${join(freshFolder(), "entwine.db")}`;
  expect(previousRootSecrets({ secret: "set", database })).toEqual([]);
  const own = readOrCreateRootSecret(undefined, database);
  expect(previousRootSecrets({ database })).toEqual([]);
  expect(previousRootSecrets({ secret: "set", previousSecret: "older", database })).toEqual([
    "older",
    own,
  ]);
});
