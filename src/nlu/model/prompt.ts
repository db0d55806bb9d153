/**
 * A prompt is a file in `prompts/` and the two schemas beside its caller: what fills it, and what
 * comes back. Opening one throws where they disagree, so that a prompt that somebody has edited is
 * checked at the start and not in the middle of a conversation.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import { readFrontMatter } from "../../lib/front-matter.ts";

const folder = new URL("../../../prompts/", import.meta.url);

/** What stands in a prompt's front matter. */
const Settings = z.strictObject({
  /** 0 to 2; left out for models that do not take one. */
  temperature: z.coerce.number().min(0).max(2).optional(),
  /** The longest answer, in tokens. */
  answer: z.coerce.number().int().positive(),
});

export interface Prompt<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  name: string;
  /** Changes with every change of the file. */
  version: string;
  settings: z.infer<typeof Settings>;
  /** As they stand in the file. What a model says may hold nothing of them. */
  instructions: string;
  output: O;
  /**
   * Values are put in as JSON, so that no text can end where it is quoted and go on as an
   * instruction.
   */
  render(values: z.input<I>): { instructions: string; input: string };
}

/**
 * Reads `prompts/<name>.md`: front matter, "# Instructions" and "# Input" with `{{name}}` for each
 * key of `input`. Throws `prompt_wrong`.
 */
export function loadPrompt<I extends z.ZodObject, O extends z.ZodObject>(
  name: string,
  input: I,
  output: O,
  from = folder,
): Prompt<I, O> {
  const wrong = (what: string) =>
    new EntwineError("prompt_wrong", `prompts/${name}.md ${what}`, {
      hint: "prompts/README.md says how a prompt is written.",
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
