/** Reading of what a person typed: mentions by name, and commands. */
import { isMentionedInPassing } from "../../nlu/rules/references/mention.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { type BrowserCompany, botId, browserBotName } from "./company.ts";

/** What a person typed, as it is shown and as the bot gets it. */
export interface TypedText {
  /** The text as people see it. */
  shown: RichText;
  /** The text for the bot, without its own mention. */
  text: RichText;
  /** Whether it mentions the bot to address it. */
  isAddressed: boolean;
}

/** Returns the people whom a name can mean: full names, then first names. */
function namesOf({ people }: BrowserCompany): Map<string, string> {
  const named = [{ id: botId, name: browserBotName }, ...people];
  return new Map([
    ...named.map(({ id, name }) => [name.split(" ")[0]!.toLowerCase(), id] as const),
    ...named.map(({ id, name }) => [name.toLowerCase(), id] as const),
  ]);
}

/** Reads a text in which `@Tom` or `@Tom Becker` mentions a person and `@Entwine` the bot. */
export function readTypedText(typed: string, company: BrowserCompany): TypedText {
  const names = namesOf(company);
  const byLength = [...names.keys()].sort((a, b) => b.length - a.length).map(RegExp.escape);
  const mention = new RegExp(`@(${byLength.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const shown = typed.split(mention).flatMap((part, index): RichText => {
    if (index % 2 === 0) return part === "" ? [] : [part];
    const id = names.get(part.toLowerCase())!;
    const person = company.people.find((each) => each.id === id);
    return [{ person: id, name: person?.name ?? browserBotName }];
  });
  const ofBot = (span: RichText[number]): boolean =>
    typeof span === "object" && "person" in span && span.person === botId;
  const [before = "", after, ...more] = typed.split(
    new RegExp(`@${browserBotName}(?![\\p{L}\\p{N}])`, "iu"),
  );
  return {
    shown,
    text: trimmed(shown.filter((span) => !ofBot(span))),
    isAddressed: after !== undefined && (more.length > 0 || !isMentionedInPassing(before, after)),
  };
}

/** Returns a text without the spaces at its ends. */
function trimmed(text: RichText): RichText {
  const all = text.map((span, index) => {
    if (typeof span !== "string") return span;
    const start = index === 0 ? span.trimStart() : span;
    return index === text.length - 1 ? start.trimEnd() : start;
  });
  return all.filter((span) => span !== "");
}

/** A typed command, or the word of one that does not exist. */
export type TypedCommand = { command: CommandSpec; rest: string } | { unknown: string };

/** Reads `/request mine`; `/help` is the help of the bot. Returns `undefined` for other texts. */
export function readTypedCommand(
  typed: string,
  commands: readonly CommandSpec[],
): TypedCommand | undefined {
  const [, word, rest = ""] =
    /^\/([a-z]+)(?:\s+([\s\S]+))?$/i.exec(typed === "/help" ? "/entwine help" : typed) ?? [];
  if (!word) return undefined;
  const command = commands.find(({ name }) => name === word.toLowerCase());
  return command ? { command, rest: rest.trim() } : { unknown: word };
}
