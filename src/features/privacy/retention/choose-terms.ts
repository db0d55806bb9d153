/**
 * An admin chooses how long the ledger keeps what is over: whatever is to be kept less long is said
 * beforehand, and can be had back for a day.
 */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import type { TurnContext, TurnInput } from "../../../core/feature.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { Button, Card } from "../../../platform/card.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { Form } from "../../../platform/form.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { recordAuditEntry } from "../../workspace/audit-log.ts";
import { hasPermission } from "../../workspace/permissions.ts";
import { readAdmins } from "../../workspace/preferences.ts";
import {
  parseRetentionTerms,
  type RetentionTerms,
  retentionParts,
  retentionSettingOf,
  retentionTermsOf,
  shortenedRetentionParts,
  shorterTermGraceMs,
} from "../../workspace/retention-terms.ts";
import {
  lockWorkspace,
  readWorkspaceSettings,
  writeWorkspaceSettings,
} from "../../workspace/settings.ts";
import { notAllowedText } from "../../workspace/settings-card.ts";
import { countPastTerms } from "./rules.ts";

export const retentionActions = defineActions("keep", {
  change: { opensForm: true },
  /** Confirms a choice: the terms that stood when it was made, and the chosen ones. */
  sure: { args: [z.string(), z.string()] },
});
type Input = TurnInput<ActionIn<typeof retentionActions>>;

/** The button that asks for the form. */
const changing = (words: Words): Button => ({
  label: words.plain("organisation.button.change"),
  press: retentionActions.encode("change"),
  opensForm: true,
});

/** Terms as a path says them, `1-0-13`. */
const written = (terms: RetentionTerms): string =>
  retentionParts.map((part) => terms[part]).join("-");

const readWritten = (text = ""): RetentionTerms | undefined => {
  const numbers = text.split("-");
  return parseRetentionTerms(
    Object.fromEntries(retentionParts.map((part, index) => [part, numbers[index] ?? ""])),
  );
};

/** Path of the button that replaces the terms that stand. */
const pathFrom = (standing: RetentionTerms, to: RetentionTerms): string =>
  retentionActions.encode("sure", written(standing), written(to));

/** `{count}` years or months; 0 is for good. */
const sayTerm = (part: keyof RetentionTerms, count: number, words: Words): string =>
  words.plain(part === "checks" ? "keep.months" : "keep.years", { count });

/** Who administers the workspace, and whether somebody may choose. */
export async function readRetentionPermission(
  on: Reader,
  workspace: string,
  person: string,
): Promise<{ admins: Person[]; allowed: boolean }> {
  const admins = await readAdmins(on, workspace);
  return { admins, allowed: hasPermission("keep", { person, admins: admins.map(({ id }) => id) }) };
}

export function retentionTermsForm(
  standing: RetentionTerms,
  choices: (part: keyof RetentionTerms) => readonly number[],
  words: Words,
): Form {
  return {
    id: retentionActions.encode("change"),
    title: words.plain("keep.form.title"),
    submit: words.plain("organisation.form.save"),
    cancel: words.plain("organisation.form.cancel"),
    intro: words("keep.form.intro"),
    fields: retentionParts.map((part) => ({
      name: part,
      label: words.plain(`keep.form.${part}`),
      kind: "choice",
      options: choices(part).map((term) => ({
        value: `${term}`,
        label: sayTerm(part, term, words),
      })),
      value: `${standing[part]}`,
      required: true,
    })),
  };
}

/** Terms that were filled in, or that somebody is sure of, having seen those that stood then. */
function wishOf({
  event,
  action,
}: Input): { terms: RetentionTerms | undefined; seen?: string } | undefined {
  if (event.kind === "submitted") return { terms: parseRetentionTerms(event.values) };
  if (event.kind !== "press") return undefined;
  if (action?.verb !== "sure") return { terms: undefined };
  const [seen, terms] = action.args;
  return { terms: readWritten(terms), seen };
}

export async function chooseRetentionTerms(ctx: TurnContext, input: Input): Promise<undefined> {
  const { event } = input;
  const { w, workspace, words, at, newId } = ctx;
  const wish = wishOf(input);
  if (!wish) return;
  await lockWorkspace(w, workspace);
  const { admins, allowed } = await readRetentionPermission(w, workspace, event.by.id);
  const say = (text: RichText, ...buttons: Button[]): undefined =>
    void ctx.post({ card: saying(text, ...buttons) });
  if (!allowed) return say(notAllowedText(admins, words));
  const settings = await readWorkspaceSettings(w, workspace);
  const standing = retentionTermsOf(settings);
  const { terms, seen } = wish;
  if (!terms || (seen !== undefined && seen !== written(standing)))
    return say(words("keep.meanwhile"), changing(words));
  if (event.kind === "press") await ctx.resolveCard(event);
  if (written(terms) === written(standing)) return say(words("organisation.same"));
  const isShorter = shortenedRetentionParts(standing, terms).length > 0;
  if (isShorter && seen === undefined)
    return void ctx.post({ card: await question(ctx, standing, terms) });
  await writeWorkspaceSettings(w, workspace, {
    ...settings,
    keep: retentionSettingOf(settings, terms, at),
  });
  await recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: "keep",
    before: { ...standing },
    after: { ...terms },
    by: event.by.id,
    at,
  });
  if (!isShorter) return say(words("organisation.changed"));
  say(words("keep.chosen", { from: new Date(at.getTime() + shorterTermGraceMs) }), {
    label: words.plain("keep.button.back"),
    press: pathFrom(terms, standing),
  });
}

const saying = (text: RichText, ...buttons: Button[]): Card => [
  { kind: "text", text },
  ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : []),
];

/** What would go, before it does. */
async function question(
  { w, workspace, words, at }: TurnContext,
  standing: RetentionTerms,
  terms: RetentionTerms,
): Promise<Card> {
  const would = await countPastTerms(
    w,
    { workspace, now: new Date(at.getTime() + shorterTermGraceMs) },
    terms,
  );
  return [
    { kind: "text", text: words("keep.sure") },
    {
      kind: "facts",
      facts: retentionParts.map((part) => ({
        label: words.plain(`keep.form.${part}`),
        value: [sayTerm(part, terms[part], words)],
      })),
    },
    { kind: "text", text: words("keep.sure.goes", { ...would }) },
    {
      kind: "buttons",
      buttons: [
        {
          label: words.plain("keep.button.sure"),
          press: pathFrom(standing, terms),
          style: "danger",
        },
      ],
    },
  ];
}
