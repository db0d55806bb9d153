/**
 * Loader of prompts in `prompts/`, which checks them against the schemas of their values and
 * answer. It throws if they differ, so that a wrong prompt fails at start and not in a
 * conversation.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import { readFrontMatter } from "../../lib/markdown.ts";

const folder = new URL("../../../prompts/", import.meta.url);

/** Front matter of a prompt. */
const Settings = z.strictObject({
  /** 0 to 2; omitted for models that do not support it. */
  temperature: z.coerce.number().min(0).max(2).optional(),
  /** Longest answer in tokens. */
  answer: z.coerce.number().int().positive(),
});

/** A prompt of `prompts/*.md` with the schemas of its values and of its answer. */
export interface Prompt<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  name: string;
  /** Hash of the file. */
  version: string;
  settings: z.infer<typeof Settings>;
  /** The instructions in the file. No part of them may appear in a model's texts. */
  instructions: string;
  output: O;
  /**
   * Fills in the values as JSON, so that a text cannot end its quotation marks and continue as an
   * instruction.
   */
  render(values: z.input<I>): { instructions: string; input: string };
}

/**
 * Reads `prompts/<name>.md`: front matter, "# Instructions" and "# Input" with `{{name}}` for each
 * key of `input`. Throws `prompt_malformed`.
 */
export function loadPrompt<I extends z.ZodObject, O extends z.ZodObject>(
  name: string,
  input: I,
  output: O,
  from = folder,
): Prompt<I, O> {
  const wrong = (what: string) =>
    new EntwineError("prompt_malformed", `prompts/${name}.md ${what}`, {
      hint: "prompts/README.md describes the format of a prompt.",
    });
  const source = readFileSync(new URL(`${name}.md`, from), "utf8");
  const { fields: settings, body } = readFrontMatter(source, Settings, wrong);
  const [, instructions, template] =
    /^\n*# Instructions\n([\s\S]*?)\n# Input\n([\s\S]*)$/.exec(body) ?? [];
  if (instructions === undefined || template === undefined)
    throw wrong('wants "# Instructions" and "# Input" below its front matter');
  const named = new Set([...source.matchAll(/{{(\w+)}}/g)].map(([, key = ""]) => key));
  const unmatched = [...named.symmetricDifference(new Set(Object.keys(input.shape)))];
  if (unmatched.length > 0)
    throw wrong(`and the code disagree on ${unmatched.map((key) => `{{${key}}}`).join(", ")}`);

  return {
    name,
    version: createHash("sha256").update(source).digest("hex").slice(0, 8),
    settings,
    instructions: instructions.trim(),
    output,
    render(values) {
      const known = input.parse(values) as Record<string, unknown>;
      const fill = (text: string) =>
        text.replaceAll(/{{(\w+)}}/g, (_, key: string) => JSON.stringify(known[key])).trim();
      return { instructions: fill(instructions), input: fill(template) };
    },
  };
}
