/** Parsing of typed commands, which are plain messages in Teams, and the message action's id. */
import type { CommandSpec } from "../../platform/command.ts";
import type { RichText } from "../../platform/rich-text.ts";

/** Id of the message extension's action on a message. */
export const messageActionId = "askPartnerQuestions";

/**
 * Returns the command at the start of a message, and the text after it. Without a slash, a word
 * counts as a command only alone or before one of its verbs, because an answer may begin with it
 * ("Request it from the dealers first").
 */
export function parseTeamsCommand(
  commands: readonly CommandSpec[],
  text: RichText,
): { command: string; text: RichText } | undefined {
  const [first, ...others] = text;
  const match = typeof first === "string" ? /^(\/?)([a-z]+)(?:\s+|$)/i.exec(first) : null;
  const spec = commands.find(({ name }) => name === match?.[2]?.toLowerCase());
  if (typeof first !== "string" || !match || !spec) return undefined;
  const after = first.slice(match[0].length);
  const verb = after.split(/\s/, 1)[0]!.toLowerCase();
  const alone = after === "" && others.length === 0;
  if (match[1] === "" && !alone && !spec.verbs.includes(verb)) return undefined;
  return { command: spec.name, text: after === "" ? others : [after, ...others] };
}
