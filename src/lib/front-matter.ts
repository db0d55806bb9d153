/** Front matter of Markdown files: YAML between two lines `---`, checked by a schema. */
import { parse } from "yaml";
import type { z } from "zod";

/**
 * Reads the front matter of a text.
 * @param schema receives every value as a string, because YAML would convert `no` and `1.10`
 * @param fail creates the error for a mistake
 * @returns its fields, and the text below it
 */
export function readFrontMatter<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  fail: (mistake: string) => Error,
): { fields: z.output<Schema>; body: string } {
  const [, front, body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(text.replaceAll("\r\n", "\n")) ?? [];
  if (front === undefined)
    throw fail('begins with "---", lines such as "title: …", and "---", and this one does not');
  let values: unknown;
  try {
    values = parse(front, { schema: "failsafe", prettyErrors: false });
  } catch (error) {
    throw fail(`has front matter that is no YAML: ${(error as Error).message}`);
  }
  const { data, error } = schema.safeParse(values);
  if (error)
    throw fail(
      `is not understood: ${error.issues.map(({ path, message }) => `${path.join(".") || "front matter"}: ${message}`).join("; ")}`,
    );
  return { fields: data as z.output<Schema>, body };
}
