/**
 * Assignment rules: who is named on the team's card of a new request, by its kind, its words or its
 * requester's group. Without a rule nobody is named, and everybody may take any request. Pure.
 */
import { z } from "zod";
import type { Words } from "../../lib/i18n.ts";
import { requestKinds } from "../../nlu/judge.ts";
import { tokenizeWords } from "../../nlu/text/normalise.ts";
import type { FormField } from "../../platform/form.ts";

/** A rule applies if all its conditions hold; it has at least one, and names somebody. */
export const AssignmentRule = z.object({
  id: z.string(),
  kind: z.enum(requestKinds).optional(),
  /** Names of services, of which one occurs in the request. */
  words: z.array(z.string()).optional(),
  /** Id of the requester's business group. */
  group: z.string().optional(),
  /** Platform id of the person who is named. */
  person: z.string().optional(),
  /** Id of the group that is named. */
  team: z.string().optional(),
});
export type AssignmentRule = z.infer<typeof AssignmentRule>;

/** Maximum rules, so that the settings fit one message. */
export const maxAssignmentRules = 10;

interface AssignedRequest {
  kind?: string | undefined;
  text: string;
  group?: string | undefined;
}

/** Returns whether a text contains a phrase as whole words. */
function containsPhrase(text: readonly string[], phrase: string): boolean {
  const sought = tokenizeWords(phrase);
  return (
    sought.length > 0 &&
    text.some((_, start) => sought.every((word, index) => text[start + index] === word))
  );
}

/** Finds the first rule that applies to a request. */
export function findAssignment(
  rules: readonly AssignmentRule[],
  { kind, text, group }: AssignedRequest,
): AssignmentRule | undefined {
  const said = tokenizeWords(text);
  return rules.find(
    (rule) =>
      (rule.kind === undefined || rule.kind === kind) &&
      (rule.group === undefined || rule.group === group) &&
      (rule.words === undefined || rule.words.some((phrase) => containsPhrase(said, phrase))),
  );
}

/** Business group as a choice. */
interface GroupOption {
  id: string;
  name: string;
}

/** Field with the business groups; none where there are no groups. */
const groupChoice = (name: string, groups: readonly GroupOption[], label: string): FormField[] =>
  groups.length === 0
    ? []
    : [
        {
          name,
          label,
          kind: "choice",
          options: groups.map(({ id, name: title }) => ({ value: id, label: title })).slice(0, 100),
        },
      ];

/** Returns the fields of the form of a rule. */
export const assignmentFields = (
  groups: readonly GroupOption[],
  label: (key: string) => string,
  words: Words,
): FormField[] => [
  { name: "words", label: label("words"), hint: label("words.hint") },
  {
    name: "kind",
    label: label("kind"),
    kind: "choice",
    options: requestKinds.map((value) => ({
      value,
      label: words.plain(`requests.choice.${value}`),
    })),
  },
  ...groupChoice("group", groups, label("group")),
  { name: "person", label: label("person"), kind: "person" },
  ...groupChoice("team", groups, label("team")),
];

/** Parses a rule from its form. */
export function parseAssignmentForm(
  values: Readonly<Record<string, string>>,
  id: string,
): AssignmentRule {
  const given = (field: string): string | undefined => values[field]?.trim() || undefined;
  const words = (given("words") ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => tokenizeWords(word).length > 0);
  return {
    id,
    kind: requestKinds.find((kind) => kind === given("kind")),
    words: words.length > 0 ? words : undefined,
    group: given("group"),
    person: given("person"),
    team: given("team"),
  };
}

/** Returns what a rule lacks, as the keys of sentences by field. */
export function assignmentMistakes(
  rule: AssignmentRule,
  rules: readonly AssignmentRule[],
): Record<string, string> {
  if (rules.length >= maxAssignmentRules) return { words: "many_rules" };
  if (!rule.kind && !rule.words && !rule.group) return { words: "condition" };
  return rule.person || rule.team ? {} : { person: "named" };
}

/** Returns the rules without a person or group that no longer exists; rules that name nobody go. */
export const withoutFromRules = (
  rules: readonly AssignmentRule[],
  gone: { person?: string; group?: string },
): AssignmentRule[] =>
  rules.flatMap((rule) => {
    const { person, team, ...rest } = rule;
    if (gone.group !== undefined && rule.group === gone.group) return [];
    const kept = {
      ...rest,
      ...(person !== undefined && person !== gone.person && { person }),
      ...(team !== undefined && team !== gone.group && { team }),
    };
    return kept.person || kept.team ? [kept] : [];
  });
