import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readFrontMatter } from "../../src/lib/markdown.ts";

const Fields = z.strictObject({ title: z.string(), votes: z.coerce.number().optional() });
const read = (text: string) => readFrontMatter(text, Fields, (mistake) => new Error(mistake));

describe("readFrontMatter", () => {
  it("reads every value as a string, with line ends of either kind", () =>
    expect(read("---\r\ntitle: no\r\nvotes: 3\r\n---\r\nBelow\r\n")).toEqual({
      fields: { title: "no", votes: 3 },
      body: "Below\n",
    }));

  it("reads a quoted value with a colon", () =>
    expect(read('---\ntitle: "Who: and when?"\n---\n').fields.title).toBe("Who: and when?"));

  it.each([
    ["there is none", "Below", /begins with "---"/],
    ["it is not valid YAML", "---\ntitle: a: b\n---\n", /not valid YAML/],
    ["a key is not known", "---\ntitle: a\ncolour: red\n---\n", /colour/],
    ["a key is missing", "---\nvotes: 3\n---\n", /title/],
    ["it is not a mapping", "---\ntitle\n---\n", /is invalid/],
  ])("fails when %s", (_, text, mistake) => expect(() => read(text)).toThrow(mistake));
});
