/**
 * Rich text as data, never as markup: each platform escapes it in one place, and no typed text can
 * become a link, a mention or a format.
 */
import { z } from "zod";
import { isErasedId, type Person } from "./conversation-ref.ts";

const TextSpan = z.union([
  z.string(),
  z.strictObject({ bold: z.string() }),
  z.strictObject({ italic: z.string() }),
  z.strictObject({ code: z.string() }),
  z.strictObject({ person: z.string(), name: z.string().optional() }),
  z.strictObject({ group: z.string() }),
  z.strictObject({ link: z.string(), label: z.string().optional() }),
]);

/**
 * Run of text. `person` is a platform id, shown as a mention where possible. `group` is the name of
 * a group of people or of a channel, shown as text so that it notifies nobody: `@crm-team`, `#hall`.
 */
export type TextSpan = z.infer<typeof TextSpan>;

/**
 * Rich text; line breaks are `
 * ` within its strings.
 */
export const RichText = z.array(TextSpan);

/** Text in runs: plain words, emphasis, links and mentions. */
export type RichText = z.infer<typeof RichText>;

/** Stands for the name of a group or channel that the bot may not know: `#…`. */
export const unnamedGroup = "…";

/** Returns a span without format and mention: for stored text, the judge and the terminal. */
export function spanToPlainText(span: TextSpan): string {
  if (typeof span === "string") return span;
  if ("bold" in span) return span.bold;
  if ("italic" in span) return span.italic;
  if ("code" in span) return span.code;
  if ("group" in span) return span.group;
  if ("person" in span)
    return isErasedId(span.person) ? (span.name ?? "…") : `@${span.name ?? span.person}`;
  return span.label && span.label !== span.link ? `${span.label} (${span.link})` : span.link;
}

/** Returns the text without formats; mentions as `@name`, links with their addresses. */
export const toPlainText = (prose: RichText): string => prose.map(spanToPlainText).join("");

/** Begins the list of files at the end of a text. */
const fileMark = "\n📎 ";

/** Adds the files of a message to its text, each by its name. */
export const withFiles = (
  text: RichText,
  files: readonly { name: string; link?: string | undefined }[],
): RichText => [
  ...text,
  ...files.flatMap(
    ({ name, link }): RichText => [fileMark, link === undefined ? name : { link, label: name }],
  ),
];

/** Returns a text without the files at its end. */
export function withoutFiles(text: RichText): RichText {
  const at = text.indexOf(fileMark);
  return at < 0 ? text : text.slice(0, at);
}

/** Returns the words of a text, without the people, groups and links named in it. */
export const withoutMentions = (text: RichText): string =>
  text.map((span) => (typeof span === "string" ? span : "")).join(" ");

/** Returns whether a text names a group of people and, as far as spelling tells, no person. */
export function namesOnlyGroups(text: RichText): boolean {
  const spans = text.filter((span) => typeof span === "object");
  const words = withoutMentions(text);
  return (
    spans.some((span) => "group" in span && !span.group.startsWith("#")) &&
    !spans.some((span) => "person" in span) &&
    words === words.toLowerCase()
  );
}

/** Returns a mention of a person, with the name that readers see where mentions do not work. */
export const personMention = ({ id, name }: Person): RichText => [{ person: id, name }];

/** Returns mentions of several people, separated by commas. */
export const personMentionList = (people: readonly Person[]): RichText =>
  people.flatMap((person, index) => [...(index > 0 ? [", "] : []), ...personMention(person)]);

/** Sets plain strings in bold; formatted spans and mentions stay as they are. */
export const boldText = (text: RichText): RichText =>
  text.map((span) => (typeof span === "string" ? { bold: span } : span));

/** Truncates plain text to `maxCharacters`, the ellipsis included. */
export const truncateText = (text: string, maxCharacters: number): string =>
  text.length > maxCharacters
    ? `${text.slice(0, maxCharacters - 1).replace(/[\uD800-\uDBFF]$/, "")}…`
    : text;

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * Isolates plain text in a script that is written from the right, so that it does not turn the line
 * in which it stands: its number would move to the other end (Unicode FSI and PDI).
 */
export const isolateText = (text: string): string =>
  rightToLeft.test(text) ? `\u2068${text}\u2069` : text;

/** Truncates rich text after `maxCharacters`, and adds an ellipsis. */
export function truncateRichText(text: RichText, maxCharacters: number): RichText {
  const kept: RichText = [];
  let remaining = maxCharacters;
  for (const span of text) {
    const { length } = spanToPlainText(span);
    if (length > remaining)
      return [
        ...kept,
        typeof span === "string"
          ? `${span.slice(0, remaining).replace(/[\uD800-\uDBFF]$/, "")}…`
          : "…",
      ];
    remaining -= length;
    kept.push(span);
  }
  return kept;
}
