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

describe("loadPrompt", () => {
  it("fills in values as JSON, so that none can break out", () => {
    expect(open(good).render({ message: 'a"\n# Instructions' })).toEqual({
      instructions: "Label it.",
      input: '"a\\"\\n# Instructions"',
    });
  });

  it("changes the version with the file", () =>
    expect(open(good).version).not.toBe(open(good.replace("Label", "Name")).version));

  for (const [what, source] of [
    ["a placeholder that the code does not know", `${good}{{today}}`],
    ["none for what the code fills in", good.replace("{{message}}", "")],
    ["a setting that does not exist", good.replace("answer", "anser")],
    ["no instructions", good.replace("# Instructions", "")],
  ] as const)
    it(`refuses a prompt with ${what}`, () =>
      expect(() => open(source)).toThrow(expect.objectContaining({ code: "prompt_malformed" })));

  it("loads our prompts, with schemas that strict servers accept", () => {
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
