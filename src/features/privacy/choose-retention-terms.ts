/**
 * Choice of retention terms by an admin, who sees what a shorter term would delete and can undo it
 * for a day.
 */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../core/actions.ts";
import type { Feature, TurnContext, TurnInput } from "../../core/feature.ts";
import type { FeatureData } from "../../core/feature-data.ts";
import type { Words } from "../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type Card,
  factsElement,
  textElement,
} from "../../platform/card.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { Form } from "../../platform/form.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { Reader } from "../../storage/store.ts";
import { recordAuditEntry } from "../workspace/audit-log.ts";
import { notAllowedForm } from "../workspace/forms.ts";
import { hasPermission } from "../workspace/permissions.ts";
import { readAdmins } from "../workspace/preferences.ts";
import {
  parseRetentionTerms,
  type RetentionTerms,
  retentionChoices,
  retentionParts,
  retentionSettingOf,
  retentionTermsOf,
  shortenedRetentionParts,
  shorterTermGraceMs,
} from "../workspace/retention-terms.ts";
import {
  lockWorkspace,
  readWorkspaceSettings,
  writeWorkspaceSettings,
} from "../workspace/settings.ts";
import { notAllowedText } from "../workspace/settings-card.ts";

const retentionActions = defineActions("keep", {
  change: { opensForm: true },
  /** Confirms a choice: the terms at that time, and the chosen ones. */
  sure: { args: [z.string(), z.string()] },
});
type Input = TurnInput<ActionIn<typeof retentionActions>>;

/** Returns the button that opens the form. */
const changeButton = (words: Words): Button => ({
  label: words.plain("organisation.button.change"),
  press: retentionActions.encode("change"),
  opensForm: true,
});

/** Encodes terms for a path: `1-0-13`. */
const encodeTerms = (terms: RetentionTerms): string =>
  retentionParts.map((part) => terms[part]).join("-");

const decodeTerms = (text = ""): RetentionTerms | undefined => {
  const numbers = text.split("-");
  return parseRetentionTerms(
    Object.fromEntries(retentionParts.map((part, index) => [part, numbers[index] ?? ""])),
  );
};

/** Returns the path of the button that replaces the current terms. */
const pathFrom = (currentTerms: RetentionTerms, to: RetentionTerms): string =>
  retentionActions.encode("sure", encodeTerms(currentTerms), encodeTerms(to));

/** Returns a term in words: `count` years or months, or forever for 0. */
const sayTerm = (part: keyof RetentionTerms, count: number, words: Words): string =>
  words.plain(part === "checks" ? "keep.months" : "keep.years", { count });

/** Returns the admins of the workspace, and whether a person may choose terms. */
async function readPermission(
  on: Reader,
  workspace: string,
  person: string,
): Promise<{ admins: Person[]; allowed: boolean }> {
  const admins = await readAdmins(on, workspace);
  return { admins, allowed: hasPermission("keep", { person, admins: admins.map(({ id }) => id) }) };
}

function termsForm(currentTerms: RetentionTerms, words: Words): Form {
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
      options: retentionChoices(part).map((term) => ({
        value: `${term}`,
        label: sayTerm(part, term, words),
      })),
      value: `${currentTerms[part]}`,
      required: true,
    })),
  };
}

/** Reads the terms of a form or a confirmation, the latter with the terms current at its time. */
function wishOf({
  event,
  action,
}: Input): { terms: RetentionTerms | undefined; seen?: string } | undefined {
  if (event.kind === "submitted") return { terms: parseRetentionTerms(event.values) };
  if (event.kind !== "press") return undefined;
  if (action?.verb !== "sure") return { terms: undefined };
  const [seen, terms] = action.args;
  return { terms: decodeTerms(terms), seen };
}

async function chooseTerms(
  data: readonly FeatureData[],
  ctx: TurnContext,
  input: Input,
): Promise<undefined> {
  const { event } = input;
  const { w, workspace, words, at, newId } = ctx;
  const wish = wishOf(input);
  if (!wish) return;
  await lockWorkspace(w, workspace);
  const { admins, allowed } = await readPermission(w, workspace, event.by.id);
  const say = (text: RichText, ...buttons: Button[]): undefined =>
    void ctx.post({ card: saying(text, ...buttons) });
  if (!allowed) return say(notAllowedText(admins, event.place, words));
  const settings = await readWorkspaceSettings(w, workspace);
  const currentTerms = retentionTermsOf(settings);
  const { terms, seen } = wish;
  if (!terms || (seen !== undefined && seen !== encodeTerms(currentTerms)))
    return say(words("keep.meanwhile"), changeButton(words));
  if (event.kind === "press") await ctx.resolveCard(event);
  if (encodeTerms(terms) === encodeTerms(currentTerms)) return say(words("organisation.same"));
  const isShorter = shortenedRetentionParts(currentTerms, terms).length > 0;
  if (isShorter && seen === undefined)
    return void ctx.post({ card: await confirmationCard(data, ctx, currentTerms, terms) });
  await writeWorkspaceSettings(w, workspace, {
    ...settings,
    keep: retentionSettingOf(settings, terms, at),
  });
  await recordAuditEntry(w, {
    id: newId(),
    workspace,
    what: "keep",
    before: { ...currentTerms },
    after: { ...terms },
    by: event.by.id,
    at,
  });
  if (!isShorter) return say(words("organisation.changed"));
  say(words("keep.chosen", { from: new Date(at.getTime() + shorterTermGraceMs) }), {
    label: words.plain("keep.button.back"),
    press: pathFrom(terms, currentTerms),
  });
}

const saying = (text: RichText, ...buttons: Button[]): Card => [
  textElement(text),
  ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
];

/** Tells what would be deleted and asks for confirmation. */
async function confirmationCard(
  data: readonly FeatureData[],
  { w, workspace, words, at }: TurnContext,
  currentTerms: RetentionTerms,
  terms: RetentionTerms,
): Promise<Card> {
  const scope = { workspace, now: new Date(at.getTime() + shorterTermGraceMs) };
  const counts: Record<string, number> = {};
  for (const { retention } of data)
    Object.assign(counts, await retention?.countPastTerms?.(w, scope, { ...terms }));
  return [
    textElement(words("keep.sure")),
    factsElement(
      retentionParts.map((part) => ({
        label: words.plain(`keep.form.${part}`),
        value: [sayTerm(part, terms[part], words)],
      })),
    ),
    textElement(words("keep.sure.goes", counts)),
    buttonRow({
      label: words.plain("keep.button.sure"),
      press: pathFrom(currentTerms, terms),
      style: "danger",
    }),
  ];
}

/** Creates the feature. Its name is the prefix of buttons in existing messages. */
export const createRetentionTermsFeature = (
  data: readonly FeatureData[],
): Feature<undefined, undefined, ActionIn<typeof retentionActions>> => ({
  name: retentionActions.feature,
  actions: retentionActions,
  turn: (ctx, input) => chooseTerms(data, ctx, input),
  async buildForm(on, { workspace, by, place, action, words }) {
    if (action.verb !== "change") return undefined;
    const { admins, allowed } = await readPermission(on, workspace, by.id);
    if (!allowed) return notAllowedForm(notAllowedText(admins, place, words), words);
    return termsForm(retentionTermsOf(await readWorkspaceSettings(on, workspace)), words);
  },
});
