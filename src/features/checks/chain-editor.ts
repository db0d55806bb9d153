/** Writing a team's chain to the paying customer, link by link or in a form. */

import type { Words } from "../../lib/i18n.ts";
import { readControlPhrase } from "../../nlu/rules/acts/control-phrases.ts";
import {
  asFormButton,
  buttonRow,
  type Card,
  chainToText,
  headingElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { Form } from "../../platform/form.ts";
import { personMention } from "../../platform/rich-text.ts";
import type { Reader } from "../../storage/store.ts";
import { readGroup, readGroupMembers } from "../workspace/groups.ts";
import { hasPermission } from "../workspace/permissions.ts";
import { readAdmins } from "../workspace/preferences.ts";
import { type CheckAction, checkActions } from "./actions.ts";
import { checkButton } from "./cards.ts";
import { everyoneGroup } from "./check.ts";
import {
  type Chain,
  isEndOfChain,
  maxChainLinks,
  normaliseChainLink,
  parseChainLinks,
  readChain,
  writeChain,
} from "./customer-chain.ts";
import { type CheckContext, postCheckCard, postCheckText } from "./daily-question.ts";
import { readEnrolment } from "./schedule/enrolments.ts";

/** Draft of a chain. */
export interface ChainDraft {
  group: string;
  links: string[];
  /** Id of the person who writes it, and when the last link was asked for (ms since 1970). */
  by?: string;
  at?: number;
}

/** `explained`: the text asks what the chain is for, so that the same link is asked for again. */
export type ChainDraftStep =
  | { is: "goes_on" | "explained" | "ends"; draft: ChainDraft }
  | { is: "left" };

/** Text or button that continues a draft. */
type ChainInput = { words: string } | { tap: "end" | "undo" | "leave" };

/** Applies text or a button to a draft. Pure. */
export function nextChainStep({ group, links }: ChainDraft, input: ChainInput): ChainDraftStep {
  if ("tap" in input) {
    if (input.tap === "leave") return { is: "left" };
    if (input.tap === "undo")
      return {
        is: "goes_on",
        draft: { group, links: links.length > 1 ? links.slice(0, -1) : links },
      };
    return { is: links.length > 1 ? "ends" : "goes_on", draft: { group, links } };
  }
  const control = readControlPhrase(input.words);
  if (control === "cancel" || control === "later" || control === "skip")
    return nextChainStep({ group, links }, { tap: "leave" });
  if (control === "what_for" || control === "help")
    return { is: "explained", draft: { group, links } };
  if (control === "back") return nextChainStep({ group, links }, { tap: "undo" });
  if (isEndOfChain(input.words))
    return { is: links.length > 1 ? "ends" : "goes_on", draft: { group, links } };
  const several = parseChainLinks(input.words) ?? [normaliseChainLink(input.words)].filter(Boolean);
  const now = [...links, ...several].slice(0, maxChainLinks);
  return { is: now.length === maxChainLinks ? "ends" : "goes_on", draft: { group, links: now } };
}

const nameOf = async (
  reader: Reader,
  workspace: string,
  group: string,
  words: Words,
): Promise<string> =>
  (group === everyoneGroup ? undefined : (await readGroup(reader, workspace, group))?.name) ??
  words.plain("check.chain.us");

/**
 * Returns whether a person may write a chain: that of a team its members, advocate and admins may,
 * that of everyone anybody may.
 */
async function mayWrite(
  reader: Reader,
  workspace: string,
  group: string,
  person: string,
): Promise<boolean> {
  if (group === everyoneGroup || (await readEnrolment(reader, workspace, person))?.group === group)
    return true;
  const member = (await readGroupMembers(reader, workspace, group)).some(({ id }) => id === person);
  const admins = (await readAdmins(reader, workspace)).map(({ id }) => id);
  return hasPermission("chain", {
    person,
    admins,
    member,
    advocate: (await readGroup(reader, workspace, group))?.advocate?.id,
  });
}

const chainCard = ({ group, links, by, at }: Chain, words: Words): Card => [
  headingElement(words("check.chain.title", { team: links[0] ?? "" })),
  { kind: "chain", links },
  noteElement(
    words("check.chain.by", {
      person: personMention(by),
      date: at,
    }),
  ),
  buttonRow(
    asFormButton(checkButton(words, "edit_chain", "edit_chain", group)),
    checkButton(words, "chain_new", "chain_new", group),
  ),
];

const nextLinkCard = ({ links }: ChainDraft, words: Words): Card => [
  ...(links.length > 1 ? [textElement([chainToText(links)])] : []),
  textElement(
    words(links.length > 1 ? "check.chain.next" : "check.chain.first", {
      link: links.at(-1) ?? "",
    }),
  ),
  buttonRow(
    ...(links.length > 1
      ? [
          checkButton(words, "chain_end", "chain_end"),
          checkButton(words, "chain_undo", "chain_undo"),
        ]
      : []),
    checkButton(words, "chain_leave", "chain_leave"),
  ),
];

/** Asks for the next link or stores the chain, and returns the draft that remains. */
async function applyStep(
  context: CheckContext,
  step: ChainDraftStep,
): Promise<ChainDraft | undefined> {
  const { ctx, who } = context;
  if (step.is === "goes_on" || step.is === "explained") {
    postCheckCard(context, [
      ...(step.is === "explained" ? [noteElement(ctx.words("check.chain.why"))] : []),
      ...nextLinkCard(step.draft, ctx.words),
    ]);
    return { ...step.draft, by: who.id, at: ctx.at.getTime() };
  }
  if (step.is === "left") return void postCheckText(context, "chain.left");
  const chain: Chain = { ...step.draft, by: who, at: ctx.at };
  await writeChain(ctx.w, ctx.workspace, chain);
  postCheckCard(context, [
    textElement(ctx.words("check.chain.done")),
    ...chainCard(chain, ctx.words),
  ]);
  return undefined;
}

/**
 * Continues a draft, if the person may write the chain. Unaddressed text of other people gets no
 * answer.
 */
export async function continueChain(
  context: CheckContext,
  draft: ChainDraft,
  input: ChainInput,
  { addressed = true } = {},
): Promise<ChainDraft | undefined> {
  const {
    ctx: { w, workspace, words },
    who,
  } = context;
  const { group } = draft;
  if (await mayWrite(w, workspace, group, who.id))
    return applyStep(context, nextChainStep(draft, input));
  if (addressed)
    postCheckText(context, "chain.may_not", { team: await nameOf(w, workspace, group, words) });
  return draft;
}

type ChainAction = Extract<
  CheckAction,
  { verb: "chain" | "edit_chain" | "chain_new" | "chain_end" | "chain_undo" | "chain_leave" }
>;

/** Runs `/check chain`, its buttons and its form, and returns the draft that remains. */
export async function runChainCommand(
  context: CheckContext,
  action: ChainAction,
  draft: ChainDraft | undefined,
): Promise<ChainDraft | undefined> {
  const { ctx, group: own, who } = context;
  const { w, workspace, words } = ctx;
  const { verb, values } = action;
  const [subject] = action.args;
  if (verb === "chain_end" || verb === "chain_undo" || verb === "chain_leave") {
    if (!draft)
      return void postCheckText(context, "chain.none", {}, checkButton(words, "chain", "chain"));
    return continueChain(context, draft, {
      tap: verb === "chain_end" ? "end" : verb === "chain_undo" ? "undo" : "leave",
    });
  }
  const given = verb === "edit_chain" ? formLinks(values) : parseChainLinks(subject ?? "");
  const named =
    given && verb === "chain"
      ? undefined
      : subject === everyoneGroup
        ? everyoneGroup
        : subject
          ? (await readGroup(w, workspace, subject))?.id
          : undefined;
  if (subject && !named && !given)
    return void postCheckText(context, "no_group", { group: subject });
  const group = named ?? own ?? everyoneGroup;
  const stored = await readChain(w, workspace, group);
  if (verb === "chain" && !given && stored)
    return void postCheckCard(context, chainCard(stored, words));
  if (!(await mayWrite(w, workspace, group, who.id)))
    return void postCheckText(context, "chain.may_not", {
      team: await nameOf(w, workspace, group, words),
    });
  if (given && given.length > 1)
    return applyStep(context, { is: "ends", draft: { group, links: given } });
  if (verb === "edit_chain")
    return void postCheckText(
      context,
      "fill_in",
      {},
      asFormButton(checkButton(words, "edit_chain", "edit_chain", group)),
    );
  return applyStep(context, {
    is: "goes_on",
    draft: { group, links: [await nameOf(w, workspace, group, words)] },
  });
}

const formLinks = (values: Readonly<Record<string, string>> = {}): string[] =>
  Array.from({ length: maxChainLinks }, (_, index) =>
    normaliseChainLink(values[`link${index + 1}`] ?? ""),
  ).filter(Boolean);

/** Returns a form with a field for each link; `undefined` where the person may not write it. */
export async function chainForm(
  reader: Reader,
  { workspace, person, words }: { workspace: string; person: string; words: Words },
  group: string,
): Promise<Form | undefined> {
  if (!(await mayWrite(reader, workspace, group, person))) return undefined;
  const links = (await readChain(reader, workspace, group))?.links ?? [
    await nameOf(reader, workspace, group, words),
  ];
  return {
    id: checkActions.encode("edit_chain", group),
    title: words.plain("check.form.chain"),
    submit: words.plain("check.form.save"),
    cancel: words.plain("check.form.cancel"),
    intro: words("check.form.chain.intro"),
    fields: Array.from({ length: maxChainLinks }, (_, index) => ({
      name: `link${index + 1}`,
      label: words.plain(index === 0 ? "check.form.chain.first" : "check.form.chain.link", {
        number: index + 1,
      }),
      value: links[index],
    })),
  };
}

/** Returns the mistakes of a form by field: a chain has two links at least. */
export const validateChainForm = (
  values: Readonly<Record<string, string>>,
): Record<string, string> => (formLinks(values).length > 1 ? {} : { link2: "two_links" });
