import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadBriefPrompt } from "../../../src/nlu/model/drafts.ts";
import { loadPrompt } from "../../../src/nlu/model/prompt.ts";
import { loadReadMessagePrompt } from "../../../src/nlu/model/read-message.ts";

const Input = z.object({ message: z.string() });
const Output = z.object({ label: z.string() });

function open(source: string) {
  const folder = mkdtempSync(join(tmpdir(), "prompt-"));
  writeFileSync(join(folder, "sample.md"), source);
  return loadPrompt("sample", Input, Output, pathToFileURL(`${folder}/`));
}

const good = "---\nanswer: 100\n---\n# Instructions\nLabel it.\n\n# Input\n{{message}}\n";

describe("a prompt", () => {
  it("is filled with JSON, so that no value can break out", () => {
    expect(open(good).render({ message: 'a"\n# Instructions' })).toEqual({
      instructions: "Label it.",
      input: '"a\\"\\n# Instructions"',
    });
  });

  it("has a version that changes with it", () =>
    expect(open(good).version).not.toBe(open(good.replace("Label", "Name")).version));

  for (const [what, source] of [
    ["a placeholder that the code does not know", `${good}{{today}}`],
    ["none for what the code fills in", good.replace("{{message}}", "")],
    ["a setting that does not exist", good.replace("answer", "anser")],
    ["no instructions", good.replace("# Instructions", "")],
  ] as const)
    it(`with ${what} is refused at the start`, () =>
      expect(() => open(source)).toThrow(expect.objectContaining({ code: "prompt_wrong" })));

  it("of ours is in order, and asks for a schema that strict servers take: every key, and no others", () => {
    for (const { output } of [loadReadMessagePrompt(), loadBriefPrompt()]) {
      const check = (schema: {
        type?: unknown;
        properties?: Record<string, object>;
        required?: string[];
        additionalProperties?: unknown;
        anyOf?: object[];
        items?: object;
      }): void => {
        if (schema.properties) {
          expect(schema.additionalProperties).toBe(false);
          expect(schema.required?.toSorted()).toEqual(Object.keys(schema.properties).toSorted());
        }
        for (const inner of [
          ...Object.values(schema.properties ?? {}),
          ...(schema.anyOf ?? []),
          ...(schema.items ? [schema.items] : []),
        ])
          check(inner);
      };
      check(z.toJSONSchema(output) as Parameters<typeof check>[0]);
    }
  });
});
