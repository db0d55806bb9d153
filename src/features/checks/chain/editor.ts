/** Writing a team's way to the paying customer together, link by link. */

import type { Words } from "../../../lib/i18n.ts";
import { readControlPhrase } from "../../../nlu/rules/control-phrases.ts";
import {
  asFormButton,
  buttonRow,
  type Card,
  headingElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import { chainToText } from "../../../platform/chart.ts";
import type { Form } from "../../../platform/form.ts";
import { personMention } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { readGroup, readGroupMembers } from "../../workspace/groups.ts";
import { hasPermission } from "../../workspace/permissions.ts";
import { readAdmins } from "../../workspace/preferences.ts";
import { checkButton } from "../cards.ts";
import { type CheckCommand, encodeCheckAction } from "../command.ts";
import { type CheckContext, postCheckCard, postCheckText } from "../daily-question.ts";
import { everyoneGroup } from "../picture/count-weeks.ts";
import { readEnrolment } from "../schedule/enrolments.ts";
import {
  type Chain,
  isEndOfChain,
  maxChainLinks,
  normaliseChainLink,
  parseChainLinks,
  readChain,
  writeChain,
} from "./chain.ts";

/** A chain that is being written. */
export interface ChainDraft {
  group: string;
  links: string[];
}

export type ChainDraftStep = { is: "goes_on" | "ends"; drawing: ChainDraft } | { is: "left" };

/** What somebody's words, or a tap, make of a chain in writing. Pure. */
export function nextChainStep(
  { group, links }: ChainDraft,
  heard: { words: string } | { tap: "end" | "undo" | "leave" },
): ChainDraftStep {
  if ("tap" in heard) {
    if (heard.tap === "leave") return { is: "left" };
    if (heard.tap === "undo")
      return {
        is: "goes_on",
        drawing: { group, links: links.length > 1 ? links.slice(0, -1) : links },
      };
    return { is: links.length > 1 ? "ends" : "goes_on", drawing: { group, links } };
  }
  const control = readControlPhrase(heard.words);
  if (control === "cancel" || control === "later" || control === "skip")
    return nextChainStep({ group, links }, { tap: "leave" });
  if (control === "back") return nextChainStep({ group, links }, { tap: "undo" });
  if (isEndOfChain(heard.words))
    return { is: links.length > 1 ? "ends" : "goes_on", drawing: { group, links } };
  const several = parseChainLinks(heard.words) ?? [normaliseChainLink(heard.words)].filter(Boolean);
  const now = [...links, ...several].slice(0, maxChainLinks);
  return { is: now.length === maxChainLinks ? "ends" : "goes_on", drawing: { group, links: now } };
}

const nameOf = async (
  on: Reader,
  workspace: string,
  group: string,
  words: Words,
): Promise<string> =>
  (group === everyoneGroup ? undefined : (await readGroup(on, workspace, group))?.name) ??
  words.plain("check.chain.us");

/**
 * Members, the advocate and admins write a team's chain; anybody the one that holds where a team
 * has none.
 */
async function mayWrite(
  on: Reader,
  workspace: string,
  group: string,
  person: string,
): Promise<boolean> {
  if (group === everyoneGroup || (await readEnrolment(on, workspace, person))?.group === group)
    return true;
  const member = (await readGroupMembers(on, workspace, group)).some(({ id }) => id === person);
  const admins = (await readAdmins(on, workspace)).map(({ id }) => id);
  return hasPermission("chain", {
    person,
    admins,
    member,
    advocate: (await readGroup(on, workspace, group))?.advocate?.id,
  });
}

const shown = ({ group, links, by, at }: Chain, words: Words): Card => [
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

const asks = ({ links }: ChainDraft, words: Words): Card => [
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

/** Goes on with a chain, and gives what of it is still to be written. */
async function draw(scene: CheckContext, step: ChainDraftStep): Promise<ChainDraft | undefined> {
  const { ctx, who } = scene;
  if (step.is === "goes_on") {
    postCheckCard(scene, asks(step.drawing, ctx.words));
    ctx.expectText();
    return step.drawing;
  }
  ctx.clearExpected();
  if (step.is === "left") return void postCheckText(scene, "chain.left");
  const chain: Chain = { ...step.drawing, by: who, at: ctx.at };
  await writeChain(ctx.w, ctx.workspace, chain);
  postCheckCard(scene, [textElement(ctx.words("check.chain.done")), ...shown(chain, ctx.words)]);
  return undefined;
}

/**
 * Goes on with a chain that is being written by what somebody says or taps, if it is theirs to
 * write; words of others that were not said to the bot get no answer.
 */
export async function continueChain(
  scene: CheckContext,
  drawing: ChainDraft,
  heard: Parameters<typeof nextChainStep>[1],
  { addressed = true } = {},
): Promise<ChainDraft | undefined> {
  const {
    ctx: { w, workspace, words },
    who,
  } = scene;
  const { group } = drawing;
  if (await mayWrite(w, workspace, group, who.id))
    return draw(scene, nextChainStep(drawing, heard));
  if (addressed)
    postCheckText(scene, "chain.may_not", { team: await nameOf(w, workspace, group, words) });
  return drawing;
}

/** `/check chain`, its buttons and its form. `drawing` is what is being written, if anything is. */
export async function runChainCommand(
  scene: CheckContext,
  { verb, subject, values }: CheckCommand,
  drawing: ChainDraft | undefined,
): Promise<ChainDraft | undefined> {
  const { ctx, group: own, who } = scene;
  const { w, workspace, words } = ctx;
  if (verb === "chain_end" || verb === "chain_undo" || verb === "chain_leave") {
    if (!drawing)
      return void postCheckText(scene, "chain.none", {}, checkButton(words, "chain", "chain"));
    return continueChain(scene, drawing, {
      tap: verb === "chain_end" ? "end" : verb === "chain_undo" ? "undo" : "leave",
    });
  }
  const given = verb === "edit_chain" ? linksOf(values) : parseChainLinks(subject ?? "");
  const named =
    given && verb === "chain"
      ? undefined
      : subject === everyoneGroup
        ? everyoneGroup
        : subject
          ? (await readGroup(w, workspace, subject))?.id
          : undefined;
  if (subject && !named && !given) return void postCheckText(scene, "no_group", { group: subject });
  const group = named ?? own ?? everyoneGroup;
  const standing = await readChain(w, workspace, group);
  if (verb === "chain" && !given && standing)
    return void postCheckCard(scene, shown(standing, words));
  if (!(await mayWrite(w, workspace, group, who.id)))
    return void postCheckText(scene, "chain.may_not", {
      team: await nameOf(w, workspace, group, words),
    });
  if (given && given.length > 1)
    return draw(scene, { is: "ends", drawing: { group, links: given } });
  if (verb === "edit_chain")
    return void postCheckText(
      scene,
      "fill_in",
      {},
      asFormButton(checkButton(words, "edit_chain", "edit_chain", group)),
    );
  return draw(scene, {
    is: "goes_on",
    drawing: { group, links: [await nameOf(w, workspace, group, words)] },
  });
}

const linksOf = (values: Record<string, string> = {}): string[] =>
  Array.from({ length: maxChainLinks }, (_, index) =>
    normaliseChainLink(values[`link${index + 1}`] ?? ""),
  ).filter(Boolean);

/** The links of a chain, each to be corrected; undefined where it is not theirs to write. */
export async function chainForm(
  on: Reader,
  { workspace, person, words }: { workspace: string; person: string; words: Words },
  group: string,
): Promise<Form | undefined> {
  if (!(await mayWrite(on, workspace, group, person))) return undefined;
  const links = (await readChain(on, workspace, group))?.links ?? [
    await nameOf(on, workspace, group, words),
  ];
  return {
    id: encodeCheckAction("edit_chain", group),
    title: words.plain("check.form.chain"),
    submit: words.plain("check.form.save"),
    cancel: words.plain("check.form.cancel"),
    intro: words("check.form.chain.intro"),
    fields: Array.from({ length: maxChainLinks }, (_, index) => ({
      name: `link${index + 1}`,
      label: words.plain(index === 0 ? "check.form.chain.first" : "check.form.chain.link", {
        number: index + 1,
      }),
      ...(links[index] && { value: links[index] }),
    })),
  };
}

export const validateChainForm = (values: Record<string, string>): Record<string, string> =>
  linksOf(values).length > 1 ? {} : { link2: "two_links" };
