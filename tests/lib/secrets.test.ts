import { describe, expect, it } from "vitest";
import { openSecrets } from "../../src/lib/secrets.ts";

const [today, before] = [
  "the secret of today, which is long",
  "the secret of before, which is long",
];
const token = "xoxb-1-2-abc";
const acme = { workspace: "slack:T0ACME", purpose: "slack token" };
const secrets = openSecrets(today);

/** Returns the sealed text with one character of one part changed. */
function changed(sealed: string, part: number): string {
  const parts = sealed.split(".");
  const [first = "", ...rest] = parts[part]!;
  return parts.with(part, (first === "A" ? "B" : "A") + rest.join("")).join(".");
}

describe("sealed secret", () => {
  it("opens for its row and purpose", () => {
    expect(secrets.open(secrets.seal(token, acme), acme)).toBe(token);
    expect(secrets.open(secrets.seal("", acme), acme)).toBe("");
  });

  it("reveals nothing about the secret, and differs each time", () => {
    const [one, other] = [secrets.seal(token, acme), secrets.seal(token, acme)];
    expect(one).toMatch(/^v1(\.[\w-]+){4}$/);
    expect(one).not.toContain("xoxb");
    expect(one.split(".")[1]).toBe(other.split(".")[1]);
    expect(
      one
        .split(".")
        .slice(2)
        .some((part, index) => part === other.split(".")[index + 2]),
    ).toBe(false);
  });

  it("does not open in another workspace's row, nor for another purpose", () => {
    const sealed = secrets.seal(token, acme);
    for (const elsewhere of [
      { ...acme, workspace: "slack:T0EVIL" },
      { ...acme, purpose: "sign-in" },
    ])
      expect(() => secrets.open(sealed, elsewhere)).toThrow(
        expect.objectContaining({ code: "secret_mismatch" }),
      );
  });

  it.each([0, 1, 2, 3, 4])("does not open when its part %i was changed", (part) => {
    expect(() => secrets.open(changed(secrets.seal(token, acme), part), acme)).toThrow(
      expect.objectContaining({ code: "secret_mismatch" }),
    );
  });

  it.each(["", "v1", token, "v1....", "v1.a.b.c"])("is not recognised in %j", (text) => {
    expect(() => secrets.open(text, acme)).toThrow(
      expect.objectContaining({ code: "secret_mismatch" }),
    );
  });

  it("does not open with a shortened tag", () => {
    const sealed = secrets.seal(token, acme);
    expect(() => secrets.open(sealed.slice(0, -16), acme)).toThrow(
      expect.objectContaining({ code: "secret_mismatch" }),
    );
  });
});

describe("sealed secret after a change of the key", () => {
  it("opens with the previous key, and is marked for resealing", () => {
    const sealed = openSecrets(before).seal(token, acme);
    const rotated = openSecrets(today, before);
    expect(rotated.isStale(sealed)).toBe(true);
    expect(rotated.open(sealed, acme)).toBe(token);
    const anew = rotated.seal(token, acme);
    expect(rotated.isStale(anew)).toBe(false);
    expect(secrets.open(anew, acme)).toBe(token);
  });

  it("does not open with another key alone, and the error says what to set", () => {
    const sealed = openSecrets(before).seal(token, acme);
    expect(() => secrets.open(sealed, acme)).toThrow(
      expect.objectContaining({
        code: "secret_mismatch",
        hint: expect.stringContaining("ENTWINE_SECRET_PREVIOUS"),
      }),
    );
  });

  it("differs by purpose", () => {
    expect(
      new Set([secrets.derive("a"), secrets.derive("b"), openSecrets(before).derive("a")]).size,
    ).toBe(3);
    expect(secrets.derive("a")).toBe(openSecrets(today, before).derive("a"));
  });
});
