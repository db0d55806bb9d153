/** Writing a team's way to the paying customer together, link by link. */
import { readControl } from "../judgement/controls.ts";
import { membersOf, readGroup } from "../organisation/groups.ts";
import { adminsOf } from "../organisation/people.ts";
import { may } from "../organisation/rights.ts";
import type { Reader } from "../storage/store.ts";
import type { Card } from "../surface/card.ts";
import type { Form } from "../surface/form.ts";
import { chainText } from "../surface/picture.ts";
import type { Words } from "../words.ts";
import { opens, press } from "./cards.ts";
import { asLink, type Chain, isEnd, linksIn, mostLinks, readChain, writeChain } from "./chain.ts";
import { everyone } from "./counting.ts";
import { plainly, type Scene, say } from "./day.ts";
import { enrolmentOf } from "./enrolments.ts";
import { type Errand, pathTo } from "./errand.ts";

/** A chain that is being written. */
export interface Drawing {
  group: string;
  links: string[];
}

export type Step = { is: "goes_on" | "ends"; drawing: Drawing } | { is: "left" };

/** What somebody's words, or a tap, make of a chain in writing. Pure. */
export function nextStep({ group, links }: Drawing, heard: { words: string } | { tap: "end" | "undo" | "leave" }): Step {
  if ("tap" in heard) {
    if (heard.tap === "leave") return { is: "left" };
    if (heard.tap === "undo") return { is: "goes_on", drawing: { group, links: links.length > 1 ? links.slice(0, -1) : links } };
    return { is: links.length > 1 ? "ends" : "goes_on", drawing: { group, links } };
  }
  const control = readControl(heard.words);
  if (control === "cancel" || control === "later" || control === "skip") return nextStep({ group, links }, { tap: "leave" });
  if (control === "back") return nextStep({ group, links }, { tap: "undo" });
  if (isEnd(heard.words)) return { is: links.length > 1 ? "ends" : "goes_on", drawing: { group, links } };
  const several = linksIn(heard.words) ?? [asLink(heard.words)].filter(Boolean);
  const now = [...links, ...several].slice(0, mostLinks);
  return { is: now.length === mostLinks ? "ends" : "goes_on", drawing: { group, links: now } };
}

const nameOf = async (on: Reader, workspace: string, group: string, words: Words): Promise<string> =>
  (group === everyone ? undefined : (await readGroup(on, workspace, group))?.name) ?? words.label("check.chain.us");

/** Members, the advocate and admins write a team's chain; anybody the one that holds where a team has none. */
async function mayWrite(on: Reader, workspace: string, group: string, person: string): Promise<boolean> {
  if (group === everyone || (await enrolmentOf(on, workspace, person))?.group === group) return true;
  const member = (await membersOf(on, workspace, group)).some(({ id }) => id === person);
  const admins = (await adminsOf(on, workspace)).map(({ id }) => id);
  return may("chain", { person, admins, member, advocate: (await readGroup(on, workspace, group))?.advocate?.id });
}

const shown = ({ group, links, by, at }: Chain, words: Words): Card => [
  { kind: "heading", text: words("check.chain.title", { team: links[0] ?? "" }) },
  { kind: "chain", links },
  { kind: "note", text: words("check.chain.by", { person: [{ person: by.id, ...(by.name && { name: by.name }) }], date: at }) },
  { kind: "buttons", buttons: [opens(press(words, "edit_chain", "edit_chain", group)), press(words, "chain_new", "chain_new", group)] },
];

const asks = ({ links }: Drawing, words: Words): Card => [
  ...(links.length > 1 ? [{ kind: "text" as const, text: [chainText(links)] }] : []),
  { kind: "text", text: words(links.length > 1 ? "check.chain.next" : "check.chain.first", { link: links.at(-1) ?? "" }) },
  {
    kind: "buttons",
    buttons: [
      ...(links.length > 1 ? [press(words, "chain_end", "chain_end"), press(words, "chain_undo", "chain_undo")] : []),
      press(words, "chain_leave", "chain_leave"),
    ],
  },
];

/** Goes on with a chain, and gives what of it is still to be written. */
async function draw(scene: Scene, step: Step): Promise<Drawing | undefined> {
  const { office, who } = scene;
  if (step.is === "goes_on") {
    say(scene, asks(step.drawing, office.words));
    office.awaitWords();
    return step.drawing;
  }
  office.heardWords();
  if (step.is === "left") return void plainly(scene, "chain.left");
  const chain: Chain = { ...step.drawing, by: who, at: office.at };
  await writeChain(office.w, office.workspace, chain);
  say(scene, [{ kind: "text", text: office.words("check.chain.done") }, ...shown(chain, office.words)]);
  return undefined;
}

/** Goes on with a chain that is being written by what somebody says or taps, if it is theirs to write; words of others that were not said to the bot get no answer. */
export async function goOn(scene: Scene, drawing: Drawing, heard: Parameters<typeof nextStep>[1], { addressed = true } = {}): Promise<Drawing | undefined> {
  const {
    office: { w, workspace, words },
    who,
  } = scene;
  const { group } = drawing;
  if (await mayWrite(w, workspace, group, who.id)) return draw(scene, nextStep(drawing, heard));
  if (addressed) plainly(scene, "chain.may_not", { team: await nameOf(w, workspace, group, words) });
  return drawing;
}

/** `/check chain`, its buttons and its form. `drawing` is what is being written, if anything is. */
export async function chainErrand(scene: Scene, { verb, of, values }: Errand, drawing: Drawing | undefined): Promise<Drawing | undefined> {
  const { office, group: own, who } = scene;
  const { w, workspace, words } = office;
  if (verb === "chain_end" || verb === "chain_undo" || verb === "chain_leave") {
    if (!drawing) return void plainly(scene, "chain.none", {}, press(words, "chain", "chain"));
    return goOn(scene, drawing, { tap: verb === "chain_end" ? "end" : verb === "chain_undo" ? "undo" : "leave" });
  }
  const given = verb === "edit_chain" ? linksOf(values) : linksIn(of ?? "");
  const named = given && verb === "chain" ? undefined : of === everyone ? everyone : of ? (await readGroup(w, workspace, of))?.id : undefined;
  if (of && !named && !given) return void plainly(scene, "no_group", { group: of });
  const group = named ?? own ?? everyone;
  const standing = await readChain(w, workspace, group);
  if (verb === "chain" && !given && standing) return void say(scene, shown(standing, words));
  if (!(await mayWrite(w, workspace, group, who.id))) return void plainly(scene, "chain.may_not", { team: await nameOf(w, workspace, group, words) });
  if (given && given.length > 1) return draw(scene, { is: "ends", drawing: { group, links: given } });
  if (verb === "edit_chain") return void plainly(scene, "fill_in", {}, opens(press(words, "edit_chain", "edit_chain", group)));
  return draw(scene, { is: "goes_on", drawing: { group, links: [await nameOf(w, workspace, group, words)] } });
}

const linksOf = (values: Record<string, string> = {}): string[] =>
  Array.from({ length: mostLinks }, (_, index) => asLink(values[`link${index + 1}`] ?? "")).filter(Boolean);

/** The links of a chain, each to be corrected; undefined where it is not theirs to write. */
export async function chainForm(
  on: Reader,
  { workspace, person, words }: { workspace: string; person: string; words: Words },
  group: string,
): Promise<Form | undefined> {
  if (!(await mayWrite(on, workspace, group, person))) return undefined;
  const links = (await readChain(on, workspace, group))?.links ?? [await nameOf(on, workspace, group, words)];
  return {
    id: pathTo("edit_chain", group),
    title: words.label("check.form.chain"),
    submit: words.label("check.form.save"),
    cancel: words.label("check.form.cancel"),
    intro: words("check.form.chain.intro"),
    fields: Array.from({ length: mostLinks }, (_, index) => ({
      name: `link${index + 1}`,
      label: words.label(index === 0 ? "check.form.chain.first" : "check.form.chain.link", { number: index + 1 }),
      ...(links[index] && { value: links[index] }),
    })),
  };
}

export const chainMistakes = (values: Record<string, string>): Record<string, string> => (linksOf(values).length > 1 ? {} : { link2: "two_links" });
